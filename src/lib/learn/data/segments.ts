import { fail } from "../../core";
import { INDEX_COLUMNS, segmentsOfIndex, type Table } from "../../table";

/** Which rows belong together: one experiment, one sweep. `ids[i]` is an index into `names`. */
export interface Segments {
  readonly ids: Int32Array;
  readonly names: readonly string[];
  /** What told the segments apart, for reports: `experiment`, or `index restarts`. */
  readonly source: string;
}

/**
 * The segments of a table, or undefined when it does not tell: first by its `scenario` and `experiment` columns,
 * else where an index column (unnamed, `Unnamed: 0`, `index`, `second`) starts again, as in the published files.
 * `by` names the column to use instead.
 *
 * @example
 * learn.segmentsOf(table.Table.of({ experiment: ["exp-1", "exp-1", "exp-2"], load: [1, 2, 3] })).names //=> ["exp-1", "exp-2"]
 * [...learn.segmentsOf(table.Table.of({ index: [0, 1, 2, 0, 1], load: [1, 2, 3, 4, 5] })).ids] //=> [0, 0, 0, 1, 1]
 */
export function segmentsOf(table: Table, by?: string): Segments | undefined {
  if (by !== undefined) return byValue(table, [by]);
  if (table.has("experiment")) {
    return byValue(table, table.has("scenario") ? ["scenario", "experiment"] : ["experiment"]);
  }
  const index = INDEX_COLUMNS.find((name) => table.has(name) && table.isNumeric(name));
  return index === undefined ? undefined : byRestart(table.numbers(index));
}

/** The same, but a table that does not tell its segments is an error that says what to add. */
export function requireSegments(segments: Segments | undefined): Segments {
  return (
    segments ??
    fail({
      code: "no-segments",
      expected: "rows that tell their experiment, to leave whole experiments out",
      found: "a table without an experiment column and without an index that restarts",
      hint: "Add an `experiment` column, or split shuffled or chronological",
    })
  );
}

function byValue(table: Table, names: readonly string[]): Segments {
  const columns = names.map((name) => table.column(name));
  const known = new Map<string, number>();
  const ids = new Int32Array(table.length);
  for (let i = 0; i < table.length; i++) {
    const name = columns.map((column) => String(column[i] ?? "")).join("/");
    let id = known.get(name);
    if (id === undefined) {
      id = known.size;
      known.set(name, id);
    }
    ids[i] = id;
  }
  return { ids, names: [...known.keys()], source: names.join(" and ") };
}

function byRestart(index: Float64Array): Segments {
  const ids = segmentsOfIndex(index);
  const count = ids.length === 0 ? 0 : ids[ids.length - 1] + 1;
  const names = Array.from({ length: count }, (_, k) => `segment ${k + 1}`);
  return { ids, names, source: "index restarts" };
}
