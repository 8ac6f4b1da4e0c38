import type * as DuckDB from "@duckdb/node-api";
import { fail, quote } from "../../core";
import { type Column, Table } from "../table";
import type { Engine } from "./engine";

/**
 * The rows of a query as a table. Whole and floating numbers and decimals become numbers (one that no double holds
 * exactly, beyond 2^53, is an error), booleans 1 and 0, dates and timestamps milliseconds since the epoch, texts, enums,
 * UUIDs and times of day texts. Lists, structs and bytes have no place in a table: an error says how to convert them.
 */
export async function resultTable({ api }: Engine, result: DuckDB.DuckDBResult): Promise<Table> {
  const names = result.columnNames();
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    fail({
      code: "sql",
      expected: "result columns of different names",
      found: `${quote(twice)} twice`,
      hint: "Name them with AS.",
    });
  }
  const columns = names.map((name, i) => new ResultColumn(name, readerFor(api, result.columnType(i), name)));
  for (
    let chunk = await result.fetchChunk();
    chunk !== null && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    for (const [i, column] of columns.entries()) column.append(chunk.getColumnVector(i), chunk.rowCount);
  }
  return Table.fromColumns(columns.map((column) => [column.name, column.finish()] as const));
}

type Reader =
  | { readonly kind: "number"; readonly read: (value: DuckDB.DuckDBValue) => number }
  | { readonly kind: "text"; readonly read: (value: DuckDB.DuckDBValue) => string };

class ResultColumn {
  #numbers = new Float64Array(0);
  readonly #texts: (string | null)[] = [];
  #length = 0;

  constructor(
    readonly name: string,
    private readonly reader: Reader,
  ) {}

  append(vector: DuckDB.DuckDBVector, rows: number): void {
    if (this.reader.kind === "text") {
      const { read } = this.reader;
      for (let i = 0; i < rows; i++) {
        const value = vector.getItem(i);
        this.#texts.push(value === null ? null : read(value));
      }
      return;
    }
    const { read } = this.reader;
    if (this.#length + rows > this.#numbers.length) {
      const larger = new Float64Array(Math.max(this.#length + rows, 2 * this.#numbers.length));
      larger.set(this.#numbers.subarray(0, this.#length));
      this.#numbers = larger;
    }
    const numbers = this.#numbers;
    for (let i = 0; i < rows; i++) {
      const value = vector.getItem(i);
      numbers[this.#length + i] =
        value === null ? Number.NaN : typeof value === "number" ? value : read(value);
    }
    this.#length += rows;
  }

  finish(): Column {
    return this.reader.kind === "text" ? this.#texts : this.#numbers.slice(0, this.#length);
  }
}

function readerFor(api: typeof DuckDB, type: DuckDB.DuckDBType, column: string): Reader {
  const Id = api.DuckDBTypeId;
  const number = (read: (value: never) => number): Reader => ({
    kind: "number",
    read: read as (value: DuckDB.DuckDBValue) => number,
  });
  switch (type.typeId) {
    case Id.BOOLEAN:
      return number((value: boolean) => (value ? 1 : 0));
    case Id.TINYINT:
    case Id.SMALLINT:
    case Id.INTEGER:
    case Id.UTINYINT:
    case Id.USMALLINT:
    case Id.UINTEGER:
    case Id.FLOAT:
    case Id.DOUBLE:
      return number((value: number) => value);
    case Id.BIGINT:
    case Id.UBIGINT:
    case Id.HUGEINT:
    case Id.UHUGEINT:
      return number((value: bigint) => exactInteger(value, column));
    case Id.DECIMAL:
      return number((value: DuckDB.DuckDBDecimalValue) => Number(value.toString()));
    case Id.DATE:
      return number((value: DuckDB.DuckDBDateValue) => fromEpoch(BigInt(value.days), 1 / 86_400_000));
    case Id.TIMESTAMP:
    case Id.TIMESTAMP_TZ:
      return number((value: DuckDB.DuckDBTimestampValue) => fromEpoch(value.micros, 1e3));
    case Id.TIMESTAMP_S:
      return number((value: DuckDB.DuckDBTimestampSecondsValue) => fromEpoch(value.seconds, 1e-3));
    case Id.TIMESTAMP_MS:
      return number((value: DuckDB.DuckDBTimestampMillisecondsValue) => fromEpoch(value.millis, 1));
    case Id.TIMESTAMP_NS:
      return number((value: DuckDB.DuckDBTimestampNanosecondsValue) => fromEpoch(value.nanos, 1e6));
    // The type of a bare NULL.
    case Id.SQLNULL:
      return number(() => Number.NaN);
    case Id.VARCHAR:
    case Id.ENUM:
    case Id.UUID:
    case Id.TIME:
      return { kind: "text", read: String };
    default:
      return fail({
        code: "type",
        expected: "a number, a boolean, a text or a time",
        found: `a result of type ${type.toString()}`,
        where: { column },
        hint: `Convert it in the query: CAST(… AS VARCHAR), or unnest it.`,
      });
  }
}

/** Milliseconds since the epoch of a count of which `perMs` make one; DuckDB's infinite times are the extreme counts. */
function fromEpoch(count: bigint, perMs: number): number {
  if (count === 9223372036854775807n || count === 2147483647n) return Number.POSITIVE_INFINITY;
  if (count === -9223372036854775807n || count === -2147483647n) return Number.NEGATIVE_INFINITY;
  return perMs < 1 ? Number(count) * Math.round(1 / perMs) : Number(count) / perMs;
}

function exactInteger(value: bigint, column: string): number {
  const number = Number(value);
  if (BigInt(number) === value) return number;
  return fail({
    code: "limit",
    expected: "whole numbers that a double holds exactly",
    found: String(value),
    where: { column },
    hint: "Convert it in the query: CAST(… AS VARCHAR) keeps every digit, CAST(… AS DOUBLE) rounds.",
  });
}
