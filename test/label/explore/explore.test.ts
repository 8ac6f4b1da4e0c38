import assert from "node:assert/strict";
import { random } from "../../../src/lib/core";
import { boxes, Series, Similarity } from "../../../src/lib/label";
import { sql, Table } from "../../../src/lib/table";

describe("box plots", () => {
  it("have the quartiles, mean and deviation of DuckDB within 1e-9, gaps apart", async function () {
    this.timeout(60_000);
    const draw = random("boxes");
    const t = Table.of({
      technology: Array.from({ length: 3000 }, () => ["TC", "OVS", "IPTABLES", null][draw.integer(4)]),
      packets: Array.from({ length: 3000 }, () =>
        draw.uniform() < 0.1 ? null : draw.normal() * 1000 + draw.exponential(),
      ),
    });
    const found = boxes(t, ["packets"], "technology");
    const wanted = await sql(
      `SELECT technology, count(packets) AS n, count(*) - count(packets) AS gone, min(packets) AS low, max(packets) AS high,
        quantile_cont(packets, 0.25) AS q1, quantile_cont(packets, 0.5) AS q2, quantile_cont(packets, 0.75) AS q3,
        avg(packets) AS mean, stddev_samp(packets) AS deviation
       FROM t WHERE technology IS NOT NULL GROUP BY technology`,
      { t },
    );
    assert.equal(found.length, 3);
    for (const row of wanted.rows()) {
      const box = found.find(({ group }) => group === row.technology);
      assert.ok(box !== undefined);
      const pairs: readonly (readonly [number | null, unknown])[] = [
        [box.count, row.n],
        [box.missing, row.gone],
        [box.min, row.low],
        [box.max, row.high],
        [box.q1, row.q1],
        [box.median, row.q2],
        [box.q3, row.q3],
        [box.mean, row.mean],
        [box.deviation, row.deviation],
      ];
      for (const [ours, theirs] of pairs) {
        assert.ok(
          Math.abs((ours as number) - (theirs as number)) <= 1e-9 * Math.max(1, Math.abs(theirs as number)),
          `${ours} ${theirs}`,
        );
      }
    }
  });

  it("by hand: NumPy's percentiles of 1, 2, 4, 8 and 100, with the last one outside", () => {
    const [box] = boxes(Table.of({ g: ["x", "x", "x", "x", "x"], v: [1, 2, 4, 8, 100] }), ["v"], "g");
    assert.deepEqual([box.q1, box.median, box.q3, box.low, box.high, box.outliers], [2, 4, 8, 1, 8, [100]]);
    const [four] = boxes(Table.of({ g: ["x", "x", "x", "x"], v: [1, 2, 3, 4] }), ["v"], "g");
    assert.deepEqual([four.q1, four.median, four.q3], [1.75, 2.5, 3.25]);
  });

  it("of nothing are empty, never zero; infinite values do not count", () => {
    const [box] = boxes(Table.of({ g: ["x", "x"], v: [null, Number.POSITIVE_INFINITY] }), ["v"], "g");
    assert.deepEqual([box.count, box.missing, box.min, box.median, box.mean], [0, 2, null, null, null]);
    const [one] = boxes(Table.of({ g: ["x"], v: [5] }), ["v"], "g");
    assert.deepEqual([one.q1, one.q3, one.deviation], [5, 5, null]);
    const many = Table.of({
      g: Array.from({ length: 60 }, (_, i) => `g${i}`),
      v: Array.from({ length: 60 }, () => 1),
    });
    assert.throws(() => boxes(many, ["v"], "g"), { code: "limit" });
  });
});

describe("similar rows", () => {
  it("are those that a plain computation finds", () => {
    const draw = random("similar");
    const n = 200;
    const t = Table.of({
      a: Array.from({ length: n }, () => (draw.uniform() < 0.1 ? null : draw.normal())),
      b: Array.from({ length: n }, () => 1e6 * draw.uniform()),
      constant: Array.from({ length: n }, () => 7.1),
      s: Array.from({ length: n }, () => ["x", "y", null][draw.integer(3)]),
    });
    const spread = (name: string): number => {
      const values = [...t.numbers(name)].filter((v) => !Number.isNaN(v));
      const mean = values.reduce((x, y) => x + y, 0) / values.length;
      return Math.sqrt(values.reduce((x, y) => x + (y - mean) ** 2, 0) / values.length);
    };
    const distance = (i: number, k: number): number => {
      let sum = t.at(i, "s") === t.at(k, "s") ? 0 : 1;
      for (const name of ["a", "b"]) {
        const [x, y] = [t.at(i, name) as number | null, t.at(k, name) as number | null];
        if (x !== null && y !== null) sum += ((x - y) / spread(name)) ** 2;
        else if (x !== y) sum += 1;
      }
      return Math.sqrt(sum / 3);
    };
    const similarity = new Similarity(t);
    for (const row of [0, 17, 199]) {
      const wanted = Array.from({ length: n }, (_, i) => i)
        .filter((i) => i !== row)
        .sort((x, y) => distance(row, x) - distance(row, y))
        .slice(0, 7);
      const found = similarity.nearest(row, 7);
      for (const [k, one] of found.entries())
        assert.ok(Math.abs(one.distance - distance(row, wanted[k])) < 1e-9);
    }
  });

  it("name the columns that differ, in standard deviations", () => {
    const t = Table.of({ a: [0, 2, 0], b: [1, 1, null], s: ["x", "y", "x"] });
    const similarity = new Similarity(t);
    const differences = similarity.differences(0, 1);
    assert.deepEqual(
      differences.map(({ column }) => column),
      ["s", "a"],
    );
    assert.equal(differences[0].by, null);
    assert.ok((differences[1].by as number) > 2);
    assert.deepEqual(similarity.differences(0, 2), [{ column: "b", by: null }]);
    assert.deepEqual(similarity.differences(0, 0), []);
  });
});

describe("series", () => {
  it("through any window keep lowest and highest values, count gaps, and are exact when few", () => {
    const draw = random("series");
    const n = 20_000;
    const time = Float64Array.from({ length: n }, (_, i) => i * 10 + draw.integer(10));
    const value = Float64Array.from({ length: n }, (_, i) =>
      i > 7000 && i < 9000 ? Number.NaN : draw.normal(),
    );
    const series = new Series(Table.of({ time, value }), "time", ["value"]);
    for (let k = 0; k < 60; k++) {
      const start = draw.integer(150_000);
      const end = start + draw.integer(200_000);
      const points = 10 + draw.integer(500);
      const { times, exact, channels } = series.window(start, end, points);
      const inside = [...time.keys()].filter((i) => time[i] >= start && time[i] <= end);
      const seen = inside.map((i) => value[i]).filter((v) => !Number.isNaN(v));
      assert.equal(
        channels[0].missing.reduce((a, b) => a + b, 0),
        inside.length - seen.length,
      );
      const low = channels[0].low.filter((v): v is number => v !== null);
      const high = channels[0].high.filter((v): v is number => v !== null);
      if (seen.length > 0) {
        assert.equal(Math.min(...low), Math.min(...seen));
        assert.equal(Math.max(...high), Math.max(...seen));
      } else assert.deepEqual([low, high], [[], []]);
      if (exact)
        assert.deepEqual(
          times,
          inside.map((i) => time[i]),
        );
      else assert.equal(times.length, points);
    }
    const whole = series.window(undefined, undefined, 100);
    assert.ok(whole.channels[0].low.includes(null), "a gap is a gap, never 0");
    assert.deepEqual(whole.extent, [time[0], time[n - 1]]);
  });

  it("out of order are put in order, rows without a time left out", () => {
    const t = Table.of({ time: [3, null, 1, 2], v: [30, 99, 10, null] });
    const { times, channels } = new Series(t, "time", ["v"]).window(undefined, undefined, 10);
    assert.deepEqual(
      [times, channels[0].low],
      [
        [1, 2, 3],
        [10, null, 30],
      ],
    );
    assert.throws(() => new Series(t, "time", ["v"]).window(5, 1, 10), { code: "range" });
  });

  it("of nothing are nothing", () => {
    const { times, extent } = new Series(Table.of({ time: [null], v: [1] }), "time", ["v"]).window(
      undefined,
      undefined,
      10,
    );
    assert.deepEqual([times, extent], [[], [0, 0]]);
  });
});
