/** Why a cell failed: what a notebook's `error` output holds. */
export interface CellFailure {
  readonly ename: string;
  readonly evalue: string;
  /** Lines for a person; the first is `ename: evalue`. */
  readonly traceback: readonly string[];
}

/** A failure of the machinery around a cell (time-out, dead kernel, process.exit), with nothing to trace back to. */
export function plainFailure(ename: string, evalue: string): CellFailure {
  return { ename, evalue, traceback: [`${ename}: ${evalue}`] };
}
