import { fail, quote } from "../../core";
import { readCsv } from "../csv/read";
import { PERFORMANCE_COLUMNS, PROVENANCE_COLUMNS } from "../performance";
import { requireSchema } from "../schemas/check";
import { performanceSchema } from "../schemas/performance";
import { type ColumnInput, Table } from "../table";
import { detectLayout } from "./detect";
import type { PerformanceLayout } from "./layout";
import { segmentsOfIndex } from "./segments";

/** A file's path, or a text in memory. */
export type PerformanceSource = string | { readonly text: string };

export interface PerformanceReadOptions {
  /** The scenario that the rows come from, for the provenance column of that name. */
  readonly scenario?: string;
  /** How errors name a source that is not a file. */
  readonly label?: string;
}

const layouts = new WeakMap<Table, PerformanceLayout>();

/**
 * Reads a table of the 63 performance columns in any layout (index column or none, latency third, last or absent,
 * blanks as missing latencies) into the canonical order. In front of them stands what the file tells of the rows'
 * origin: `scenario` (from the options or the file), `experiment` and `second`. An index column becomes `second`; where
 * it starts again a new experiment begins, named `segment 1`, `segment 2`, … since the file has no names for them. An
 * index that never starts again tells nothing about experiments, and the column is left out.
 *
 * @throws LabError as readCsv does; "missing-column", "extra-column" or "type" when it is another table
 */
export async function readPerformanceCsv(
  source: PerformanceSource,
  options: PerformanceReadOptions = {},
): Promise<Table> {
  const layout = await detectLayout(source);
  const raw = await readCsv(source, { label: options.label });
  const label = options.label ?? (typeof source === "string" ? source : "CSV");
  const indexed = layout.index === undefined ? raw : raw.drop([layout.index]);
  const complete = indexed.has("latency") ? indexed : indexed.with("latency", nothing(raw.length));
  requireSchema(complete, performanceSchema, { file: label });

  const columns = new Map<string, ColumnInput>();
  if (options.scenario !== undefined)
    columns.set("scenario", new Array<string>(raw.length).fill(options.scenario));
  for (const [name, column] of fromIndex(raw, layout.index, label)) columns.set(name, column);
  for (const name of PROVENANCE_COLUMNS) if (raw.has(name)) columns.set(name, raw.column(name));
  const provenance = PROVENANCE_COLUMNS.filter((name) => columns.has(name));
  for (const name of PERFORMANCE_COLUMNS) {
    // A column of blanks only was read as text or numbers as it came; here it is numeric.
    columns.set(name, complete.isNumeric(name) ? complete.numbers(name) : nothing(raw.length));
  }
  const table = Table.of(
    [...provenance, ...PERFORMANCE_COLUMNS].map((name) => [name, columns.get(name)!] as const),
  );
  layouts.set(table, layout);
  return table;
}

/** The layout of the file that {@link readPerformanceCsv} made this very table from; undefined for any other table. */
export function performanceLayout(table: Table): PerformanceLayout | undefined {
  return layouts.get(table);
}

function fromIndex(raw: Table, index: string | undefined, label: string): [string, ColumnInput][] {
  if (index === undefined) return [];
  if (!raw.isNumeric(index)) {
    fail({
      code: "type",
      expected: "row numbers in the index column",
      found: quote(raw.texts(index).find((cell) => cell !== null) ?? null),
      where: { file: label, column: index },
    });
  }
  const second = raw.numbers(index);
  const segments = segmentsOfIndex(second);
  if (segments.length === 0 || segments[segments.length - 1] === 0) return [["second", second]];
  return [
    ["experiment", Array.from(segments, (segment) => `segment ${segment + 1}`)],
    ["second", second],
  ];
}

function nothing(rows: number): Float64Array {
  return new Float64Array(rows).fill(Number.NaN);
}
