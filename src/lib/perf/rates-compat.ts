import { Table } from "../table";
import { decodeText } from "./bytes";
import type { RateLog, RateOptions } from "./rates";

/**
 * The original's rule: a table with a header line; of its columns `Mbit`, else `PacketRate`, else the first with a
 * finite mean. Cells that are no number are NaN, also those of conflict markers and repeated headers. So rates come
 * out without framing, 5 % (350-byte frames) to 23 % (70-byte frames) below the published ones.
 */
export function parseRatesCompat(bytes: Uint8Array, options: RateOptions): RateLog {
  const lines = decodeText(bytes)
    .split(/\r\n|\r|\n/)
    .filter((line) => line !== "");
  const header = lines[0].split(",");
  const rows = lines.slice(1).map((line) => line.split(","));
  const column = (index: number): Float64Array =>
    Float64Array.from(rows, (row) => {
      const cell = row[index]?.trim() ?? "";
      return cell === "" ? Number.NaN : Number(cell);
    });
  const named = ["Mbit", "PacketRate"].map((name) => header.indexOf(name)).find((index) => index >= 0);
  const first = header.findIndex((_, index) => column(index).some(Number.isFinite));
  const chosen = named ?? first;
  const rate = chosen < 0 ? new Float64Array(rows.length).fill(Number.NaN) : column(chosen);
  const time = column(header.indexOf("Time")).map((s) => s * 1000);
  return {
    times: time,
    rate,
    packetUnit: null,
    table: Table.of({ time, rate }),
    report: {
      file: options.file ?? null,
      parser: "drst-compat",
      lines: lines.length,
      rows: rows.length,
      issues: [],
      repairs: [],
    },
  };
}
