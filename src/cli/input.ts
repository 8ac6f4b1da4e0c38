import type { table } from "dataplane-lab";

/** A table from a .parquet file, else from CSV (plain or gzip). */
export async function readTable(file: string): Promise<table.Table> {
  const { table: room } = await import("dataplane-lab");
  return /\.parquet$/i.test(file) ? room.readParquet(file) : room.readCsv(file);
}

/** Refuses an output of another kind before anything is read. */
export async function checkOutput(file: string): Promise<void> {
  if (/\.(?:csv|csv\.gz|parquet)$/i.test(file)) return;
  const { core } = await import("dataplane-lab");
  core.fail({
    code: "argument",
    expected: "an output file that ends in .csv, .csv.gz or .parquet",
    found: core.quote(file),
  });
}

/** A table into a .parquet file, else as CSV (plain or gzip, by its ending). */
export async function writeTable(table: table.Table, file: string): Promise<void> {
  await checkOutput(file);
  const { table: room } = await import("dataplane-lab");
  if (/\.parquet$/i.test(file)) await room.writeParquet(table, file);
  else await room.writeCsv(table, file);
}

/** A seed from the command line: digits mean the number, as in the library; any other text is a seed too. */
export function seedOf(text: string): number | string {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
}
