import assert from "node:assert/strict";
import path from "node:path";
import { perf, table } from "../../src/lib/index";
import { rawExcerpts, reference } from "./drst";

/** The published tables against the excerpts, which hold the first second of each experiment. */
const STAGES = [
  { stage: "load_stimulus", latencyRule: "skip-4", experiments: 10 },
  { stage: "resource_stimulus", latencyRule: "every-second", experiments: 50 },
] as const;

/** How many cells of the first row of each experiment equal the published ones, by group of columns. */
async function compare(
  source: perf.Reference,
  { stage, latencyRule }: (typeof STAGES)[number],
  parser: perf.ParserMode,
): Promise<{ counters: string; rates: number; latencies: number }> {
  const published = await source.table(stage);
  const raw = await source.rawFolder(stage);
  const names = published.texts("experiment");
  let [equal, cells, rates, latencies] = [0, 0, 0, 0];
  for (const experiment of new Set(names)) {
    assert.ok(experiment !== null);
    const row = names.indexOf(experiment);
    const { table: own, report } = await perf.readExperiment(path.join(raw, experiment), {
      parser,
      latencyRule,
    });
    const same = (name: string): boolean => own.at(0, name) === published.at(row, name);
    for (const name of table.COUNTERS.filter((counter) => !report.missingColumns.includes(counter))) {
      cells++;
      if (same(name)) equal++;
    }
    rates += Number(same("input_rate")) + Number(same("output_rate"));
    latencies += Number(same("latency"));
  }
  return { counters: `${equal}/${cells}`, rates, latencies };
}

describe("published tables from the raw excerpts (set DATAPLANE_LAB_DRST)", () => {
  it("strict: every counter, rate and latency of stage 0", async function () {
    const found = await compare(reference(this), STAGES[0], "strict");
    assert.deepEqual(found, { counters: "350/350", rates: 20, latencies: 10 });
  });

  it("strict: every counter, rate and latency of stage 2, the blank one of exp-3-1-1 too", async function () {
    const found = await compare(reference(this), STAGES[1], "strict");
    assert.deepEqual(found, { counters: "1750/1750", rates: 100, latencies: 50 });
  });

  it("drst-compat: the original's rule is right for three of seven events, and loses the framing", async function () {
    const source = reference(this);
    assert.deepEqual(await compare(source, STAGES[0], "drst-compat"), {
      counters: "150/350",
      rates: 0,
      latencies: 10,
    });
    assert.deepEqual(await compare(source, STAGES[1], "drst-compat"), {
      counters: "750/1750",
      rates: 0,
      latencies: 50,
    });
  });

  it("drst-compat: which events the largest-magnitude rule gets wrong, over all files", async function () {
    const root = await rawExcerpts(this);
    const report = await perf.quality(root);
    const wrong: Record<string, number> = {};
    const right: Record<string, number> = {};
    for (const { folder } of report.scenarios) {
      for (const name of (await folders(path.join(root, folder))).sort()) {
        const directory = path.join(root, folder, name);
        for (const vnf of table.VNFS) {
          const read = await readBytes(path.join(directory, `${vnf}.csv`));
          if (read === undefined) continue;
          const strict = perf.parsePerfStat(read).counts;
          const compat = perf.parsePerfStat(read, { parser: "drst-compat" }).counts;
          for (const event of table.EVENTS.filter((each) => strict.has(each))) {
            if (strict.at(0, event) === null) continue;
            const tally = strict.at(0, event) === compat.at(0, event) ? right : wrong;
            tally[event] = (tally[event] ?? 0) + 1;
          }
        }
      }
    }
    assert.deepEqual(wrong, {
      instructions: 82,
      branches: 133,
      "branch-misses": 945,
      "branch-load-misses": 945,
      "cache-misses": 945,
      "cache-references": 816,
    });
    assert.deepEqual(right, { instructions: 863, branches: 812, cycles: 813 });
  });

  it("drst-compat: two-column latencies come out as row numbers", async function () {
    const root = await rawExcerpts(this);
    const { table: own } = await perf.readScenario(path.join(root, "random_rates"), {
      parser: "drst-compat",
    });
    assert.equal(own.length, 10);
    assert.ok(own.numbers("latency").every((value) => value === 1));
  });
});

async function folders(folder: string): Promise<string[]> {
  const { readdir } = await import("node:fs/promises");
  return (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

async function readBytes(file: string): Promise<Buffer | undefined> {
  const { readFile } = await import("node:fs/promises");
  return readFile(file).catch(() => undefined);
}
