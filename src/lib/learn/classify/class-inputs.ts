import { fail } from "../../core";
import { type Column, Table } from "../../table";
import { candidateFeatures } from "../data/candidates";

/** Different texts of a column that become inputs of their own; rarer ones share none. */
const MOST_VALUES = 20;

/** How the columns of a table become numbers: numeric ones as they are, of a text one its commonest values as 0 and 1. */
export interface ClassInputs {
  readonly numeric: readonly string[];
  readonly texts: readonly { readonly name: string; readonly values: readonly string[] }[];
}

/** The inputs that a table offers beside the target and the columns that tell about it (`<target>_…`). */
export function classInputs(table: Table, target: string, features?: readonly string[]): ClassInputs {
  const about = (name: string): boolean => name === target || name.startsWith(`${target}_`);
  const numeric = features ?? candidateFeatures(table, target).filter((name) => !about(name));
  const texts = features ?? table.names.filter((name) => !table.isNumeric(name) && !about(name));
  if (features?.some(about)) {
    fail({ code: "argument", expected: "features other than the target and its own columns", found: target });
  }
  const inputs = {
    numeric: numeric.filter((name) => table.isNumeric(name)),
    texts: texts
      .filter((name) => !table.isNumeric(name))
      .map((name) => ({ name, values: commonValues(table.texts(name)) }))
      .filter(({ values }) => values.length > 0),
  };
  if (inputs.numeric.length + inputs.texts.length === 0) {
    fail({ code: "no-features", expected: "at least one column to learn from", found: "none" });
  }
  return inputs;
}

/** The inputs as a table of numbers; a missing text is missing in all of its columns. */
export function inputTable(table: Table, { numeric, texts }: ClassInputs): Table {
  const columns: (readonly [string, Column])[] = numeric.map((name) => [name, table.numbers(name)]);
  for (const { name, values } of texts) {
    const cells = table.texts(name);
    for (const value of values) {
      const column = Float64Array.from(cells, (cell) =>
        cell === null ? Number.NaN : cell === value ? 1 : 0,
      );
      columns.push([`${name} = ${value}`, column]);
    }
  }
  return Table.fromColumns(columns);
}

/** A column in which nearly every row says something else names rows and tells nothing of their class. */
function commonValues(cells: readonly (string | null)[]): string[] {
  const counts = new Map<string, number>();
  for (const cell of cells) if (cell !== null) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  if (counts.size > 2 * MOST_VALUES && counts.size > cells.length / 2) return [];
  return [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, MOST_VALUES)
    .map(([value]) => value);
}
