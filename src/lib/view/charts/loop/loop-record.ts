import type { LoopEvent, ReadingLine, RunHead } from "../../../loop";
import type { Table } from "../../../table";
import type { Band, Span } from "../../annotations";
import { withUnit } from "../../axis";
import { extentOf } from "../../decimate";
import type { FigureOptions } from "../../figure";
import { plainText } from "../../text";
import { WIDTH } from "../../theme";

/**
 * A run of the loop as its figures take it. What `loop.openRun` reads from a run folder is one, at the end of a run,
 * in its middle, or after a crash.
 */
export interface LoopRecord {
  readonly head: Pick<RunHead, "run" | "strategy" | "target" | "stages" | "simulated">;
  /** One row a predicted row, in order of `seq`; columns `seq`, `truth`, `baseline`, `current`. */
  readonly rows: Table;
  readonly readings: readonly Omit<ReadingLine, "perFeature">[];
  readonly events: readonly LoopEvent[];
}

export interface LoopFigureOptions extends FigureOptions {
  /** The stretch of rows (seq) that is drawn: `from` inclusive, `to` exclusive; default all. */
  readonly from?: number;
  readonly to?: number;
}

/** The rows of a run that a figure draws, and the axis they stand on. */
export interface Stretch {
  readonly rows: Table;
  readonly seq: Float64Array;
  readonly span: Span & { readonly domain: readonly [number, number] };
  readonly bands: readonly Band[];
}

/** The title of the axis that counts the rows of a replay. */
export const ROWS_TITLE = "row of the replay";

/** The stretch of a run that the options ask for. */
export function stretchOf(record: Pick<LoopRecord, "head" | "rows">, options: LoopFigureOptions): Stretch {
  const all = record.rows.numbers("seq");
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = options;
  const wanted = [...all.keys()].filter((i) => all[i] >= from && all[i] < to);
  const rows = wanted.length === all.length ? record.rows : record.rows.take(wanted);
  const seq = rows.numbers("seq");
  return {
    rows,
    seq,
    span: { domain: extentOf(seq), width: options.width ?? WIDTH },
    bands: stageBands(record.head.stages),
  };
}

/** Of places in ascending order those that are the first in their column of pixels, by number: more cannot be seen. */
export function onePerPixel(at: readonly number[], { domain: [low, high], width }: Span): number[] {
  let last = Number.NaN;
  return [...at.keys()].filter((i) => {
    const pixel = Math.floor((width * (at[i] - low)) / (high - low || 1));
    if (pixel === last) return false;
    last = pixel;
    return true;
  });
}

/** Stages as bands of row numbers. */
export function stageBands(stages: RunHead["stages"]): Band[] {
  return stages.map(({ name, from, to }) => ({ from, to, label: name }));
}

/** The predicted quantity with its unit, as an axis has it: "output_rate (Mb/s)". */
export function targetTitle(target: string): string {
  return withUnit(plainText(target));
}

/** |prediction − truth| / |truth|, with the floor of the learn room; NaN when either is missing. */
export function relativeErrors(truth: ArrayLike<number>, prediction: ArrayLike<number>): Float64Array {
  return Float64Array.from(
    { length: truth.length },
    (_, i) => Math.abs(prediction[i] - truth[i]) / Math.max(Math.abs(truth[i]), 1e-6),
  );
}

/** What the row before said: the truth one row (seq) earlier, NaN where that row is not there. */
export function persistenceOf(seq: ArrayLike<number>, truth: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: truth.length }, (_, i) =>
    i > 0 && seq[i] - seq[i - 1] === 1 ? truth[i - 1] : Number.NaN,
  );
}

/** For each row the median truth of its whole stage: what only hindsight has, and a hard opponent. */
export function hindsightOf(
  seq: ArrayLike<number>,
  truth: ArrayLike<number>,
  stages: RunHead["stages"],
): Float64Array {
  const stageOf = (at: number): number => stages.findIndex(({ from, to }) => at >= from && at < to);
  const own = Int32Array.from({ length: seq.length }, (_, i) => stageOf(seq[i]));
  const medians = new Map<number, number>();
  for (const stage of new Set(own)) {
    const known = Float64Array.from(truth)
      .filter((y, i) => own[i] === stage && Number.isFinite(y))
      .sort();
    const middle = known.length >> 1;
    medians.set(stage, known.length % 2 === 1 ? known[middle] : (known[middle - 1] + known[middle]) / 2);
  }
  return Float64Array.from(own, (stage) => medians.get(stage) ?? Number.NaN);
}
