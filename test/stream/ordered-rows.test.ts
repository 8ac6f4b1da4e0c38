import assert from "node:assert/strict";
import { type Random, random } from "../../src/lib/core";
import { type Decoded, OrderedRows, type StreamRow } from "../../src/lib/stream";
import { turns } from "./codec/helpers";

const row = (seq: number): StreamRow => ({
  ...{ seq, stage: "s", segment: null, time: seq, label: seq },
  features: Float64Array.of(seq),
});
const rows = (...seqs: number[]): Decoded => ({ kind: "rows", rows: seqs.map(row), unlabelled: 0 });
const END: Decoded = { kind: "end" };
const lost = (seq?: number): Decoded => ({ kind: "rejected", reason: "not-json", detail: "x", seq });
const seqs = (ordered: OrderedRows): number[] => ordered.take().map(({ seq }) => seq);

/** Records of a partitioned stream of rows: lanes of what each partition holds, ends included. */
function lanesOf(
  stream: Random,
  count: number,
  partitions: number,
  reject: number,
): { lanes: Decoded[][]; kept: number[] } {
  const lanes: Decoded[][] = Array.from({ length: partitions }, () => []);
  const kept: number[] = [];
  for (let seq = 0; seq < count; ) {
    const lane = lanes[stream.integer(partitions)];
    const together = Array.from({ length: Math.min(count - seq, 1 + stream.integer(4)) }, () => seq++);
    if (stream.uniform() < reject) {
      for (const one of together) lane.push(lost(stream.integer(2) === 0 ? one : undefined));
      continue;
    }
    kept.push(...together);
    lane.push(rows(...together));
  }
  for (const lane of lanes) lane.push(END);
  return { lanes, kept };
}

/** Pushes the lanes in a random interleaving, going back now and then as a rebalance does; gives what came out. */
function runThrough(
  stream: Random,
  ordered: OrderedRows,
  lanes: readonly Decoded[][],
  back: number,
): number[] {
  const out: number[] = [];
  const next = lanes.map(() => 0);
  while (next.some((place, p) => place < lanes[p].length)) {
    const partition = stream.integer(lanes.length);
    if (next[partition] >= lanes[partition].length) continue;
    for (let burst = 1 + stream.integer(5); burst > 0 && next[partition] < lanes[partition].length; burst--) {
      const offset = next[partition]++;
      ordered.push({ partition, offset }, lanes[partition][offset]);
    }
    if (stream.uniform() < back) next[partition] = stream.integer(next[partition] + 1);
    if (stream.integer(3) === 0) out.push(...ordered.take(1 + stream.integer(50)).map(({ seq }) => seq));
  }
  out.push(...seqs(ordered));
  return out;
}

describe("OrderedRows", () => {
  it("waits for the row that is next", () => {
    const ordered = new OrderedRows({ partitions: 3 });
    ordered.push({ partition: 2, offset: 0 }, rows(2, 5));
    ordered.push({ partition: 1, offset: 0 }, rows(1, 4));
    assert.deepEqual(seqs(ordered), []);
    assert.deepEqual(ordered.lag, { waiting: 4, next: 0, newest: 5 });
    ordered.push({ partition: 0, offset: 0 }, rows(0));
    assert.deepEqual(seqs(ordered), [0, 1, 2]);
    ordered.push({ partition: 0, offset: 1 }, rows(3));
    assert.deepEqual(seqs(ordered), [3, 4, 5]);
    assert.equal(ordered.finished, false);
    for (const partition of [0, 1, 2]) ordered.push({ partition, offset: 9 }, END);
    assert.equal(ordered.finished, true);
  });

  it("closes a gap when the rejected row is known, when all partitions are beyond it, when the others have ended", () => {
    const known = new OrderedRows({ partitions: 2 });
    known.push({ partition: 0, offset: 0 }, rows(1));
    known.push({ partition: 1, offset: 0 }, lost(0));
    assert.deepEqual(seqs(known), [1]);

    const beyond = new OrderedRows({ partitions: 2 });
    beyond.push({ partition: 0, offset: 0 }, rows(2));
    beyond.push({ partition: 1, offset: 0 }, lost());
    assert.deepEqual(seqs(beyond), []);
    beyond.push({ partition: 1, offset: 1 }, rows(3));
    assert.deepEqual(seqs(beyond), [2, 3]);

    const ended = new OrderedRows({ partitions: 2 });
    ended.push({ partition: 0, offset: 0 }, rows(7));
    assert.deepEqual(seqs(ended), []);
    ended.push({ partition: 1, offset: 0 }, END);
    assert.deepEqual(seqs(ended), [7]);
  });

  it("passes over what comes again, in the same record or in another", () => {
    const ordered = new OrderedRows({ partitions: 1 });
    ordered.push({ partition: 0, offset: 0 }, rows(0, 1));
    ordered.push({ partition: 0, offset: 0 }, rows(0, 1));
    ordered.push({ partition: 0, offset: 1 }, rows(1));
    ordered.push({ partition: 0, offset: 2 }, rows(0, 1, 2));
    assert.deepEqual(seqs(ordered), [0, 1, 2]);
    assert.equal(ordered.repeated, 3);
  });

  it("hands out over a gap when too many wait, and what comes into it later once", () => {
    const ordered = new OrderedRows({ partitions: 2, most: 3 });
    ordered.push({ partition: 0, offset: 0 }, rows(1, 2, 5, 6));
    assert.deepEqual(seqs(ordered), [1, 2]);
    ordered.push({ partition: 1, offset: 0 }, rows(0, 3));
    ordered.push({ partition: 1, offset: 1 }, rows(0));
    ordered.push({ partition: 1, offset: 2 }, END);
    assert.deepEqual(seqs(ordered), [0, 3, 5, 6]);
    assert.deepEqual([ordered.late, ordered.repeated], [1, 1]);
  });

  it("is not held up by a row with a wrong seq", () => {
    const ordered = new OrderedRows({ partitions: 2 });
    ordered.push({ partition: 0, offset: 0 }, rows(Number.MAX_SAFE_INTEGER));
    ordered.push({ partition: 0, offset: 1 }, rows(0, 2));
    ordered.push({ partition: 1, offset: 0 }, rows(1, 3));
    assert.deepEqual(seqs(ordered), [0, 1, 2, 3]);
    for (const partition of [0, 1]) ordered.push({ partition, offset: 9 }, END);
    assert.deepEqual(seqs(ordered), [Number.MAX_SAFE_INTEGER]);
  });

  it("hands out late what was wrongly said to be lost", () => {
    const ordered = new OrderedRows({ partitions: 2 });
    ordered.push({ partition: 0, offset: 0 }, lost(0));
    ordered.push({ partition: 0, offset: 1 }, rows(1));
    ordered.push({ partition: 0, offset: 2 }, lost(5));
    assert.deepEqual(seqs(ordered), [1]);
    ordered.push({ partition: 1, offset: 0 }, rows(0, 2));
    assert.deepEqual(seqs(ordered), [0, 2]);
    assert.deepEqual([ordered.late, ordered.repeated], [1, 0]);
  });

  it("begins where it is told", () => {
    const ordered = new OrderedRows({ partitions: 1, from: 2 });
    ordered.push({ partition: 0, offset: 0 }, rows(0, 1, 2));
    assert.deepEqual(seqs(ordered), [2]);
  });

  it("refuses a partition that does not exist", () => {
    const ordered = new OrderedRows({ partitions: 1 });
    assert.throws(() => ordered.push({ partition: 1, offset: 0 }, END), { code: "argument" });
    assert.throws(() => new OrderedRows({ partitions: 0 }), { code: "argument" });
  });

  it("gives every row that was not rejected once and in order, whatever comes when, and whatever comes again", () => {
    const stream = random("interleavings");
    for (let k = 0; k < turns(200); k++) {
      const partitions = 1 + stream.integer(5);
      const { lanes, kept } = lanesOf(stream, stream.integer(300), partitions, stream.integer(2) * 0.2);
      const ordered = new OrderedRows({ partitions });
      assert.deepEqual(runThrough(stream, ordered, lanes, stream.integer(2) * 0.1), kept);
      assert.ok(ordered.finished);
      assert.equal(ordered.late, 0);
    }
  });

  it("gives every row once with a buffer that is too small, though not in order", () => {
    const stream = random("small buffers");
    for (let k = 0; k < turns(200); k++) {
      const partitions = 1 + stream.integer(5);
      const { lanes, kept } = lanesOf(stream, stream.integer(300), partitions, 0.1);
      const ordered = new OrderedRows({ partitions, most: 1 + stream.integer(20) });
      const out = runThrough(stream, ordered, lanes, 0.1);
      assert.deepEqual(
        out.sort((a, b) => a - b),
        kept,
      );
    }
  });
});
