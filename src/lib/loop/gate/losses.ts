import { relativeError } from "../../learn";

/** The same rows as two models see them. */
export interface PairedRows {
  readonly truth: Float64Array;
  readonly champion: Float64Array;
  readonly challenger: Float64Array;
}

/** A relative error beyond this counts as this: one wild row is one wrong row. */
const MOST = 1;

/** Loss differences champion − challenger of the rows that both predict, and what each scored there. */
export function lossesOf({ truth, champion, challenger }: PairedRows) {
  const differences: number[] = [];
  const sums = { champion: tally(), challenger: tally() };
  for (let i = 0; i < truth.length; i++) {
    const before = relativeError(truth[i], champion[i]);
    const after = relativeError(truth[i], challenger[i]);
    if (!Number.isFinite(truth[i]) || Number.isNaN(before) || Number.isNaN(after)) continue;
    differences.push(lossOf(before) - lossOf(after));
    sums.champion.add(before, Math.abs(champion[i] - truth[i]));
    sums.challenger.add(after, Math.abs(challenger[i] - truth[i]));
  }
  return {
    differences: Float64Array.from(differences),
    champion: sums.champion.means(),
    challenger: sums.challenger.means(),
  };
}

/** The loss of a relative error: itself, up to 1. */
export function lossOf(error: number): number {
  return Math.min(MOST, error);
}

function tally() {
  let n = 0;
  let loss = 0;
  let hits = 0;
  let absolute = 0;
  return {
    add(error: number, distance: number): void {
      n++;
      loss += lossOf(error);
      absolute += distance;
      if (error <= 0.2) hits++;
    },
    means: (): Readonly<Record<string, number>> => ({
      loss: loss / n,
      "acc@0.2": (100 * hits) / n,
      mae: absolute / n,
    }),
  };
}
