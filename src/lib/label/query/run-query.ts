import { fail, quote } from "../../core";
import { type Column, type Table, unknownColumn } from "../../table";
import { Bitset } from "../store/bitset";
import { type Comparison, type Condition, type Literal, parseQuery } from "./parse-query";
import type { Token } from "./tokens";

/** What a query can ask besides the columns; names begin with @. */
export interface QueryExtras {
  /** True or false for each row, such as @skipped. */
  readonly flags: Readonly<Record<string, (row: number) => boolean>>;
  /** Values, such as @label; missing is null or NaN. */
  readonly values: Readonly<Record<string, (row: number) => number | string | null>>;
}

const NONE: QueryExtras = { flags: {}, values: {} };
const [FALSE, TRUE, UNKNOWN] = [0, 1, 2];

/**
 * The rows of a table that a query matches. A comparison with a missing cell is neither true nor false, and `not` leaves
 * it so, as in SQL: such a row matches only `is missing`. Nothing in a query is ever run as code, and its cost is the
 * number of rows times that of its conditions.
 *
 * @throws LabError "query" with the place; "unknown-column"
 * @example
 * const t = table.Table.of({ vnf: ["a", "b", null], load: [0.5, NaN, 0.9] });
 * label.queryRows(t, "load > 0.4 and vnf is not missing") //=> [0]
 * label.queryRows(t, "not load > 0.6") //=> [0]
 */
export function queryRows(table: Table, query: string, extras: QueryExtras = NONE): number[] {
  const found = runQuery(table, query, extras);
  const rows: number[] = [];
  for (let row = 0; row < table.length; row++) if (found.has(row)) rows.push(row);
  return rows;
}

/** The same as a set of bits. */
export function runQuery(table: Table, query: string, extras: QueryExtras = NONE): Bitset {
  const result = evaluate(parseQuery(query), table, extras);
  const found = new Bitset(table.length);
  for (let row = 0; row < result.length; row++) if (result[row] === TRUE) found.set(row, true);
  return found;
}

function evaluate(condition: Condition, table: Table, extras: QueryExtras): Uint8Array {
  const result = new Uint8Array(table.length);
  switch (condition.kind) {
    case "and":
    case "or": {
      // Of an "and" one false decides, of an "or" one true.
      const decides = condition.kind === "and" ? FALSE : TRUE;
      result.fill(1 - decides);
      for (const part of condition.parts) {
        const other = evaluate(part, table, extras);
        for (let i = 0; i < result.length; i++) {
          if (result[i] === decides || other[i] === 1 - decides) continue;
          result[i] = other[i];
        }
      }
      return result;
    }
    case "not": {
      const inner = evaluate(condition.part, table, extras);
      for (let i = 0; i < result.length; i++) result[i] = inner[i] === UNKNOWN ? UNKNOWN : 1 - inner[i];
      return result;
    }
    case "flag": {
      const flag = flagOf(condition.name, extras);
      for (let i = 0; i < result.length; i++) result[i] = flag(i) ? TRUE : FALSE;
      return result;
    }
    case "missing": {
      const cell = cellOf(condition.column, table, extras);
      for (let i = 0; i < result.length; i++) result[i] = isMissing(cell(i)) ? TRUE : FALSE;
      return result;
    }
    default: {
      const test = testOf(condition, table, extras);
      const cell = cellOf(condition.column, table, extras);
      for (let i = 0; i < result.length; i++) {
        const value = cell(i);
        result[i] = isMissing(value) ? UNKNOWN : test(value as Literal) ? TRUE : FALSE;
      }
      return result;
    }
  }
}

type Tested = Exclude<Condition, { readonly kind: "and" | "or" | "not" | "flag" | "missing" }>;

function testOf(condition: Tested, table: Table, extras: QueryExtras): (value: Literal) => boolean {
  const type = typeOf(condition.column, table, extras);
  if (condition.kind === "compare") {
    checkLiteral(condition.value, type, condition.column);
    if (typeof condition.value === "string" && condition.sign !== "=" && condition.sign !== "!=") {
      fail({
        code: "query",
        expected: "= or != for a text",
        found: condition.sign,
        where: { file: "query", line: 1, column: condition.column.at },
      });
    }
    return comparison(condition.sign, condition.value);
  }
  if (condition.kind === "in") {
    for (const value of condition.values) checkLiteral(value, type, condition.column);
    const values = new Set(condition.values);
    return (value) => values.has(value);
  }
  checkLiteral("", type, condition.column);
  return textTest(condition.kind, condition.value.toLowerCase());
}

function comparison(sign: Comparison, other: Literal): (value: Literal) => boolean {
  switch (sign) {
    case "=":
      return (value) => value === other;
    case "!=":
      return (value) => value !== other;
    case "<":
      return (value) => value < other;
    case "<=":
      return (value) => value <= other;
    case ">":
      return (value) => value > other;
    case ">=":
      return (value) => value >= other;
  }
}

/** Case does not count. Columns mostly hold few different texts: each is looked at once. */
function textTest(kind: "contains" | "starts" | "ends", wanted: string): (value: Literal) => boolean {
  const known = new Map<Literal, boolean>();
  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const text = String(value).toLowerCase();
    const holds =
      kind === "contains"
        ? text.includes(wanted)
        : kind === "starts"
          ? text.startsWith(wanted)
          : text.endsWith(wanted);
    if (known.size < 10_000 && text.length < 1000) known.set(value, holds);
    return holds;
  };
}

function checkLiteral(value: Literal, type: "number" | "text", column: Token): void {
  if ((typeof value === "number") === (type === "number")) return;
  fail({
    code: "query",
    expected:
      type === "number"
        ? `a number for ${quote(column.text)}`
        : `a text in single quotes for ${quote(column.text)}`,
    found: quote(value),
    where: { file: "query", line: 1, column: column.at },
  });
}

function isMissing(value: number | string | null): boolean {
  return value === null || Number.isNaN(value);
}

function isExtra(column: Token): boolean {
  return column.kind === "word" && column.text.startsWith("@");
}

function cellOf(column: Token, table: Table, extras: QueryExtras): (row: number) => number | string | null {
  if (isExtra(column)) return extraOf(column, extras);
  const cells: Column = table.has(column.text)
    ? table.column(column.text)
    : unknownColumn(column.text, table.names);
  return (row) => cells[row];
}

function typeOf(column: Token, table: Table, extras: QueryExtras): "number" | "text" {
  if (!isExtra(column)) {
    if (!table.has(column.text)) unknownColumn(column.text, table.names);
    return table.isNumeric(column.text) ? "number" : "text";
  }
  extraOf(column, extras);
  return NUMERIC_EXTRAS.has(column.text) ? "number" : "text";
}

/** Extras that are numbers; the others are texts. */
export const NUMERIC_EXTRAS: ReadonlySet<string> = new Set(["@row", "@confidence", "@suggestion-confidence"]);

function extraOf(column: Token, { values, flags }: QueryExtras): (row: number) => number | string | null {
  if (Object.hasOwn(values, column.text)) return values[column.text];
  return unknownColumn(column.text, [...Object.keys(values), ...Object.keys(flags)]);
}

function flagOf(name: Token, { values, flags }: QueryExtras): (row: number) => boolean {
  if (Object.hasOwn(flags, name.text)) return flags[name.text];
  return unknownColumn(name.text, [...Object.keys(flags), ...Object.keys(values)]);
}
