import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { capture, flow } from "../../../src/lib/index";
import type { Table } from "../../../src/lib/table";
import { key, ndpiStatistics, readNdpi, type Statistics } from "./ndpi";

/** The known differences by capture, each with its reason. */
interface Differences {
  readonly counts: Readonly<Record<string, { readonly lines: number; readonly reason: string }>>;
  readonly times: Readonly<Record<string, { readonly lines: number; readonly reason: string }>>;
}

const corpora = process.env.DATAPLANE_LAB_CORPORA;
const known = JSON.parse(readFileSync(path.join(__dirname, "ndpi-differences.json"), "utf8")) as Differences;

describe("flow: conformance with nDPI (set DATAPLANE_LAB_CORPORA)", function () {
  this.timeout(300_000);
  const differing = { counts: {} as Record<string, number>, times: {} as Record<string, number> };
  const totals = { lines: 0, exact: 0, applications: 0, sameApplication: 0, plain: 0 };
  const unlike: string[] = [];

  before(async function () {
    if (corpora === undefined) return this.skip();
    const folder = path.join(corpora, "ndpi", "pcap");
    for (const name of readdirSync(folder).sort()) {
      const { table } = await flow.exportFlows(path.join(folder, name), {
        bytes: "frame",
        vlanKey: true,
        idle: 0,
        active: 0,
        extra: [ndpiStatistics()],
      });
      const { backwards } = await capture.info(path.join(folder, name));
      compare(name, backwards > 0, table, path.join(corpora, "ndpi", "result", `${name}.out`));
    }
  });

  function compare(name: string, backward: boolean, table: Table, result: string): void {
    const rows = new Map<string, number[]>();
    for (let row = 0; row < table.length; row++) {
      const at = (column: string): string => String(table.at(row, column));
      const source = table.at(row, "IPV4_SRC_ADDR") ?? at("IPV6_SRC_ADDR");
      const target = table.at(row, "IPV4_DST_ADDR") ?? at("IPV6_DST_ADDR");
      const ends = key(
        Number(at("PROTOCOL")),
        String(source),
        at("L4_SRC_PORT"),
        String(target),
        at("L4_DST_PORT"),
      );
      const counts = ["IN_PKTS", "IN_BYTES", "OUT_PKTS", "OUT_BYTES"].map(at).join("/");
      const same = rows.get(`${ends} ${counts}`);
      if (same === undefined) rows.set(`${ends} ${counts}`, [row]);
      else same.push(row);
    }
    for (const line of readNdpi(result)) {
      totals.lines++;
      const row = rows.get(`${line.key} ${line.counts}`)?.shift();
      if (row === undefined) {
        differing.counts[name] = (differing.counts[name] ?? 0) + 1;
        continue;
      }
      totals.exact++;
      const number = (column: string): number => table.numbers(column)[row];
      const duration = number("NDPI_DURATION");
      const sameTimes =
        (line.seconds === undefined || Math.abs(duration - line.seconds) <= 0.005001) &&
        equalStatistics(line.gaps, "NDPI_IAT", number) &&
        equalStatistics(line.lengths, "NDPI_LEN", number);
      if (!sameTimes) differing.times[name] = (differing.times[name] ?? 0) + 1;
      // Where none of nDPI's habits applies, the columns themselves have to say the same.
      const short = number("IN_PKTS") + number("OUT_PKTS") < 10;
      if (line.proto === "UDP" && short && line.gaps !== undefined && sameTimes && !backward) {
        totals.plain++;
        if (!equalColumns(line.gaps, line.lengths!, line.seconds, number)) unlike.push(`${name} ${line.key}`);
      }
      const application = number("L7_PROTO");
      if (application !== 0) {
        totals.applications++;
        if (application === line.application) totals.sameApplication++;
      }
    }
  }

  it("packets and bytes of both directions are exact for at least 99.7 % of the flow lines", () => {
    assert.ok(totals.lines > 4000, `${totals.lines} lines`);
    const share = totals.exact / totals.lines;
    assert.ok(share >= 0.997, `${totals.exact} of ${totals.lines} lines, ${(100 * share).toFixed(3)} %`);
  });

  it("every difference of the counts is listed, and none that is no more", () => {
    assert.deepEqual(differing.counts, listed(known.counts));
  });

  it("durations, gaps and lengths are equal in what nDPI prints, but for the listed ones", () => {
    assert.deepEqual(differing.times, listed(known.times));
  });

  it("the 53 columns themselves say the same where nDPI leaves no gap out", () => {
    assert.ok(totals.plain > 40, `${totals.plain} flows`);
    assert.deepEqual(unlike, []);
  });

  it("the application, where one is told, is nDPI's in at least 98 % of the flows", () => {
    assert.ok(totals.applications > 1000, `${totals.applications} told`);
    assert.ok(
      totals.sameApplication / totals.applications >= 0.98,
      `${totals.sameApplication} of ${totals.applications}`,
    );
  });
});

function listed(differences: Differences["counts"]): Record<string, number> {
  return Object.fromEntries(Object.entries(differences).map(([name, { lines }]) => [name, lines]));
}

/** Least and greatest as they are; means rounded; deviations within what single precision leaves of them. */
function equalStatistics(
  printed: Statistics | undefined,
  prefix: string,
  number: (column: string) => number,
): boolean {
  if (printed === undefined) return true;
  return ["C2S", "S2C"].every((way, direction) => {
    const ours = (how: string): number => number(`${prefix}_${way}_${how}`);
    return (
      ours("MIN") === printed.min[direction] &&
      ours("MAX") === printed.max[direction] &&
      Math.abs(ours("AVG") - printed.avg[direction]) <= 0.501 &&
      Math.abs(ours("STDDEV") - printed.stddev[direction]) <= 1 + 0.001 * printed.stddev[direction]
    );
  });
}

/** Gaps in whole milliseconds against gaps in microseconds: each is less than one millisecond off. */
function equalColumns(
  gaps: Statistics,
  lengths: Statistics,
  seconds: number | undefined,
  number: (column: string) => number,
): boolean {
  const near = (ours: number, theirs: number): boolean =>
    Number.isNaN(ours) || Math.abs(ours - theirs) <= 1.51;
  const sides = number("OUT_PKTS") === 0 ? [0] : [0, 1];
  return (
    (seconds === undefined || Math.abs(number("FLOW_DURATION_MILLISECONDS") / 1000 - seconds) <= 0.005001) &&
    number("LONGEST_FLOW_PKT") === Math.max(...sides.map((side) => lengths.max[side])) &&
    number("SHORTEST_FLOW_PKT") === Math.min(...sides.map((side) => lengths.min[side])) &&
    ["SRC_TO_DST", "DST_TO_SRC"].every(
      (way, side) =>
        // A first gap below a millisecond is 0 to nDPI, which takes 0 for "none yet" and keeps the next one as minimum.
        (number(`${way}_IAT_MIN`) < 1 || near(number(`${way}_IAT_MIN`), gaps.min[side])) &&
        near(number(`${way}_IAT_MAX`), gaps.max[side]) &&
        near(number(`${way}_IAT_AVG`), gaps.avg[side]) &&
        near(number(`${way}_IAT_STDDEV`), gaps.stddev[side]),
    )
  );
}
