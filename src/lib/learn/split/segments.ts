import { fail, random } from "../../core";
import { requireSegments, type Segments } from "../data/segments";
import { checkFolds } from "./shuffled";
import { type Split, splitBy } from "./split";

/**
 * Whole segments held out: one by one, or in `folds` groups of segments (grouped k-fold; the seed decides which
 * segments go together). A model never saw the experiment on which it is scored.
 *
 * @example
 * const t = table.Table.of({ experiment: ["a", "a", "b", "c"], load: [1, 2, 3, 4] });
 * learn.segmentSplits(learn.segmentsOf(t)).map((s) => s.name) //=> ["a", "b", "c"]
 */
export function segmentSplits(
  segments: Segments | undefined,
  folds?: number,
  seed: number | string = 0,
): Split[] {
  const { ids, names } = requireSegments(segments);
  const present = [...new Set(ids)].sort((a, b) => a - b);
  if (present.length < 2) {
    fail({
      code: "too-few-segments",
      expected: "at least 2 segments, to learn from one and score on another",
      found: String(present.length),
    });
  }
  if (folds === undefined) return present.map((id) => splitBy(names[id], ids.length, (i) => ids[i] === id));
  checkFolds(folds, present.length, "segments");
  const order = random(seed).shuffle(present);
  const fold = new Map(order.map((id, k) => [id, k % folds] as const));
  return Array.from({ length: folds }, (_, f) =>
    splitBy(`group ${f + 1} of ${folds}`, ids.length, (i) => fold.get(ids[i]) === f),
  );
}
