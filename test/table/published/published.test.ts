import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  PERFORMANCE_COLUMNS,
  PUBLISHED_LAYOUTS,
  performanceLayout,
  readPerformanceCsv,
  segmentsOfIndex,
  Table,
  writePerformanceCsv,
} from "../../../src/lib/table";
import { rowsOf, suiteFolder } from "../csv/helpers";

const sha256 = (file: string): string => createHash("sha256").update(readFileSync(file)).digest("hex");

/** Two experiments of three seconds, with a missing latency and a missing counter. */
function smallTable(): Table {
  const columns = PERFORMANCE_COLUMNS.map(
    (name, c) =>
      [name, Float64Array.from({ length: 6 }, (_, i) => (c < 3 ? c + i / 8 : 1e9 * c + i))] as const,
  );
  const t = Table.of(columns);
  t.numbers("latency")[0] = Number.NaN;
  t.numbers("bridge_cycles")[4] = Number.NaN;
  return t
    .with("experiment", ["segment 1", "segment 1", "segment 1", "segment 2", "segment 2", "segment 2"])
    .with("second", [0, 1, 2, 0, 1, 2]);
}

describe("table published layouts", () => {
  const file = suiteFolder();

  it("are read into the canonical order with where the rows come from, and written back, byte for byte", async () => {
    for (const layout of ["stage0", "stage2"] as const) {
      await writePerformanceCsv(smallTable(), file("a.csv"), { layout });
      const text = readFileSync(file("a.csv"), "utf8");
      const t = await readPerformanceCsv(file("a.csv"));
      assert.deepEqual(t.names, ["experiment", "second", ...PERFORMANCE_COLUMNS]);
      assert.deepEqual(rowsOf(t), rowsOf(smallTable().select(t.names)));
      assert.deepEqual(performanceLayout(t)?.columns, PUBLISHED_LAYOUTS[layout].columns);
      await writePerformanceCsv(t, file("b.csv"));
      assert.equal(readFileSync(file("b.csv"), "utf8"), text);
      await writePerformanceCsv(t.drop(["second"]), file("b.csv"), { layout });
      assert.equal(
        readFileSync(file("b.csv"), "utf8"),
        text,
        "the index is counted anew from the experiments",
      );
      assert.equal(performanceLayout(t.slice(0)), undefined);
    }
    const stage2 = readFileSync(file("a.csv"), "utf8").split("\r\n");
    assert.match(stage2[0], /^Unnamed: 0,input_rate,output_rate,firewall_instructions,.*,latency$/);
    assert.match(stage2[1], /^0,0\.0,1\.0,3000000000\.0,.*, $/);
    assert.match(stage2[2], /,2\.125 $/);
  });

  it("our own files keep provenance and layout too", async () => {
    const t = smallTable().with("scenario", new Array<string>(6).fill("load, stimulus"));
    await writePerformanceCsv(t, file("own.csv"));
    const back = await readPerformanceCsv(file("own.csv"));
    assert.deepEqual(back.names, ["scenario", "experiment", "second", ...PERFORMANCE_COLUMNS]);
    assert.deepEqual(rowsOf(back), rowsOf(t.select(back.names)));
    await writePerformanceCsv(back, file("again.csv"));
    assert.equal(readFileSync(file("again.csv"), "utf8"), readFileSync(file("own.csv"), "utf8"));
    assert.equal(
      (await readPerformanceCsv(file("own.csv"), { scenario: "other" })).at(0, "scenario"),
      "load, stimulus",
    );
    await writePerformanceCsv(smallTable(), file("c.csv"), { layout: "stage0" });
    assert.equal((await readPerformanceCsv(file("c.csv"), { scenario: "mine" })).at(5, "scenario"), "mine");
  });

  it("a file without latency or without values in a column is read with missing ones", async () => {
    const layout = {
      ...PUBLISHED_LAYOUTS.stage0,
      columns: PUBLISHED_LAYOUTS.stage0.columns.filter((name) => name !== "latency"),
    };
    const t = smallTable().with("bridge_cycles", new Float64Array(6).fill(Number.NaN));
    await writePerformanceCsv(t, file("none.csv"), { layout });
    const back = await readPerformanceCsv(file("none.csv"));
    assert.ok(
      back.numbers("latency").every(Number.isNaN) && back.numbers("bridge_cycles").every(Number.isNaN),
    );
    await writePerformanceCsv(back, file("none2.csv"));
    assert.equal(readFileSync(file("none2.csv"), "utf8"), readFileSync(file("none.csv"), "utf8"));
  });

  it("another table is refused with what is wrong with it", async () => {
    await assert.rejects(readPerformanceCsv({ text: "input_rat,output_rate\n1,2\n" }, { label: "x.csv" }), {
      code: "missing-column",
      where: { file: "x.csv", column: "input_rate" },
      hint: /Is it "input_rat"\? 61 more faults/,
    });
    const lines = (name: string): string => `${name},${PERFORMANCE_COLUMNS.join(",")}\n`;
    const zeros = "0,".repeat(63).slice(0, -1);
    await assert.rejects(readPerformanceCsv({ text: `${lines("mystery")}1,${zeros}\n` }), {
      code: "extra-column",
    });
    await assert.rejects(readPerformanceCsv({ text: `${lines("")}x,${zeros}\n` }), {
      code: "type",
      where: { file: "CSV", column: "" },
    });
    await assert.rejects(readPerformanceCsv({ text: `${lines("")}0,abc${zeros.slice(1)}\n` }), {
      code: "type",
      where: { file: "CSV", column: "input_rate" },
    });
    await assert.rejects(writePerformanceCsv(smallTable(), file("x.csv"), { layout: "stage7" as never }), {
      code: "argument",
    });
    await assert.rejects(writePerformanceCsv(smallTable().drop(["latency"]), file("x.csv")), {
      code: "unknown-column",
    });
  });

  it("an index tells segments where it starts again, and nothing when it never does", async () => {
    assert.deepEqual([...segmentsOfIndex([0, 1, 2, 0, 0, 5, 4])], [0, 0, 0, 1, 2, 2, 3]);
    assert.deepEqual([...segmentsOfIndex([3, 4, 9, Number.NaN, 10, Number.NaN, 2])], [0, 0, 0, 0, 0, 0, 1]);
    assert.deepEqual([...segmentsOfIndex([])], []);
    await writePerformanceCsv(smallTable().slice(0, 3), file("one.csv"), { layout: "stage0" });
    assert.deepEqual((await readPerformanceCsv(file("one.csv"))).names.slice(0, 2), ["second", "input_rate"]);
  });

  const folder = process.env.DATAPLANE_LAB_DRST;
  const published = [
    ["stage0_baseline_full.csv", "stage0", 1790, new Array<number>(10).fill(179), 36, 0],
    ["stage2_resource_stimulus_full.csv", "stage2", 2284, undefined, 0, 45],
  ] as const;
  for (const [name, layout, rows, sizes, missingCounters, missingLatency] of published) {
    it(`the real ${name} is read whole and written back to the same SHA-256 (set DATAPLANE_LAB_DRST)`, async function () {
      if (folder === undefined) return this.skip();
      const original = path.join(folder, name);
      const t = await readPerformanceCsv(original);
      assert.equal(t.length, rows);
      assert.deepEqual(t.names, ["experiment", "second", ...PERFORMANCE_COLUMNS]);
      const missing = (column: string): number => t.numbers(column).filter(Number.isNaN).length;
      assert.equal(missing("latency"), missingLatency);
      assert.equal(
        PERFORMANCE_COLUMNS.slice(3).reduce((sum, column) => sum + missing(column), 0),
        missingCounters,
      );

      const counts = new Map<string | null, number>();
      for (const experiment of t.texts("experiment"))
        counts.set(experiment, (counts.get(experiment) ?? 0) + 1);
      if (sizes !== undefined) assert.deepEqual([...counts.values()], sizes);
      else {
        assert.equal(counts.size, 50);
        assert.ok([...counts.values()].every((n) => n === 45 || n === 46));
      }
      for (const options of [{}, { layout }]) {
        await writePerformanceCsv(t, file("copy.csv"), options);
        assert.equal(sha256(file("copy.csv")), sha256(original));
      }
    });
  }

  it("the real tables have the medians of the published statistics (set DATAPLANE_LAB_DRST)", async function () {
    if (folder === undefined) return this.skip();
    const median = (values: Float64Array): number => {
      const sorted = values.filter((value) => !Number.isNaN(value)).sort();
      return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
    };
    const c = await readPerformanceCsv(path.join(folder, published[0][0]));
    const s = await readPerformanceCsv(path.join(folder, published[1][0]));
    const found = [c, s].flatMap((t) =>
      ["input_rate", "output_rate", "latency"].map((name) => median(t.numbers(name))),
    );
    const stated = [4209, 4205, 11.05, 2113.1, 2104.5, 11.97];
    for (const [i, value] of found.entries())
      assert.ok(Math.abs(value / stated[i] - 1) < 5e-4, `${value} and ${stated[i]}`);
    const timeouts = s.numbers("latency").filter((value) => value >= 15000).length;
    assert.deepEqual([timeouts, s.numbers("latency").filter((value) => value > 1000).length], [517, 652]);
  });

  it("a file cut anywhere is a table or a fault", async () => {
    await writePerformanceCsv(smallTable(), file("whole.csv"), { layout: "stage2" });
    const bytes = readFileSync(file("whole.csv"));
    for (let end = 0; end < bytes.length; end += 37) {
      writeFileSync(file("cut.csv"), bytes.subarray(0, end));
      await readPerformanceCsv(file("cut.csv")).catch((error: Error) => assert.equal(error.name, "LabError"));
    }
  });
});
