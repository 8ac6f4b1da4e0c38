import { fail } from "../core";
import { PROVENANCE_COLUMNS, type Table } from "../table";

// Rates and latency are what a model predicts, not what it sees; an index or provenance column always "drifts".
const NEVER_FEATURES: ReadonlySet<string> = new Set([
  "input_rate",
  "output_rate",
  "latency",
  "index",
  ...PROVENANCE_COLUMNS,
]);

/** Beyond it the difference of two values, times the number of bins, is not finite. */
export const LARGEST = 1e300;

/** Whether a column may be watched for drift unless somebody asks for it by name: not a rate, index or provenance. */
function isWatchable(name: string): boolean {
  return name !== "" && !name.startsWith("Unnamed:") && !NEVER_FEATURES.has(name);
}

/**
 * The columns watched when none are named: numeric in every given table, in the order of the first, without
 * `input_rate`, `output_rate`, `latency`, provenance and index columns. None left is an error.
 *
 * @example
 * const t = table.Table.of({ "Unnamed: 0": [0], output_rate: [9], cycles: [1], vnf: ["bridge"] });
 * drift.driftFeatures(t) //=> ["cycles"]
 */
export function driftFeatures(first: Table, ...others: readonly Table[]): string[] {
  const names = first
    .numericNames()
    .filter((name) => isWatchable(name) && others.every((other) => other.has(name) && other.isNumeric(name)));
  if (names.length > 0) return names;
  return fail({
    code: "argument",
    expected: "at least one numeric column to watch, shared by all tables",
    found: `columns ${first.names.slice(0, 6).join(", ") || "none"}`,
    hint: "Rates, latency, index and provenance are left out unless named in `features`.",
  });
}

/**
 * The named columns as one block, column after column. Missing cells stay NaN; an infinite one (or one beyond
 * ±1e300, whose differences overflow) is an error that names the column and the row.
 */
export function featureBlock(table: Table, features: readonly string[]): Float64Array {
  const block = new Float64Array(features.length * table.length);
  for (const [f, name] of features.entries()) {
    const column = table.numbers(name);
    for (let i = 0; i < column.length; i++) {
      if (Math.abs(column[i]) > LARGEST) refuseInfinite(name, column[i], i);
    }
    block.set(column, f * table.length);
  }
  return block;
}

/** The error for an infinite cell: it would stretch every bin, so it is refused rather than counted as missing. */
export function refuseInfinite(name: string, value: number, row: number): never {
  fail({
    code: "argument",
    expected: "finite numbers, or NaN for a missing one",
    found: `${value} in row ${row}`,
    where: { column: name },
    hint: "Set it to NaN if it stands for a missing value.",
  });
}

/** Refuses a row of another width, or with an infinite value, before anything of it is used. */
export function checkRow(row: ArrayLike<number>, features: readonly string[], number: number): void {
  if (row.length !== features.length) {
    fail({
      code: "argument",
      expected: `a row of ${features.length} numbers (${features.slice(0, 3).join(", ")}${features.length > 3 ? ", …" : ""})`,
      found: `${row.length} in row ${number}`,
    });
  }
  for (let f = 0; f < features.length; f++) {
    if (Math.abs(row[f]) > LARGEST) refuseInfinite(features[f], row[f], number);
  }
}
