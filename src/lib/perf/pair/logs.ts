import { Table } from "../../table";
import type { LatencyLog } from "../latency";
import type { RateColumn, RateLog } from "../rates";
import type { Issue, ParseReport } from "../types";
import type { MatchedCaptures, SideReport } from "./report";
import { FRAMING } from "./side";

/** A matched pair as the three logs that it stands in for: one value a second, with its time. */
export function pairLogs(
  { table, report }: MatchedCaptures,
  column: RateColumn,
): { tx: RateLog; rx: RateLog; latency: LatencyLog } {
  const times = table.numbers("time");
  const side = (rate: string, packets: string, about: SideReport): RateLog => {
    const framed = table.numbers(rate);
    const packetRate = table.numbers(packets).map((count) => count * report.oneIn);
    const mbit = framed.map((value, row) => value - (packetRate[row] * FRAMING * 8) / 1e6);
    return {
      times,
      rate: column === "Mbit" ? mbit : framed,
      packetUnit: "pps",
      table: Table.of({
        time: times,
        packet_rate: packetRate,
        mbit,
        mbit_with_framing: framed,
        total_packets: sums(packetRate),
        total_bytes: sums(mbit.map((value) => (value * 1e6) / 8)),
      }),
      report: parseReport(about, table.length),
    };
  };
  return {
    tx: side("input_rate", "packets_in", report.ingress),
    rx: side("output_rate", "packets_out", report.egress),
    latency: {
      layout: "epoch,value",
      values: table.numbers("latency"),
      censored: new Uint8Array(table.length),
      times,
      report: { ...parseReport(report.ingress, table.length), issues: [] },
    },
  };
}

function sums(values: Float64Array): Float64Array {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}

/** A capture has frames where a log has lines. */
function parseReport({ file, frames, ignored, damage }: SideReport, rows: number): ParseReport {
  const issues: Issue[] = Object.entries(ignored).map(([reason, count]) => ({
    kind: `unmatchable-${reason}`,
    count,
    line: 0,
    example: "",
  }));
  if (damage !== null) issues.push({ kind: "damaged-capture", count: 1, line: 0, example: damage });
  return { file, parser: "strict", lines: frames, rows, issues, repairs: [] };
}
