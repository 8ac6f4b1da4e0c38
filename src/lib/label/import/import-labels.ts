import { fail } from "../../core";
import type { Table } from "../../table";
import type { LabelValue } from "../event/label-event";
import { packNumbers, packWhole } from "../event/packed";
import { restore } from "../export/neutralise";
import { LABEL_SEPARATOR } from "../export/resolve-labels";
import { checkValue } from "../schema/check-value";
import type { LabelSchema } from "../schema/label-schema";
import type { LabelStore } from "../store/label-store";

export interface ImportOptions {
  /** Who gave them: they become labels of this person. */
  readonly annotator: string;
  /** What they come from, for the journal: a file's name or hash. */
  readonly source: string;
  /** The column with the class; default "label". */
  readonly column?: string;
  /** Columns with confidence and comment; default `<column>_confidence` and `<column>_comment` where they are there. */
  readonly confidence?: string;
  readonly comment?: string;
  /** Class names in the column to class names of the schema; those left out stand for themselves. */
  readonly names?: Readonly<Record<string, string>>;
}

export interface ImportReport {
  readonly rows: number;
  /** Labels taken over. */
  readonly imported: number;
  /** Rows of the file whose label is missing. */
  readonly unlabelled: number;
}

/**
 * Takes labels over from a table that has as many rows as the data set, in its order: one step that undo takes back.
 * Several classes of a row are joined by "|"; blanks around names do not count; apostrophes that an export put before
 * what a spreadsheet would compute are taken away.
 *
 * @throws LabError "label" with the row of a class that the schema does not have; nothing is taken over then
 * @example
 * const { mkdtemp } = await import("node:fs/promises");
 * const folder = await mkdtemp(`${(await import("node:os")).tmpdir()}/labels-`);
 * const data = label.dataOf(table.Table.of({ load: [0.1, 0.9] }), "loads");
 * const store = await label.openLabels(folder, { dataset: data.dataset, schema: label.NETLABELLER_SCHEMA });
 * const old = table.Table.of({ technology: [" ovs", null] });
 * const report = await label.importLabels(store, old, { annotator: "ada", source: "old.csv", column: "technology", names: { ovs: "OVS" } });
 * [report.imported, report.unlabelled] //=> [1, 1]
 * await store.close();
 */
export async function importLabels(
  store: LabelStore,
  table: Table,
  options: ImportOptions,
): Promise<ImportReport> {
  if (table.length !== store.rows) {
    fail({
      code: "shape",
      expected: `a table with the ${store.rows} rows of the data set, in its order`,
      found: `${table.length} rows`,
      hint: "Join it to the data first, so that each row stands beside its own.",
    });
  }
  const column = options.column ?? "label";
  const labels = table.texts(column);
  const confidence = optional(table, options.confidence, `${column}_confidence`);
  const comment = optional(table, options.comment, `${column}_comment`);
  const sure = confidence === undefined ? undefined : table.numbers(confidence);
  const comments = comment === undefined ? undefined : textsOf(table, comment);
  let imported = 0;
  await store.add((state) => {
    const values: LabelValue[] = [];
    const known = new Map<string, number>();
    const rows: number[] = [];
    const codes: number[] = [];
    const sureness: number[] = [];
    for (let row = 0; row < labels.length; row++) {
      const text = labels[row];
      if (text === null || text.trim() === "") continue;
      const said = comments?.[row] ?? null;
      const key = said === null ? text : `${text}\u0000${said}`;
      let code = known.get(key);
      if (code === undefined) {
        code = values.length;
        known.set(key, code);
        values.push(valueOfRow(text, said, options.names ?? {}, state.schema, row));
      }
      rows.push(row);
      codes.push(code);
      if (sure !== undefined) sureness.push(confidenceOf(sure[row], row));
    }
    imported = rows.length;
    return {
      action: "assign",
      by: options.annotator,
      origin: "person",
      source: options.source,
      replace: false,
      rows: packWhole(rows),
      values,
      codes: packWhole(codes),
      ...(sure === undefined ? {} : { confidence: packNumbers(sureness) }),
    };
  });
  return { rows: table.length, imported, unlabelled: table.length - imported };
}

function valueOfRow(
  text: string,
  comment: string | null,
  names: Readonly<Record<string, string>>,
  schema: LabelSchema | undefined,
  row: number,
): LabelValue {
  const whole = restore(text);
  const named = (part: string): string =>
    Object.hasOwn(names, part.trim()) ? names[part.trim()] : part.trim();
  // A class may have the separator in its name where only one is given.
  const single = schema?.classes.some(({ name }) => name === named(whole));
  const labels = single ? [named(whole)] : whole.split(LABEL_SEPARATOR).map(named);
  try {
    return checkValue({ labels, ...(comment === null ? {} : { comment: restore(comment) }) }, schema);
  } catch (error) {
    const { code, expected, found, hint } = error as {
      code: string;
      expected: string;
      found: string;
      hint?: string;
    };
    return fail({
      code,
      expected,
      found: `${found} in row ${row}`,
      ...(hint === undefined ? {} : { hint }),
      cause: error,
    });
  }
}

function confidenceOf(value: number, row: number): number {
  if (Number.isNaN(value) || (value >= 0 && value <= 1)) return value;
  return fail({ code: "label", expected: "a confidence from 0 to 1", found: `${value} in row ${row}` });
}

function optional(table: Table, named: string | undefined, standard: string): string | undefined {
  return named ?? (table.has(standard) ? standard : undefined);
}

/** A column whose comments are all numbers, or all missing, was read as numbers. */
function textsOf(table: Table, name: string): readonly (string | null)[] {
  if (!table.isNumeric(name)) return table.texts(name);
  return Array.from(table.numbers(name), (value) => (Number.isNaN(value) ? null : String(value)));
}
