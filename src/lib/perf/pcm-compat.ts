import { Table } from "../table";
import { decodeText } from "./bytes";
import type { PcmLog } from "./pcm";
import { joinHeaders, markDuplicates } from "./pcm-grid";
import type { ParseOptions } from "./types";

/** Rows of a block of the split layout, in the order they are written. */
const SOCKET_KINDS = [
  [0, "total"],
  [0, "miss"],
  [0, "hit"],
  [1, "total"],
  [1, "miss"],
  [1, "hit"],
] as const;

const NUMBER = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/;

/** The original's cell rule: the first number in the text, else missing. */
function firstNumber(cell: string | undefined): number {
  const match = cell === undefined ? null : NUMBER.exec(cell);
  return match === null ? Number.NaN : Number(match[0]);
}

/** Two header rows, every cell by its first number: Date is the year, Time the hour. */
export function parsePcmCompat(bytes: Uint8Array, options: ParseOptions): PcmLog {
  const lines = cells(bytes);
  return grid(joinHeaders(lines[0], lines[1] ?? []), lines.slice(2), lines.length, options);
}

/** One header row only: the second becomes a row of data, and every value is one row late. */
export function parsePcmMemoryCompat(bytes: Uint8Array, options: ParseOptions): PcmLog {
  const lines = cells(bytes);
  return grid(markDuplicates(lines[0].map((name) => name.trim())), lines.slice(1), lines.length, options);
}

/** Blocks of seven lines whatever the layout; lines behind the last whole block are left out. */
export function parsePcmPcieCompat(bytes: Uint8Array, options: ParseOptions): PcmLog {
  const lines = cells(bytes);
  const events = lines[0].slice(1);
  const blocks = Array.from({ length: Math.floor(lines.length / 7) }, (_, i) =>
    lines.slice(i * 7 + 1, i * 7 + 7),
  );
  const names = SOCKET_KINDS.flatMap(([socket, kind]) =>
    events.map((event) => `skt-${socket}_${event.trim()}-${kind}`),
  );
  const rows = blocks.map((block) => block.flatMap((line) => events.map((_, i) => line[i + 1] ?? "")));
  return grid(names, rows, lines.length, options);
}

function cells(bytes: Uint8Array): string[][] {
  return decodeText(bytes)
    .split(/\r\n|\r|\n/)
    .filter((line) => line !== "")
    .map((line) => line.split(","));
}

function grid(
  names: readonly string[],
  rows: readonly string[][],
  lines: number,
  options: ParseOptions,
): PcmLog {
  const columns = names.flatMap((name, i) =>
    name === "" ? [] : [[name, Float64Array.from(rows, (row) => firstNumber(row[i]))] as const],
  );
  return {
    fields: names.length,
    table: Table.of(new Map(columns)),
    report: {
      file: options.file ?? null,
      parser: "drst-compat",
      lines,
      rows: rows.length,
      issues: [],
      repairs: [],
    },
  };
}
