import { fail, quote } from "../../core";
import type { RowSchema, StreamRow } from "../row";

/**
 * Refuses to write a row that a reader would reject.
 *
 * @throws LabError `argument`
 */
export function checkRow({ features }: RowSchema, row: StreamRow): void {
  const { seq, time, label } = row;
  if (row.features.length !== features.length) {
    fail({
      code: "argument",
      expected: `${features.length} features`,
      found: `${row.features.length} in row ${seq}`,
    });
  }
  if (!(Number.isSafeInteger(seq) && seq >= 0)) {
    fail({ code: "argument", expected: "a seq that is a whole number from 0", found: quote(seq) });
  }
  if (!Number.isFinite(time)) {
    fail({ code: "argument", expected: "a time", found: `${time} in row ${seq}` });
  }
  // Zero for numbers; NaN for an infinity, and for a missing cell: only then need they be looked at one by one.
  let zero = label * 0;
  for (let f = 0; f < row.features.length; f++) zero += row.features[f] * 0;
  if (zero === 0) return;
  for (const [f, value] of [...row.features, label].entries()) {
    if (Number.isFinite(value) || Number.isNaN(value)) continue;
    fail({
      code: "argument",
      expected: "numbers, or NaN where a cell is missing",
      found: `${value} in row ${seq}`,
      where: { column: features[f] ?? "label" },
    });
  }
}
