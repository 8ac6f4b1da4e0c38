import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { FlowExporter } from "../../src/lib/flow";
import { FlowTable } from "../../src/lib/flow/flow-table";
import { parseFlowOptions } from "../../src/lib/flow/options";
import { capture, core, flow } from "../../src/lib/index";
import { CAPTURE_KINDS } from "./captures";
import { flowsOfBytes } from "./support";

const corpora = process.env.DATAPLANE_LAB_CORPORA;
const OPTIONS: flow.ExportOptions = { bytes: "frame", vlanKey: true, tcpEnd: "split", fragments: "join" };
const DAY = 86_400_000_000;

/** The captures that the project makes itself, and the reference captures where they are. */
function captures(): { name: string; bytes: Uint8Array }[] {
  const list = CAPTURE_KINDS.map(({ name, bytes }) => ({ name, bytes }));
  if (corpora === undefined) return list;
  for (const tool of ["ndpi", "nfstream"]) {
    const folder = path.join(corpora, tool, "pcap");
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder).sort()) {
      list.push({ name: `${tool}/${name}`, bytes: readFileSync(path.join(folder, name)) });
    }
  }
  return list;
}

/** One line per flow, without the reason of its end. */
function lines(rows: readonly Record<string, unknown>[]): string[] {
  return rows.map((row) => JSON.stringify({ ...row, FLOW_END_REASON: undefined })).sort();
}

/** Feeds bytes to an exporter, with all times moved. */
function feed(exporter: FlowExporter, bytes: Uint8Array, shift = 0): void {
  const parser = new capture.CaptureParser((frame) => {
    frame.micros += shift;
    exporter.frame(frame);
  });
  parser.write(bytes);
  parser.end();
}

function collecting(options: flow.ExportOptions = OPTIONS): {
  rows: Record<string, unknown>[];
  exporter: FlowExporter;
} {
  const rows: Record<string, unknown>[] = [];
  return { rows, exporter: new FlowExporter(options, (row) => rows.push(row.toObject())) };
}

describe("flow: what holds for every capture (more of them with DATAPLANE_LAB_CORPORA)", function () {
  this.timeout(300_000);
  const random = core.random("flow/properties");
  let all: { name: string; bytes: Uint8Array }[] = [];
  before(() => {
    all = captures();
  });

  it("packets and bytes are conserved, and columns keep their order of size", () => {
    for (const { name, bytes } of all) {
      const { rows, report } = flowsOfBytes(bytes, { ...OPTIONS, idle: 5, active: 20 });
      const sum = (...columns: string[]): number =>
        rows.reduce(
          (total, row) => total + columns.reduce((part, column) => part + Number(row[column]), 0),
          0,
        );
      assert.equal(sum("IN_PKTS", "OUT_PKTS"), report.packets.inFlows, name);
      assert.equal(sum("IN_BYTES", "OUT_BYTES"), report.bytes.inFlows, name);
      for (const account of [report.packets, report.bytes]) {
        const ignored = Object.values(account.ignored).reduce((total, count) => total + count, 0);
        assert.equal(account.inFlows + ignored, account.read, name);
      }
      assert.equal(rows.length, report.flows.total, name);
      for (const row of rows) {
        for (const way of ["SRC_TO_DST", "DST_TO_SRC"]) {
          const [min, avg, max] = ["MIN", "AVG", "MAX"].map(
            (how) => row[`${way}_IAT_${how}`] as number | null,
          );
          if (min !== null)
            assert.ok(min <= avg! + 0.0005 && avg! <= max! + 0.0005, `${name} ${JSON.stringify(row)}`);
        }
        assert.ok(Number(row.SHORTEST_FLOW_PKT) <= Number(row.LONGEST_FLOW_PKT), name);
        assert.ok(Number(row.MIN_TTL) <= Number(row.MAX_TTL), name);
        assert.ok(Number(row.FLOW_DURATION_MILLISECONDS) >= Number(row.DURATION_IN), name);
      }
    }
  });

  it("with all end points exchanged, flows have theirs exchanged and all else the same", () => {
    const groups: flow.FeatureGroup[] = [];
    for (const { name, bytes } of all) {
      const make = (swap: boolean): string[] => {
        const found: string[] = [];
        const table = new FlowTable(parseFlowOptions(OPTIONS), groups, ({ addresses, totals, end }) => {
          const ends = [
            [...addresses.subarray(0, 4), totals.sourcePort],
            [...addresses.subarray(4, 8), totals.targetPort],
          ];
          if (swap) ends.reverse();
          found.push(
            JSON.stringify([ends, [...totals.packets], [...totals.bytes], totals.first, totals.last, end]),
          );
        });
        const packet = new capture.Packet();
        const parser = new capture.CaptureParser((frame) => {
          if (capture.decode(packet, frame, true) !== 0) return;
          if (swap) {
            [packet.sourceAt, packet.targetAt] = [packet.targetAt, packet.sourceAt];
            [packet.sourcePort, packet.targetPort] = [packet.targetPort, packet.sourcePort];
          }
          table.add(packet, frame.micros);
        });
        parser.write(bytes);
        table.finish();
        return found;
      };
      assert.deepEqual(make(true), make(false), name);
    }
  });

  it("two captures far apart in time give the union of their flows", () => {
    for (let i = 0; i + 1 < all.length; i++) {
      const [a, b] = [all[i], all[i + 1]];
      let latest = 0;
      let earliest = Number.POSITIVE_INFINITY;
      const last = new capture.CaptureParser((frame) => {
        latest = Math.max(latest, frame.micros);
      });
      last.write(a.bytes);
      const first = new capture.CaptureParser((frame) => {
        earliest = Math.min(earliest, frame.micros);
      });
      first.write(b.bytes);
      // Times that reach to the end of what a number can count exactly cannot be moved.
      if (latest > 1e15 * 4 || earliest === Number.POSITIVE_INFINITY) continue;
      const shift = latest - earliest + DAY;
      const together = collecting();
      feed(together.exporter, a.bytes);
      feed(together.exporter, b.bytes, shift);
      together.exporter.finish();
      const apart = collecting();
      feed(apart.exporter, a.bytes);
      apart.exporter.finish();
      const other = collecting();
      feed(other.exporter, b.bytes, shift);
      other.exporter.finish();
      assert.deepEqual(
        lines(together.rows),
        [...lines(apart.rows), ...lines(other.rows)].sort(),
        `${a.name} + ${b.name}`,
      );
    }
  });

  it("a file split anywhere, with the state carried on, gives the same flows", () => {
    for (const { name, bytes } of all) {
      if (bytes[0] === 0x0a) continue;
      const starts: number[] = [];
      const scan = new capture.CaptureParser((frame) => starts.push(frame.byte));
      scan.write(bytes);
      if (starts.length < 2) continue;
      const cut = starts[1 + random.integer(starts.length - 1)];
      const whole = collecting();
      feed(whole.exporter, bytes);
      whole.exporter.finish();
      const parts = collecting();
      feed(parts.exporter, bytes.subarray(0, cut));
      feed(parts.exporter, Buffer.concat([bytes.subarray(0, 24), bytes.subarray(cut)]));
      parts.exporter.finish();
      assert.deepEqual(parts.rows, whole.rows, `${name} at ${cut}`);
    }
  });

  it("a stream in pieces gives the table of the file", async () => {
    for (const { name, bytes } of all.filter((_, i) => i % 4 === 0)) {
      const pieces = function* (): Generator<Uint8Array> {
        for (let at = 0; at < bytes.length; ) {
          const size = 1 + random.integer(3000);
          yield bytes.slice(at, at + size);
          at += size;
        }
      };
      const file = await flow.exportFlows(bytes, OPTIONS);
      const stream = await flow.exportFlows(Readable.from(pieces()), OPTIONS);
      assert.deepEqual([...stream.table.rows()], [...file.table.rows()], name);
      assert.deepEqual(stream.report.packets, file.report.packets, name);
    }
  });

  it("an anonymised table names no address of the capture", () => {
    for (const { name, bytes } of all.filter((_, i) => i % 5 === 0)) {
      const plain = flowsOfBytes(bytes, OPTIONS).rows;
      const hidden = flowsOfBytes(bytes, { ...OPTIONS, anonymise: { key: "k", method: "hash" } }).rows;
      const columns = [
        "IPV4_SRC_ADDR",
        "IPV4_DST_ADDR",
        "IPV6_SRC_ADDR",
        "IPV6_DST_ADDR",
        "TUNNEL_SRC_ADDR",
        "TUNNEL_DST_ADDR",
      ];
      const addresses = new Set(
        plain.flatMap((row) => columns.map((column) => row[column])).filter((cell) => cell !== null),
      );
      const cells = new Set(hidden.flatMap((row) => Object.values(row)).map(String));
      for (const address of addresses) assert.ok(!cells.has(String(address)), `${name}: ${address}`);
      assert.equal(hidden.length, plain.length);
    }
  });
});
