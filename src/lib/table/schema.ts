import { fail, nearest, quote } from "../core";

/** What a column holds. Times are milliseconds since the epoch. */
export type ColumnType = "number" | "text" | "time";

/** One entry of the feature dictionary. A changed formula is a new schema version. */
export interface ColumnSpec {
  readonly name: string;
  readonly type: ColumnType;
  /** "Mb/s", "µs", "1/s", "1" for a pure number, "" for text. */
  readonly unit: string;
  /** How the value is made, in words or as a formula. */
  readonly formula: string;
  /** Which file, counter or standard it comes from. */
  readonly source: string;
  /** The version of the schema in which this formula came in; the schema's own when left out. */
  readonly version?: number;
}

/** A named, versioned list of columns, in order. */
export interface Schema {
  readonly name: string;
  readonly version: number;
  readonly columns: readonly ColumnSpec[];
}

/** The entry of one column; an unknown name is an error that names the nearest ones. */
export function columnSpec(schema: Schema, name: string): ColumnSpec {
  return schema.columns.find((column) => column.name === name) ?? unknownColumn(name, schemaNames(schema));
}

/** The column names of a schema, in order. */
export function schemaNames(schema: Schema): string[] {
  return schema.columns.map((column) => column.name);
}

/** Throws the error for a column that is not there, with the nearest names as a hint. */
export function unknownColumn(name: string, known: Iterable<string>): never {
  const names = [...known];
  const near = nearest(name, names);
  fail({
    code: "unknown-column",
    expected: `a column ${quote(name)}`,
    found: names.length === 0 ? "none" : listNames(names),
    ...(near.length > 0 ? { hint: `Did you mean ${near.map(quote).join(" or ")}?` } : {}),
  });
}

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 6).map(quote).join(", ");
  return names.length <= 6 ? shown : `${shown}, … (${names.length} columns)`;
}
