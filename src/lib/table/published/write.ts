import { fail, quote } from "../../core";
import { writeCsv } from "../csv/write";
import { PERFORMANCE_COLUMNS, PROVENANCE_COLUMNS } from "../performance";
import { type ColumnInput, Table } from "../table";
import { type PerformanceLayout, PUBLISHED_LAYOUTS } from "./layout";
import { performanceLayout } from "./read";

export interface PerformanceWriteOptions {
  /**
   * `stage0` or `stage2` as published, a layout from {@link performanceLayout}, or `canonical`: provenance, then the 63
   * columns. Default the layout that the table was read from, else `canonical`.
   */
  readonly layout?: "canonical" | keyof typeof PUBLISHED_LAYOUTS | PerformanceLayout;
}

/**
 * Writes a table of the 63 columns, in a published layout byte for byte as it was read. The index column is the
 * table's `second`, or without one a count that starts again with each experiment.
 *
 * @throws LabError "unknown-column" when a column of the layout is not in the table
 */
export async function writePerformanceCsv(
  table: Table,
  file: string,
  options: PerformanceWriteOptions = {},
): Promise<void> {
  const layout = layoutFor(table, options.layout);
  if (layout === undefined) {
    const provenance = PROVENANCE_COLUMNS.filter((name) => table.has(name));
    await writeCsv(table.select([...provenance, ...PERFORMANCE_COLUMNS]), file);
    return;
  }
  const columns = layout.columns.map((name): readonly [string, ColumnInput] =>
    name === layout.index ? [name, indexOf(table)] : [name, table.column(name)],
  );
  const { newline } = layout;
  const written = new Set(layout.columns);
  const floats = layout.floats.filter((name) => written.has(name));
  const suffixes = Object.fromEntries(Object.entries(layout.suffixes).filter(([name]) => written.has(name)));
  await writeCsv(Table.of(columns), file, { newline, floats, suffixes });
}

function layoutFor(table: Table, layout: PerformanceWriteOptions["layout"]): PerformanceLayout | undefined {
  if (layout === undefined) return performanceLayout(table);
  if (typeof layout === "object") return layout;
  if (layout === "canonical") return undefined;
  if (Object.hasOwn(PUBLISHED_LAYOUTS, layout)) return PUBLISHED_LAYOUTS[layout];
  return fail({
    code: "argument",
    expected: `a layout among "canonical", ${Object.keys(PUBLISHED_LAYOUTS).map(quote).join(", ")}`,
    found: quote(layout),
  });
}

function indexOf(table: Table): Float64Array {
  if (table.has("second")) return table.numbers("second");
  const experiment = table.has("experiment") ? table.column("experiment") : undefined;
  const index = new Float64Array(table.length);
  for (let i = 1; i < index.length; i++) {
    index[i] = experiment === undefined || experiment[i] === experiment[i - 1] ? index[i - 1] + 1 : 0;
  }
  return index;
}
