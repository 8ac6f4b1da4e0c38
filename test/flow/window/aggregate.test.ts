import assert from "node:assert/strict";
import { LabError, random } from "../../../src/lib/core";
import { aggregateWindows, windowAggregator } from "../../../src/lib/flow";
import { Table } from "../../../src/lib/table";

const rowsOf = (table: Table): unknown[] => [...table.rows()];

describe("windows", () => {
  const rows = Table.of({ t: [100, 900, 1000, 2500], host: ["a", "b", "a", "a"], v: [1, 2, 3, null] });

  it("tumble: each row in one window, start included, end not", () => {
    const { table, report } = aggregateWindows(rows, {
      time: "t",
      size: 1000,
      by: ["host"],
      values: { v: ["count", "sum", "mean", "min", "max", "std"] },
    });
    assert.deepEqual(
      rowsOf(table).map((row) => Object.values(row as object)),
      [
        [0, 1000, "a", 1, 1, 1, 1, 1, 1, 0],
        [0, 1000, "b", 1, 1, 2, 2, 2, 2, 0],
        [1000, 2000, "a", 1, 1, 3, 3, 3, 3, 0],
        [2000, 3000, "a", 1, 0, null, null, null, null, null],
      ],
    );
    assert.deepEqual(report, { rows: 4, late: 0, withoutTime: 0, windows: 4 });
  });

  it("slide: each row in size / slide windows", () => {
    const { table } = aggregateWindows(rows, { time: "t", size: 1000, slide: 500, values: { v: ["count"] } });
    assert.deepEqual(
      [...table.numbers("window_start")].map((start, i) => [start, table.numbers("rows")[i]]),
      [
        [-500, 1],
        [0, 2],
        [500, 2],
        [1000, 1],
        [2000, 1],
        [2500, 1],
      ],
    );
  });

  it("report empty windows as asked: not at all, as missing, as zero", () => {
    const sparse = Table.of({ t: [0, 3500], v: [5, 7] });
    const sums = (empty: "skip" | "missing" | "zero"): unknown[] =>
      rowsOf(
        aggregateWindows(sparse, { time: "t", size: 1000, empty, values: { v: ["sum", "mean"] } }).table,
      ).map((row) => Object.values(row as object).slice(2));
    assert.deepEqual(sums("skip"), [
      [1, 5, 5],
      [1, 7, 7],
    ]);
    assert.deepEqual(sums("missing"), [
      [1, 5, 5],
      [0, null, null],
      [0, null, null],
      [1, 7, 7],
    ]);
    assert.deepEqual(sums("zero")[1], [0, 0, null], "a sum of nothing may be 0, its mean does not exist");
  });

  it("wait for late rows as long as asked, and count those that come after", () => {
    const stream = Table.of({ t: [100, 1100, 200, 2700, 300], v: [1, 1, 1, 1, 1] });
    const patient = windowAggregator({ time: "t", size: 1000, lateness: 1500, values: { v: ["count"] } });
    const early = patient.push(stream);
    assert.deepEqual(
      [...early.numbers("v_count")],
      [2],
      "the first window held the row that came 900 ms late",
    );
    assert.equal(patient.report().late, 1);
    const strict = windowAggregator({ time: "t", size: 1000, values: { v: ["count"] } });
    strict.push(stream);
    assert.equal(strict.report().late, 2);
  });

  it("do not depend on how a stream is cut, and lose no row", () => {
    const draw = random(5);
    const t = Array.from({ length: 500 }, (_, i) => i * 20 + draw.integer(1500));
    const table = Table.of({ t, g: t.map(() => `g${draw.integer(3)}`), v: t.map(() => draw.normal()) });
    const options = {
      time: "t",
      size: 700,
      by: ["g"],
      lateness: 2000,
      values: { v: ["count", "mean"] },
    } as const;
    const whole = windowAggregator(options);
    const once = whole.push(table).concat(whole.finish());
    const pieces = windowAggregator(options);
    let parts = once.slice(0, 0);
    for (let i = 0; i < table.length; i += 37) parts = parts.concat(pieces.push(table.slice(i, i + 37)));
    parts = parts.concat(pieces.finish());
    assert.deepEqual(rowsOf(parts), rowsOf(once));
    assert.equal(
      once.numbers("rows").reduce((a, b) => a + b, 0),
      500,
    );
    const ordered = aggregateWindows(table, { ...options, lateness: 0 }).table;
    assert.deepEqual(
      rowsOf(ordered.drop(["v_mean"])),
      rowsOf(once.drop(["v_mean"])),
      "arrival in order: the same windows",
    );
    ordered.numbers("v_mean").forEach((value, i) => {
      assert.ok(
        Math.abs(value - once.numbers("v_mean")[i]) < 1e-12,
        "sums in another order differ by rounding only",
      );
    });
  });

  it("count rows without a time", () => {
    const { report } = aggregateWindows(Table.of({ t: [1, null], v: [1, 1] }), {
      time: "t",
      size: 10,
      values: { v: ["sum"] },
    });
    assert.equal(report.withoutTime, 1);
  });

  it("refuse gaps between windows, nonsense sizes and unknown aggregates", () => {
    for (const bad of [{ slide: 2000 }, { size: 0 }, { lateness: -1 }, { values: { v: ["median"] } }]) {
      assert.throws(
        () => aggregateWindows(rows, { time: "t", size: 1000, values: {}, ...bad } as never),
        LabError,
      );
    }
  });
});
