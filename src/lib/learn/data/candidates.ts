import { INDEX_COLUMNS, type Table } from "../../table";

/** Columns that are never inputs: rates and latency are what one predicts, the rest says where a row is from. */
export const NEVER_INPUTS: readonly string[] = [
  ...INDEX_COLUMNS,
  "input_rate",
  "output_rate",
  "latency",
  "scenario",
  "experiment",
  "time",
];

/**
 * The columns a model may learn from, in file order: numeric, with at least one value, neither the target nor one
 * of `exclude` (by default the rates, the latency, provenance and index columns).
 *
 * @example
 * learn.candidateFeatures(table.Table.of({ a: [1, 2], latency: [3, 4], empty: [null, null], y: [5, 6] }), "y") //=> ["a"]
 */
export function candidateFeatures(
  table: Table,
  target: string,
  exclude: readonly string[] = NEVER_INPUTS,
): string[] {
  const out = new Set([...exclude, target]);
  return table
    .numericNames()
    .filter((name) => !out.has(name) && table.numbers(name).some((value) => !Number.isNaN(value)));
}
