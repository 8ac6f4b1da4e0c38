import type { core, table } from "dataplane-lab";

/** A table from a .parquet file, else from CSV (plain or gzip). */
export async function readTable(file: string): Promise<table.Table> {
  const { table: room } = await import("dataplane-lab");
  return /\.parquet$/i.test(file) ? room.readParquet(file) : room.readCsv(file);
}

/** What the work with a table finds wrong is told with the name of its file. */
export async function inFile<T>(file: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { core } = await import("dataplane-lab");
    if (!(error instanceof core.LabError) || error.where.file !== undefined) throw error;
    const { code, expected, found, where, hint, cause } = error;
    throw new core.LabError({
      ...{ code, expected, found, cause, where: { ...where, file } },
      ...(hint === undefined ? {} : { hint }),
    });
  }
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

export interface NumberRule {
  /** Default: any. */
  readonly least?: number;
  readonly whole?: boolean;
  /** What it counts, for the error: "seconds", "rows". */
  readonly of?: string;
}

/** The number that an option was given; a text that is none, or breaks the rule, is an error that names the option. */
export function numberOf(
  fail: typeof core.fail,
  option: string,
  text: string,
  rule: NumberRule = {},
): number {
  const value = Number(text);
  const right =
    text.trim() !== "" && Number.isFinite(value) && !(rule.least !== undefined && value < rule.least);
  if (right && (!rule.whole || Number.isSafeInteger(value))) return value;
  const kind = `a${rule.whole ? " whole" : ""} number${rule.of === undefined ? "" : ` of ${rule.of}`}`;
  return fail({
    code: "argument",
    expected: `${option}: ${kind}${rule.least === undefined ? "" : ` of at least ${rule.least}`}`,
    found: JSON.stringify(text),
  });
}

/** A seed from the command line: digits mean the number, as in the library; any other text is a seed too. */
export function seedOf(text: string): number | string {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
}
