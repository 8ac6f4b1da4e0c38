import assert from "node:assert/strict";
import { LabError, random } from "../../../src/lib/core";
import { estimateOffset, joinTruth, readTruth } from "../../../src/lib/flow";
import { Table } from "../../../src/lib/table";

interface Flow {
  start: number;
  end?: number;
  from?: string;
  to?: string;
  sport?: number;
  dport?: number;
  protocol?: number;
}

function flowTable(flows: readonly Flow[]): Table {
  return Table.fromRows(
    flows.map((flow) => ({
      FLOW_START_MILLISECONDS: flow.start,
      FLOW_END_MILLISECONDS: flow.end ?? flow.start,
      IPV4_SRC_ADDR: flow.from ?? "10.0.0.1",
      L4_SRC_PORT: flow.sport ?? 1000,
      IPV4_DST_ADDR: flow.to ?? "10.0.0.2",
      L4_DST_PORT: flow.dport ?? 80,
      PROTOCOL: flow.protocol ?? 6,
    })),
  );
}

function truthOf(rows: readonly Record<string, string | number | null>[]) {
  return readTruth(
    Table.fromRows(
      rows.map((row) => ({
        start_ms: 0,
        end_ms: 1000,
        attack: "DoS",
        protocol: "tcp",
        src_addr: "10.0.0.1",
        src_port: 1000,
        dst_addr: "10.0.0.2",
        dst_port: 80,
        ...row,
      })),
    ),
  );
}

const labels = (flows: Table, truth: ReturnType<typeof truthOf>, options = {}): unknown[] => {
  const { table } = joinTruth(flows, truth, { tolerance: 0, ...options });
  return [...table.rows()].map((row) => row.Attack);
};

describe("joining flows with ground truth", () => {
  it("matches protocol and 4-tuple in either direction, within the interval", () => {
    const flows = flowTable([
      { start: 500 },
      { start: 500, from: "10.0.0.2", to: "10.0.0.1", sport: 80, dport: 1000 },
      { start: 500, protocol: 17 },
      { start: 500, sport: 1001 },
      { start: 1001 },
      { start: -300, end: 1 },
    ]);
    const { report } = joinTruth(flows, truthOf([{}]), { tolerance: 0 });
    assert.deepEqual(labels(flows, truthOf([{}])), ["DoS", "DoS", "Benign", "Benign", "Benign", "DoS"]);
    assert.deepEqual(
      [report.matched, report.reversed, report.unmatched, report.ambiguous, report.truthMatched],
      [3, 1, 3, 0, 1],
    );
  });

  it("widens intervals by the tolerance and moves them by the offset", () => {
    const flows = flowTable([{ start: 3000 }]);
    assert.deepEqual(labels(flows, truthOf([{}]), { tolerance: 1.999 }), ["Benign"]);
    assert.deepEqual(labels(flows, truthOf([{}]), { tolerance: 2 }), ["DoS"]);
    assert.deepEqual(labels(flows, truthOf([{}]), { offset: 2.5 }), ["DoS"]);
    assert.deepEqual(labels(flows, truthOf([{}]), { offset: -2.5 }), ["Benign"]);
  });

  it("takes a missing port as any, and a missing time as no bound", () => {
    const flows = flowTable([{ start: 1e12, sport: 7, dport: 9 }]);
    assert.deepEqual(
      labels(flows, truthOf([{ src_port: null, dst_port: null, start_ms: null, end_ms: null }])),
      ["DoS"],
    );
  });

  it("gives a contested flow to the longest overlap, counts it, and never adds a row", () => {
    const flows = flowTable([{ start: 0, end: 1000 }]);
    const truth = truthOf([
      { start_ms: 900, end_ms: 2000, attack: "Fuzzers" },
      { start_ms: 0, end_ms: 800, attack: "DoS" },
      { start_ms: 0, end_ms: 700, attack: "DoS" },
    ]);
    const { table, report } = joinTruth(flows, truth, { tolerance: 0 });
    assert.equal(table.length, 1);
    assert.equal(table.at(0, "Attack"), "DoS");
    assert.equal(report.ambiguous, 1);
    assert.equal(report.truthMatched, 3);
    const agreed = joinTruth(flows, truthOf([{ end_ms: 500 }, {}]), { tolerance: 0 });
    assert.equal(agreed.report.ambiguous, 0, "two activities of one category do not contradict each other");
  });

  it("labels the flows of a benign activity as benign and still counts them as matched", () => {
    const { table, report } = joinTruth(flowTable([{ start: 10 }]), truthOf([{ attack: null }]));
    assert.deepEqual([table.at(0, "Label"), table.at(0, "Attack"), report.matched], [0, "Benign", 1]);
  });

  it("joins IPv6 flows whatever the spelling", () => {
    const flows = flowTable([{ start: 10 }])
      .with("IPV4_SRC_ADDR", [null])
      .with("IPV4_DST_ADDR", [null])
      .with("IPV6_SRC_ADDR", ["fd77::1"])
      .with("IPV6_DST_ADDR", ["fd77::2"]);
    assert.deepEqual(labels(flows, truthOf([{ src_addr: "FD77:0::0:1", dst_addr: "fd77:0:0:0:0:0:0:2" }])), [
      "DoS",
    ]);
  });

  it("accounts for every flow and row of random tables, and equals the join of the swapped truth", () => {
    const draw = random(11);
    for (let round = 0; round < 40; round++) {
      const host = () => `10.0.0.${1 + draw.integer(3)}`;
      const flows = flowTable(
        Array.from({ length: 30 }, () => {
          const start = draw.integer(5000);
          return {
            start,
            end: start + draw.integer(500),
            from: host(),
            to: host(),
            sport: draw.integer(3),
            dport: draw.integer(3),
          };
        }),
      );
      const rows = Array.from({ length: 10 }, () => {
        const start_ms = draw.integer(5000);
        const ports = () => (draw.uniform() < 0.3 ? null : draw.integer(3));
        return {
          start_ms,
          end_ms: start_ms + 300,
          attack: draw.uniform() < 0.5 ? "A" : "B",
          src_addr: host(),
          dst_addr: host(),
          src_port: ports(),
          dst_port: ports(),
        };
      });
      const joined = joinTruth(flows, truthOf(rows), { tolerance: 0.1 });
      assert.equal(joined.table.length, flows.length);
      assert.equal(joined.report.matched + joined.report.unmatched, flows.length);
      assert.equal(joined.report.truthMatched + joined.report.truthUnmatched, rows.length);
      const swapped = rows.map(({ src_addr, dst_addr, src_port, dst_port, ...row }) => ({
        ...row,
        src_addr: dst_addr,
        dst_addr: src_addr,
        src_port: dst_port,
        dst_port: src_port,
      }));
      const other = joinTruth(flows, truthOf(swapped), { tolerance: 0.1 });
      assert.equal(other.report.matched, joined.report.matched);
      assert.deepEqual(other.table.column("Label"), joined.table.column("Label"));
    }
  });

  it("refuses a negative tolerance", () => {
    assert.throws(() => joinTruth(flowTable([]), truthOf([{}]), { tolerance: -1 }), LabError);
  });
});

describe("estimating the clock offset", () => {
  it("finds the shift of two clocks among unrelated repeats", () => {
    const draw = random(3);
    const starts = Array.from({ length: 60 }, (_, i) => i * 7000 + draw.integer(3000));
    const flows = flowTable(starts.map((start) => ({ start: start + 36_000_000 + draw.integer(400) })));
    const truth = truthOf(starts.map((start_ms) => ({ start_ms, end_ms: start_ms + 100 })));
    const estimate = estimateOffset(flows, truth, 1);
    assert.ok(Math.abs(estimate.offset - 36_000.2) < 0.3, String(estimate.offset));
    assert.ok(estimate.support >= 60 && estimate.runnerUp < estimate.support, JSON.stringify(estimate));
    const { report } = joinTruth(flows, truth, { offset: estimate.offset, tolerance: 0.5 });
    assert.equal(report.matched, 60);
  });

  it("refuses to guess without a common end point", () => {
    assert.throws(() => estimateOffset(flowTable([{ start: 0, dport: 81 }]), truthOf([{}])), LabError);
  });
});
