import { LabError, nearest, quote } from "../../core";
import { PROVENANCE_COLUMNS } from "../performance";
import { type Schema, schemaNames } from "../schema";
import type { Table } from "../table";

export interface SchemaCheckOptions {
  /** Columns that may stand beside those of the schema; default the provenance columns. */
  readonly beside?: readonly string[];
  /** The file that the table came from, for the errors. */
  readonly file?: string;
}

/**
 * Compares a table with a schema: one error for each column that is missing, of the wrong type or not in the schema;
 * an empty list says that it fits. The order of the columns does not matter.
 *
 * @example
 * const t = table.Table.of({ input_rate: ["fast"] });
 * table.checkSchema(t, table.schemas.performance).length //=> 63
 */
export function checkSchema(table: Table, schema: Schema, options: SchemaCheckOptions = {}): LabError[] {
  const beside = new Set<string>(options.beside ?? PROVENANCE_COLUMNS);
  const names = schemaNames(schema);
  const known = new Set(names);
  const extra = table.names.filter((name) => !known.has(name) && !beside.has(name));
  const place = options.file === undefined ? {} : { file: options.file };
  const faults: LabError[] = [];
  for (const { name, type } of schema.columns) {
    if (!table.has(name)) {
      faults.push(
        new LabError({
          code: "missing-column",
          expected: `the column ${quote(name)} of schema ${schema.name} ${schema.version}`,
          found: "none of that name",
          where: { ...place, column: name },
          ...nearestHint(name, extra),
        }),
      );
      continue;
    }
    // A column without a single value has no type of its own.
    const numeric = table.isNumeric(name);
    if (numeric !== (type !== "text") && !allMissing(table, name)) {
      faults.push(
        new LabError({
          code: "type",
          expected: `a ${type} column, as schema ${schema.name} ${schema.version} says`,
          found: numeric ? "a numeric one" : `a text one, such as ${quote(firstText(table, name))}`,
          where: { ...place, column: name },
          hint: numeric
            ? "Read it as text."
            : "Cells that mean missing can be named when the file is read (option missing).",
        }),
      );
    }
  }
  for (const name of extra) {
    faults.push(
      new LabError({
        code: "extra-column",
        expected: `only columns of schema ${schema.name} ${schema.version}`,
        found: quote(name),
        where: { ...place, column: name },
        ...nearestHint(
          name,
          names.filter((candidate) => !table.has(candidate)),
        ),
      }),
    );
  }
  return faults;
}

/** The table itself if it fits the schema; else the first fault, with the number of the others as a hint. */
export function requireSchema(table: Table, schema: Schema, options: SchemaCheckOptions = {}): Table {
  const [first, ...others] = checkSchema(table, schema, options);
  if (first === undefined) return table;
  if (others.length === 0) throw first;
  const { code, expected, found, where, hint } = first;
  const more = `${others.length} more fault${others.length === 1 ? "" : "s"}: ${others
    .slice(0, 3)
    .map((fault) => `${fault.code} ${quote(fault.where.column)}`)
    .join(", ")}${others.length > 3 ? ", …" : ""}.`;
  throw new LabError({
    code,
    expected,
    found,
    where,
    hint: hint === undefined ? more : `${hint} ${more}`,
    cause: others[0],
  });
}

function nearestHint(name: string, candidates: readonly string[]): { hint?: string } {
  const near = nearest(name, candidates);
  return near.length === 0 ? {} : { hint: `Is it ${near.map(quote).join(" or ")}?` };
}

function allMissing(table: Table, name: string): boolean {
  return table.column(name).every((cell: number | string | null) => cell === null || Number.isNaN(cell));
}

function firstText(table: Table, name: string): string | null {
  return table.texts(name).find((cell) => cell !== null) ?? null;
}
