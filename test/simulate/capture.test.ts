import assert from "node:assert/strict";
import { simulate } from "../../src/lib/index";

const [quiet] = simulate.stagePlan(0, { seed: 1, experiments: 1 });
const [stressed] = simulate.stagePlan(2, { seed: 1, experiments: 1 });

interface Record {
  readonly seconds: number;
  readonly nanos: number;
  readonly length: number;
  readonly bytes: Buffer;
}

/** The records of a nanosecond pcap file, read here byte by byte. */
function recordsOf(file: Buffer): Record[] {
  assert.equal(file.readUInt32LE(0), 0xa1b23c4d);
  assert.equal(file.readUInt32LE(20), 1);
  const records: Record[] = [];
  for (let at = 24; at < file.length; ) {
    const kept = file.readUInt32LE(at + 8);
    records.push({
      seconds: file.readUInt32LE(at),
      nanos: file.readUInt32LE(at + 4),
      length: file.readUInt32LE(at + 12),
      bytes: file.subarray(at + 16, at + 16 + kept),
    });
    at += 16 + kept;
  }
  return records;
}

const sequenceOf = ({ bytes }: Record) => bytes.readUInt32BE(46);
const timeOf = ({ seconds, nanos }: Record) => seconds + nanos / 1e9;

function pair(plan: simulate.ExperimentPlan): [Record[], Record[]] {
  const files = simulate.experimentFiles(plan);
  return [recordsOf(files["ingress.pcap"]), recordsOf(files["egress.pcap"])];
}

describe("simulated captures", () => {
  it("hold what the rate log says, once the sampling is undone", () => {
    const [ingress] = pair(quiet);
    const { from, seconds, oneIn } = quiet.capture ?? assert.fail("no capture");
    const bits = ingress.reduce((sum, { length }) => sum + 8 * (length + 4), 0);
    const mbit = (bits * oneIn) / seconds / 1e6;
    const { tx } = simulate.simulateExperiment(quiet);
    const logged = tx.slice(from, from + seconds).reduce((sum, row) => sum + row.mbit / seconds, 0);
    assert.ok(Math.abs(mbit / logged - 1) < 0.12, `${mbit} against ${logged} Mb/s`);
  });

  it("are in order of time, within the window, and match by sequence number with a latency of microseconds", () => {
    const [ingress, egress] = pair(quiet);
    const { from, seconds } = quiet.capture ?? assert.fail("no capture");
    assert.ok(ingress.length > 1000);
    assert.equal(egress.length, ingress.length);
    const sent = new Map(ingress.map((record) => [sequenceOf(record), timeOf(record)]));
    for (const records of [ingress, egress]) {
      const times = records.map(timeOf);
      assert.deepEqual(
        times,
        [...times].sort((a, b) => a - b),
      );
    }
    const start = quiet.startedMs / 1000 + from;
    assert.ok(timeOf(ingress[0]) >= start && timeOf(ingress[ingress.length - 1]) < start + seconds);
    for (const record of egress) {
      const micros = (timeOf(record) - (sent.get(sequenceOf(record)) ?? Number.NaN)) * 1e6;
      assert.ok(micros > 5 && micros < 100, `${micros} µs`);
    }
  });

  it("lose packets only while the VNF is stressed, in the share that the logs show", () => {
    const [ingress, egress] = pair(stressed);
    const arrived = new Set(egress.map(sequenceOf));
    const from = stressed.startedMs / 1000 + stressed.stress[0].from;
    const lostOf = (records: Record[]) => records.filter((record) => !arrived.has(sequenceOf(record))).length;
    const before = ingress.filter((record) => timeOf(record) < from - 0.05);
    const during = ingress.filter((record) => timeOf(record) > from + 0.05);
    assert.equal(lostOf(before), 0);
    const { tx, rx } = simulate.simulateExperiment(stressed);
    const logged = 1 - rx[25].mbit / tx[25].mbit;
    assert.ok(logged > 0.3);
    assert.ok(Math.abs(lostOf(during) / during.length - logged) < 0.06);
  });

  it("carry frames that a decoder accepts: checksums, lengths, a lower TTL behind the router", () => {
    const [ingress, egress] = pair(stressed);
    for (const [records, ttl] of [
      [ingress, 64],
      [egress, 63],
    ] as const) {
      for (const { bytes, length } of records.slice(0, 200)) {
        assert.equal(bytes.readUInt16BE(12), 0x0800);
        assert.equal(bytes[22], ttl);
        assert.equal(bytes.readUInt16BE(16), length - 14);
        assert.equal(bytes.readUInt16BE(38), length - 34);
        let sum = 0;
        for (let i = 14; i < 34; i += 2) sum += bytes.readUInt16BE(i);
        assert.equal((sum & 0xffff) + (sum >>> 16), 0xffff);
        assert.equal(bytes.toString("latin1", 42, 46), "DLAB");
      }
    }
  });
});
