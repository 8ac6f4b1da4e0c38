import assert from "node:assert/strict";
import { core, type stream } from "../../../src/lib/index";
import { OrderedResults } from "../../../src/lib/loop/services/ordered-results";
import type { Input } from "../../../src/lib/loop/services/pending-rows";
import type { Result } from "../../../src/lib/loop/services/result-codec";

const NONE = new Float64Array(0);

function row(seq: number): stream.StreamRow {
  return { seq, stage: "s", segment: null, time: seq, features: NONE, label: seq };
}

function answer(input: Input, from: number, to: number, model: string): Result {
  const { partition, offset } = input;
  if (input.kind !== "rows") {
    return input.kind === "rejected"
      ? { partition, offset, index: 0, kind: "rejected", reason: input.reason }
      : { partition, offset, index: 0, kind: input.kind };
  }
  const rows = input.rows.slice(from, to);
  return {
    ...{ partition, offset, index: from, kind: "rows", model, instance: "i", latencyUs: 1 },
    last: to === input.rows.length,
    seq: Float64Array.from(rows, ({ seq }) => seq),
    baseline: Float64Array.from(rows, ({ seq }) => seq + 0.25),
    current: Float64Array.from(rows, ({ seq }) => seq + 0.5),
  };
}

/** A replay cut into records of random sizes over partitions, with rejected records between, and end markers. */
function records(draw: core.Random, rows: number, partitions: number): Input[][] {
  const lanes: Input[][] = Array.from({ length: partitions }, () => []);
  const push = (partition: number, input: object) =>
    lanes[partition].push({ partition, offset: lanes[partition].length * 2, time: 0, ...input } as Input);
  for (let seq = 0; seq < rows; ) {
    const partition = draw.integer(partitions);
    const count = Math.min(rows - seq, 1 + draw.integer(5));
    if (draw.uniform() < 0.1) push(partition, { kind: "rejected", reason: "not-json" });
    push(partition, { kind: "rows", rows: Array.from({ length: count }, (_, i) => row(seq + i)) });
    seq += count;
  }
  for (let p = 0; p < partitions; p++) push(p, { kind: "end" });
  return lanes;
}

/** Results as replicas that die and take over again write them: from some record not beyond the last answered on. */
function resultsOf(draw: core.Random, lane: readonly Input[]): Result[] {
  const out: Result[] = [];
  let answered = 0;
  let life = 0;
  while (answered < lane.length) {
    const start = Math.max(0, answered - draw.integer(4));
    const stop = Math.min(lane.length, Math.max(answered, start) + draw.integer(6));
    life++;
    for (let k = start; k < stop; k++) {
      const input = lane[k];
      const size = input.kind === "rows" ? input.rows.length : 0;
      const cut = size > 1 && draw.uniform() < 0.3 ? 1 + draw.integer(size - 1) : size;
      out.push(answer(input, 0, cut, `m${life}`));
      // Killed between the two parts of a record: its next owner answers all of it.
      if (cut < size && k === stop - 1) return [...out, ...resultsFrom(draw, lane, k)];
      if (cut < size) out.push(answer(input, cut, size, `m${life}b`));
    }
    answered = Math.max(answered, stop);
  }
  return out;
}

function resultsFrom(draw: core.Random, lane: readonly Input[], from: number): Result[] {
  return resultsOf(draw, lane.slice(from));
}

describe("rows and results in one order", () => {
  it("come out once each, in order, however they are cut, repeated and mixed", () => {
    const draw = core.random("ordered");
    for (let round = 0; round < 300; round++) {
      const partitions = 1 + draw.integer(4);
      const rows = draw.integer(60);
      const lanes = records(draw, rows, partitions);
      const streams: (() => void)[][] = [];
      const ordered = new OrderedResults(partitions);
      for (const lane of lanes) {
        // Two topics come in step with nothing; a record may also come twice.
        streams.push(
          lane.flatMap((input, k) => {
            const again = k > 0 && draw.uniform() < 0.1 ? [() => ordered.input(lane[k - 1])] : [];
            return [() => ordered.input(input), ...again];
          }),
        );
        streams.push(resultsOf(draw, lane).map((result) => () => ordered.result(result)));
      }
      const seen: number[] = [];
      while (streams.some((each) => each.length > 0)) {
        streams[draw.integer(streams.length)].shift()?.();
        for (const joined of ordered.take(draw.uniform() < 0.5 ? 3 : undefined)) {
          seen.push(joined.row.seq);
          assert.equal(joined.baseline, joined.row.seq + 0.25);
          assert.equal(joined.current, joined.row.seq + 0.5);
        }
      }
      for (const joined of ordered.take()) seen.push(joined.row.seq);
      assert.deepEqual(
        seen,
        Array.from({ length: rows }, (_, i) => i),
        `round ${round}`,
      );
      assert.ok(ordered.finished, `round ${round}`);
      assert.equal(ordered.misfits, 0, `round ${round}`);
    }
  });

  it("wait for a partition that may still bring the next row, and not for one that cannot", () => {
    const ordered = new OrderedResults(2);
    const first = { partition: 0, offset: 0, time: 0, kind: "rows", rows: [row(1)] } as const;
    ordered.input(first);
    ordered.result(answer(first, 0, 1, "m"));
    assert.deepEqual(ordered.take(), []);
    // Row 0 was rejected: it has no number, but the partition has come to row 2.
    const rejected = { partition: 1, offset: 0, time: 0, kind: "rejected", reason: "not-json" } as Input;
    const second = { partition: 1, offset: 1, time: 0, kind: "rows", rows: [row(2)] } as const;
    for (const input of [rejected, second] as const) {
      ordered.input(input);
      ordered.result(answer(input, 0, 1, "m"));
    }
    assert.deepEqual(
      ordered.take().map((joined) => joined.row.seq),
      [1, 2],
    );
  });

  it("count what answers nothing, and go on", () => {
    const ordered = new OrderedResults(1);
    const input = { partition: 0, offset: 5, time: 0, kind: "rows", rows: [row(0)] } as const;
    ordered.input(input);
    ordered.result({ ...answer(input, 0, 1, "m"), offset: 4 });
    ordered.result({ ...(answer(input, 0, 1, "m") as object), seq: Float64Array.of(7) } as Result);
    assert.deepEqual(ordered.take(), []);
    assert.equal(ordered.misfits, 2);
    ordered.result(answer(input, 0, 1, "m"));
    assert.equal(ordered.take().length, 1);
  });
});
