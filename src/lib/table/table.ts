import { fail, quote } from "../core";
import { unknownColumn } from "./schema";

/** A numeric or time column: NaN is missing. */
export type NumberColumn = Float64Array;
/** A text column: null is missing. */
export type TextColumn = readonly (string | null)[];
export type Column = NumberColumn | TextColumn;
/** One cell as a user sees it; missing is null. */
export type Cell = number | string | null;
/** What a Table can be made of: numbers (null and undefined become NaN) or texts. */
export type ColumnInput = Column | readonly (number | null | undefined)[];

/**
 * Named columns of equal length, in order. Tables are immutable: each verb returns a new one, and columns are
 * shared between them, so treat a column that a table handed out as read-only.
 *
 * @example
 * const t = table.Table.of({ vnf: ["firewall", "bridge"], load: [0.5, null] });
 * t.length //=> 2
 * t.row(1) //=> { vnf: "bridge", load: null }
 */
export class Table {
  readonly names: readonly string[];
  readonly length: number;
  readonly #columns: ReadonlyMap<string, Column>;

  private constructor(columns: ReadonlyMap<string, Column>, length: number) {
    this.#columns = columns;
    this.names = [...columns.keys()];
    this.length = length;
  }

  /** A table of the given columns. All must have the same length; names must differ. */
  static of(
    columns: Readonly<Record<string, ColumnInput>> | Iterable<readonly [string, ColumnInput]>,
  ): Table {
    const entries = Symbol.iterator in columns ? [...columns] : Object.entries(columns);
    return Table.fromColumns(
      (entries as (readonly [string, ColumnInput])[]).map(([name, input]) => [name, toColumn(name, input)]),
    );
  }

  /**
   * A table of columns as they are: a Float64Array is numeric, an array is text even if all of it is null. Nothing is
   * copied or looked at, so the givers must not change them afterwards.
   */
  static fromColumns(columns: Iterable<readonly [string, Column]>): Table {
    const map = new Map<string, Column>();
    let length: number | undefined;
    for (const [name, column] of columns) {
      if (map.has(name)) {
        fail({ code: "argument", expected: "column names that differ", found: `${quote(name)} twice` });
      }
      length ??= column.length;
      if (column.length !== length) {
        fail({
          code: "argument",
          expected: `${length} cells in every column`,
          found: `${column.length} cells`,
          where: { column: name },
        });
      }
      map.set(name, column);
    }
    return new Table(map, length ?? 0);
  }

  /** A table of row objects; columns are the union of their keys, in order of first appearance. */
  static fromRows(rows: readonly Readonly<Record<string, Cell | undefined>>[]): Table {
    const names = new Set<string>();
    for (const row of rows) for (const name of Object.keys(row)) names.add(name);
    return Table.of(
      [...names].map((name) => [name, rows.map((row) => row[name] ?? null) as ColumnInput] as const),
    );
  }

  has(name: string): boolean {
    return this.#columns.has(name);
  }

  /** The column itself, not a copy. */
  column(name: string): Column {
    return this.#columns.get(name) ?? unknownColumn(name, this.names);
  }

  /** A numeric column; a text column is an error. */
  numbers(name: string): NumberColumn {
    const column = this.column(name);
    if (column instanceof Float64Array) return column;
    return fail({
      code: "type",
      expected: "a numeric column",
      found: "a text column",
      where: { column: name },
    });
  }

  /** A text column; a numeric column is an error. */
  texts(name: string): TextColumn {
    const column = this.column(name);
    if (!(column instanceof Float64Array)) return column;
    return fail({
      code: "type",
      expected: "a text column",
      found: "a numeric column",
      where: { column: name },
    });
  }

  isNumeric(name: string): boolean {
    return this.column(name) instanceof Float64Array;
  }

  /** Names of the numeric columns, in order. */
  numericNames(): string[] {
    return this.names.filter((name) => this.isNumeric(name));
  }

  /** One cell; missing is null. */
  at(row: number, name: string): Cell {
    const cell = this.column(name)[this.#checkRow(row)];
    return cell === null || Number.isNaN(cell) ? null : cell;
  }

  /** One row as an object; missing is null. */
  row(index: number): Record<string, Cell> {
    this.#checkRow(index);
    // Object.fromEntries defines properties, so a column named __proto__ is a plain cell.
    return Object.fromEntries(this.names.map((name) => [name, this.at(index, name)]));
  }

  /** Rows as objects, one by one; for small tables and display, not for hot loops. */
  *rows(): IterableIterator<Record<string, Cell>> {
    for (let i = 0; i < this.length; i++) yield this.row(i);
  }

  /** The named columns, in the given order. */
  select(names: readonly string[]): Table {
    return Table.fromColumns(names.map((name) => [name, this.column(name)] as const));
  }

  /** All columns but the named ones. An unknown name is an error. */
  drop(names: readonly string[]): Table {
    for (const name of names) this.column(name);
    const gone = new Set(names);
    return this.select(this.names.filter((name) => !gone.has(name)));
  }

  /** Adds a column at the end, or replaces the one of that name in place. */
  with(name: string, column: ColumnInput): Table {
    const columns = new Map<string, Column>(this.#columns);
    columns.set(name, toColumn(name, column));
    return Table.fromColumns(columns);
  }

  /** Renames columns: `{ old: "new" }`. */
  rename(renames: Readonly<Record<string, string>>): Table {
    for (const name of Object.keys(renames)) this.column(name);
    return Table.fromColumns(
      this.names.map(
        (name) => [Object.hasOwn(renames, name) ? renames[name] : name, this.column(name)] as const,
      ),
    );
  }

  /** Rows from start (inclusive) to end (exclusive), counted like Array.slice. */
  slice(start?: number, end?: number): Table {
    return this.#mapColumns((column) => column.slice(start, end));
  }

  /** The rows of the given numbers, in that order; a number may appear more than once. */
  take(indices: ArrayLike<number>): Table {
    for (let k = 0; k < indices.length; k++) this.#checkRow(indices[k]);
    return this.#mapColumns((column) => {
      if (!(column instanceof Float64Array)) return Array.from(indices, (i) => column[i]);
      const taken = new Float64Array(indices.length);
      for (let k = 0; k < taken.length; k++) taken[k] = column[indices[k]];
      return taken;
    });
  }

  /** The rows for which the predicate holds. It gets the row number, so read columns outside of it. */
  filter(predicate: (row: number) => boolean): Table {
    const kept: number[] = [];
    for (let i = 0; i < this.length; i++) if (predicate(i)) kept.push(i);
    return this.take(kept);
  }

  /** This table's rows followed by another's; both must have the same columns (order may differ). */
  concat(...others: readonly Table[]): Table {
    for (const other of others) {
      for (const name of other.names) this.column(name);
      for (const name of this.names) other.column(name);
    }
    const parts = [this, ...others];
    return Table.fromColumns(
      this.names.map((name) => {
        if (!this.isNumeric(name)) return [name, parts.flatMap((part) => part.texts(name))] as const;
        const joined = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
        let offset = 0;
        for (const part of parts) {
          joined.set(part.numbers(name), offset);
          offset += part.length;
        }
        return [name, joined] as const;
      }),
    );
  }

  #mapColumns(change: (column: Column) => Column): Table {
    return Table.fromColumns([...this.#columns].map(([name, column]) => [name, change(column)] as const));
  }

  #checkRow(row: number): number {
    if (Number.isInteger(row) && row >= 0 && row < this.length) return row;
    return fail({
      code: "argument",
      expected: this.length === 0 ? "no row of an empty table" : `a row from 0 to ${this.length - 1}`,
      found: String(row),
    });
  }
}

function toColumn(name: string, input: ColumnInput): Column {
  if (input instanceof Float64Array) return input;
  if (ArrayBuffer.isView(input) && !isBigIntArray(input)) {
    return Float64Array.from(input as unknown as ArrayLike<number>);
  }
  if (!Array.isArray(input)) {
    fail({
      code: "type",
      expected: "an array of numbers or texts",
      found: isBigIntArray(input) ? "64-bit integers, which doubles cannot hold" : typeof input,
      where: { column: name },
    });
  }
  const text = input.some((cell) => typeof cell === "string");
  if (!text) {
    return Float64Array.from(input as readonly (number | null | undefined)[], (cell, i) => {
      if (cell === null || cell === undefined) return Number.NaN;
      if (typeof cell === "number") return cell;
      return fail({
        code: "type",
        expected: "a number, a text or null",
        found: `${typeof cell} in row ${i}`,
        where: { column: name },
      });
    });
  }
  return (input as readonly unknown[]).map((cell, i) => {
    if (cell === null || cell === undefined) return null;
    if (typeof cell === "string") return cell;
    return fail({
      code: "type",
      expected: "text or null in a text column",
      found: `${typeof cell} in row ${i}`,
      where: { column: name },
    });
  });
}

function isBigIntArray(input: unknown): boolean {
  return input instanceof BigInt64Array || input instanceof BigUint64Array;
}
