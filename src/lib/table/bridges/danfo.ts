import { Table } from "../table";
import { columnFromValues } from "./values";

/** A danfo.js data frame, as far as notebooks use it; `import("danfojs-node")` has the full types. */
export interface DanfoFrame {
  readonly columns: string[];
  readonly shape: number[];
  readonly dtypes: string[];
  readonly values: unknown;
  /** The cells column by column. */
  readonly getColumnData: unknown;
  head(rows?: number): DanfoFrame;
  tail(rows?: number): DanfoFrame;
  describe(): DanfoFrame;
  column(name: string): { readonly values: unknown };
  sortValues(by: string, options?: { ascending?: boolean }): DanfoFrame;
  query(condition: unknown): DanfoFrame;
  groupby(columns: string[]): unknown;
  print(): void;
}

interface DanfoModule {
  readonly DataFrame: new (data: unknown[][], options: { columns: string[] }) => unknown;
  readonly tensorflow: {
    ready(): Promise<void>;
    engine(): { findBackend(name: string): { firstUse?: boolean } | null };
  };
}

/**
 * The table as a danfo.js data frame, for code written in the manner of pandas. Loading danfo.js takes about two
 * seconds, once. danfo.js computes some results in single precision; the cells themselves keep every bit.
 *
 * @example
 * const df = await table.toDanfo(table.Table.of({ vnf: ["a", "b"], load: [1, NaN] }));
 * df.shape //=> [2, 2]
 */
export async function toDanfo(table: Table): Promise<DanfoFrame> {
  const danfo = (await import("danfojs-node")) as unknown as DanfoModule;
  // On its first use the plain backend prints an advertisement for another package into the notebook: this is the flag
  // by which it knows that it has done so. Warnings proper are not touched.
  await danfo.tensorflow.ready();
  const backend = danfo.tensorflow.engine().findBackend("cpu");
  if (backend !== null) backend.firstUse = false;
  const columns = table.names.map((name) => table.column(name));
  const rows = Array.from({ length: table.length }, (_, i) => columns.map((column) => column[i]));
  return new danfo.DataFrame(rows, { columns: [...table.names] }) as DanfoFrame;
}

/**
 * A danfo.js data frame as a table; its index is left out.
 *
 * @throws LabError "type" for a column of mixed or nested values
 */
export function fromDanfo(df: Pick<DanfoFrame, "columns" | "getColumnData">): Table {
  const cells = df.getColumnData as readonly (readonly unknown[])[];
  return Table.of(df.columns.map((name, i) => [name, columnFromValues(name, cells[i] ?? [])] as const));
}
