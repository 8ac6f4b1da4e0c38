import type { table } from "dataplane-lab";

/** A table from a .parquet file, else from CSV (plain or gzip). */
export async function readTable(file: string): Promise<table.Table> {
  const { table: room } = await import("dataplane-lab");
  return /\.parquet$/i.test(file) ? room.readParquet(file) : room.readCsv(file);
}

/** A table into a .parquet file, else as CSV. */
export async function writeTable(table: table.Table, file: string): Promise<void> {
  const { table: room } = await import("dataplane-lab");
  if (/\.parquet$/i.test(file)) await room.writeParquet(table, file);
  else await room.writeCsv(table, file);
}

/** A seed from the command line: digits mean the number, as in the library; any other text is a seed too. */
export function seedOf(text: string): number | string {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
}
