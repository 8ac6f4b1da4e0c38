import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { perf } from "../../src/lib/index";
import { rawExcerpts, reference, unzip } from "./drst";

type Cell = number | string | null;

/** Our columns for a raw file, under the names of its `_processed.csv`. */
function ownColumns(name: string, bytes: Buffer): Map<string, ArrayLike<Cell>> {
  if (name === "latency.csv")
    return new Map([["latency", perf.parseLatency(bytes).values.map((us) => us * 1000)]]);
  const log =
    name === "pcm-memory.csv"
      ? perf.parsePcmMemory(bytes)
      : name === "pcm-pcie.csv"
        ? perf.parsePcmPcie(bytes)
        : name === "nf_out.csv"
          ? perf.parseNfOut(bytes, { fold: "position" })
          : perf.parsePcm(bytes);
  return new Map(log.table.names.map((column) => [column, log.table.column(column) as ArrayLike<Cell>]));
}

interface Comparison {
  files: number;
  equal: number;
  /** Cells of which the shipped file has only the whole part: some were written with their decimals cut off. */
  truncated: number;
  different: string[];
  /** Cells that the excerpt's cut took from us. */
  cut: number;
  missing: Set<string>;
}

/** A latency log under a wrong name: it has nothing of the file it should have been made from. */
const MISNAMED = "pcm/amqp/l2fwd-pcm_processed.csv";

async function compareAll(root: string): Promise<Map<string, Comparison>> {
  const results = new Map<string, Comparison>();
  for (const file of (await readdir(root, { recursive: true })).filter(
    (each) => each.endsWith("_processed.csv") && each !== MISNAMED,
  )) {
    const raw = path.join(root, file.replace("_processed", ""));
    const name = path.basename(raw);
    const kind = name.endsWith("-pcm.csv") ? "pcm" : name.replace(".csv", "");
    const result = results.get(kind) ?? {
      files: 0,
      equal: 0,
      truncated: 0,
      different: [],
      cut: 0,
      missing: new Set(),
    };
    results.set(kind, result);
    result.files++;
    const columns = ownColumns(name, await readFile(raw));
    const [head, ...rows] = (await readFile(path.join(root, file), "latin1")).trimEnd().split(/\r?\n/);
    // The comma-separated latency log is the one whose first line the original's tool took for a header.
    const shift = file.includes("amqp") && name === "latency.csv" ? 1 : 0;
    head.split(",").forEach((column, place) => {
      if (/(?:^|[-_])(?:Date|Time)(?:-|$)/.test(column) || /^[- ]*$/.test(column)) return;
      const own = columns.get(column.replace("thread_info.", ""));
      const cells = rows.map((row) => row.split(",")[place].trim());
      if (own === undefined) {
        if (cells.some((cell) => cell !== "")) result.missing.add(`${file}: ${column}`);
        return;
      }
      cells.slice(0, own.length - shift).forEach((cell, i) => {
        const value = own[i + shift];
        if (
          typeof value === "string"
            ? value === cell
            : cell === ""
              ? isMissing(value)
              : close(value, Number(cell))
        ) {
          result.equal++;
        } else if (isMissing(value)) result.cut++;
        else if (Math.trunc(value as number) === Number(cell)) result.truncated++;
        else result.different.push(`${file} ${column} row ${i}: ours ${value}, theirs ${cell}`);
      });
    });
  }
  return results;
}

function isMissing(value: Cell): boolean {
  return value === null || Number.isNaN(value);
}

/** Latencies went from ns to µs and back. */
function close(value: Cell, other: number): boolean {
  return typeof value === "number" && Math.abs(value - other) <= 1e-9 * Math.abs(other);
}

describe("PCM excerpts against the shipped _processed files (set DATAPLANE_LAB_DRST)", () => {
  it("equals every cell of the 314 files made from their raw file, apart from date and time", async function () {
    const results = await compareAll(await rawExcerpts(this));
    const files: Record<string, number> = {};
    for (const [kind, { files: count, different, missing }] of results) {
      files[kind] = count;
      assert.deepEqual(different, [], kind);
      assert.deepEqual([...missing], [], kind);
    }
    assert.deepEqual(files, { pcm: 193, latency: 29, "pcm-memory": 32, "pcm-pcie": 31, nf_out: 29 });
    const equal = [...results.values()].reduce((sum, result) => sum + result.equal, 0);
    assert.ok(equal > 219_000, `${equal} cells equal`);
    // The shipped l2fwd-40gbps and amqp files have lost their decimals; there the whole parts agree.
    const truncated = Object.fromEntries([...results].map(([kind, result]) => [kind, result.truncated]));
    assert.deepEqual(truncated, { pcm: 1035, latency: 0, "pcm-memory": 187, "pcm-pcie": 0, nf_out: 0 });
  });
});

describe("the full PCM bundle const-1gbps (set DATAPLANE_LAB_DRST)", () => {
  let folder: string;
  before(async function () {
    reference(this as unknown as Mocha.Context);
    folder = await mkdtemp(path.join(os.tmpdir(), "lab-pcm-"));
    const zip = path.join(process.env.DATAPLANE_LAB_DRST ?? "", "pcm_const-1gbps_full.zip");
    for (const [name, bytes] of unzip(zip)) await writeFile(path.join(folder, path.basename(name)), bytes);
  });
  after(async () => {
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  it("has the rows of every part", async () => {
    const { report } = await perf.readPcmFolder(folder);
    const processes = ["bridge", "firewall", "ndpi_stats", "nf_router", "payload_scan", "rx", "tx"];
    const rows = processes.map((name) => report.lengths[`${name}-pcm.csv`]);
    assert.deepEqual([Math.min(...rows), Math.max(...rows)], [1983, 1985]);
    const { "pcm-pcie.csv": pcie, "pcm-memory.csv": memory, "latency.csv": latency } = report.lengths;
    assert.deepEqual([pcie, memory, latency], [1966, 1983, 1993]);
    assert.deepEqual([report.lengths["tx_stats.csv"], report.lengths["rx_stats.csv"]], [1988, 1988]);
    // The last row of nf_out was cut to 8 of 21 fields: kept, and counted.
    const nfOut = report.files.find(({ file }) => file?.endsWith("nf_out.csv"));
    assert.equal(nfOut?.lines, 9910);
    assert.deepEqual(
      nfOut?.issues.map(({ kind, line }) => [kind, line]),
      [["unterminated-line", 9910]],
    );
  });

  it("aligns to 1966 rows of 741 numeric columns, the blank memory channels included", async () => {
    const { table } = await perf.readPcmFolder(folder, { emptyChannels: "keep" });
    assert.equal(table.length, 1966);
    const names = table.names.slice(3, table.names.indexOf("ndpi_stat-core"));
    assert.equal(names.length, 741);
    assert.equal(names.filter((name) => table.isNumeric(name)).length, 741);
    const constant = names.filter((name) => table.numbers(name).every((value, _, all) => value === all[0]));
    const blank = names.filter((name) => table.numbers(name).every(Number.isNaN));
    // A count of 128 constant columns is in circulation for this bundle; counted cell by cell it is 124, and 8 blank.
    assert.deepEqual([constant.length, blank.length], [124, 8]);
    const dropped = await perf.readPcmFolder(folder);
    assert.equal(dropped.table.names.indexOf("ndpi_stat-core") - 3, 733);
  });

  it("has 90 columns of nf_out and a latency with four time-outs", async () => {
    const { table } = await perf.readPcmFolder(folder);
    const first = table.names.indexOf("ndpi_stat-core");
    assert.equal(table.names.indexOf("input_rate") - first, 90);
    const log = perf.parseLatency(await readFile(path.join(folder, "latency.csv")));
    const sorted = log.values.slice().sort();
    assert.equal(
      log.censored.reduce((sum, flag) => sum + flag, 0),
      4,
    );
    assert.equal(sorted[996].toFixed(1), "16.6");
    assert.equal(sorted[Math.floor(0.95 * 1993)].toFixed(1), "49.9");
  });
});
