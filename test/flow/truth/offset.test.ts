import assert from "node:assert/strict";
import { core, flow, table } from "../../../src/lib/index";

interface Did {
  readonly start_ms: number;
  readonly end_ms: number;
  readonly dst_port: number;
}

function truthOf(rows: readonly Did[]): flow.Truth {
  const all = rows.map((row) => ({
    ...row,
    protocol: "tcp",
    src_addr: "10.0.0.1",
    src_port: null,
    dst_addr: "10.0.0.2",
    attack: "x",
  }));
  return flow.readTruth(table.Table.fromRows(all));
}

function flowsOf(rows: readonly { readonly start: number; readonly port: number }[]): table.Table {
  return table.Table.fromRows(
    rows.map(({ start, port }, i) => ({
      FLOW_START_MILLISECONDS: start,
      FLOW_END_MILLISECONDS: start + 5,
      IPV4_SRC_ADDR: "10.0.0.1",
      L4_SRC_PORT: 1000 + (i % 60_000),
      IPV4_DST_ADDR: "10.0.0.2",
      L4_DST_PORT: port,
      PROTOCOL: 6,
    })),
  );
}

describe("the offset between the clocks of a capture and of its ground truth", () => {
  it("is not moved by a flood, whose flows begin all over a long activity", () => {
    const draws = core.random(5);
    const truth = truthOf([
      { start_ms: 100_000, end_ms: 130_000, dst_port: 80 },
      { start_ms: 140_000, end_ms: 140_400, dst_port: 81 },
      { start_ms: 150_000, end_ms: 150_300, dst_port: 82 },
    ]);
    for (const ahead of [-7_200_000, 0, 90_500]) {
      const flood = Array.from({ length: 3000 }, () => ({
        start: 100_000 + draws.integer(30_000) + ahead,
        port: 80,
      }));
      const others = [
        { start: 140_100 + ahead, port: 81 },
        { start: 150_200 + ahead, port: 82 },
      ];
      const estimate = flow.estimateOffset(flowsOf([...flood, ...others]), truth, 0.5);
      assert.ok(Math.abs(estimate.offset - ahead / 1000) < 0.3, `${estimate.offset} for ${ahead / 1000}`);
      assert.deepEqual([estimate.support, estimate.pairs], [3002, 3002]);
      assert.ok(estimate.runnerUp < 3002);
    }
  });

  it("agrees with the search of every offset by force", () => {
    for (let seed = 0; seed < 30; seed++) {
      const draws = core.random(seed);
      const did = Array.from({ length: 8 }, (_, i) => {
        const start_ms = 10_000 * i + draws.integer(5000);
        return { start_ms, end_ms: start_ms + draws.integer(4000), dst_port: 80 + (i % 3) };
      });
      const rows = Array.from({ length: 40 }, () => {
        const own = did[draws.integer(did.length)];
        return {
          start: own.start_ms + draws.integer(own.end_ms - own.start_ms + 1) + 42_000,
          port: own.dst_port,
        };
      });
      const agreeing = (offset: number): number => {
        let count = 0;
        for (const { start, port } of rows)
          for (const one of did) {
            const at = start - offset;
            if (one.dst_port === port && at >= one.start_ms - 500 && at <= one.end_ms + 500) count++;
          }
        return count;
      };
      const estimate = flow.estimateOffset(flowsOf(rows), truthOf(did));
      assert.equal(agreeing(estimate.offset * 1000), estimate.support, `seed ${seed}`);
      for (let offset = -60_000; offset <= 140_000; offset += 50)
        assert.ok(agreeing(offset) <= estimate.support, `seed ${seed}, ${offset}`);
    }
  });

  it("refuses a resolution that is none", () => {
    const truth = truthOf([{ start_ms: 0, end_ms: 1, dst_port: 80 }]);
    for (const resolution of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => flow.estimateOffset(flowsOf([{ start: 0, port: 80 }]), truth, resolution), {
        code: "argument",
      });
    }
  });
});
