import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as core from "../../../src/lib/core";
import * as learn from "../../../src/lib/learn";
import * as table from "../../../src/lib/table";

function data(seed = 1): learn.Dataset {
  const draw = core.random(seed);
  const load = Array.from({ length: 90 }, () => draw.uniform() * 6);
  return learn.dataset(
    table.Table.of({
      experiment: load.map((_, i) => `e${i % 3}`),
      load,
      output_rate: load.map((v) => 10 * Math.sin(v) + 20 + 0.1 * draw.normal()),
    }),
    { target: "output_rate" },
  );
}

const candidates: learn.Recipe[] = learn
  .grid({ kind: "ridge", alpha: [0.1, 10] }, { kind: "tree", maxDepth: [1, 6] }, { kind: "constant" })
  .map((model) => ({ model }));

describe("learn: search", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "learn-search-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("ranks candidates by held-out error, and its result can be trained", async () => {
    const found = await learn.search(data(), candidates, { split: "segments" });
    assert.deepEqual(found.best, { model: { kind: "tree", maxDepth: 6 } });
    assert.equal(found.entries.length, 5);
    assert.ok(found.entries.every((e, i) => i === 0 || e.mae >= found.entries[i - 1].mae));
    assert.ok(found.asGood.includes(found.best));
    assert.ok(learn.train(data(), found.best).card.metrics[0].scores.r2 > 0.9);
  });

  it("goes on after a kill, at whatever byte, and ends the same", async () => {
    const journal = path.join(folder, "search.jsonl");
    const whole = await learn.search(data(), candidates, { journal });
    const text = readFileSync(journal, "utf8");
    for (const share of [0.01, 0.2, 0.5, 0.77, 0.999]) {
      writeFileSync(journal, text.slice(0, Math.floor(share * text.length)));
      const before = readFileSync(journal, "utf8").split("\n").length - 2;
      const fresh: number[] = [];
      const again = await learn.search(data(), candidates, {
        journal,
        progress: ({ done }) => fresh.push(done),
      });
      assert.deepEqual(again, whole, `cut at ${share}, after ${before} candidates`);
      assert.equal(readFileSync(journal, "utf8"), text);
    }
  });

  it("does not fit again what the journal knows", async () => {
    const journal = path.join(folder, "search.jsonl");
    await learn.search(data(), candidates, { journal });
    const marked = readFileSync(journal, "utf8").replace(/"mae":[\d.]+/, '"mae":0.0625');
    writeFileSync(journal, marked);
    const again = await learn.search(data(), candidates, { journal });
    assert.equal(again.entries[0].mae, 0.0625);
  });

  it("refuses the journal of another search, and a damaged one, with its line", async () => {
    const journal = path.join(folder, "search.jsonl");
    await learn.search(data(), candidates, { journal });
    await assert.rejects(learn.search(data(2), candidates, { journal }), { code: "other-search" });
    await assert.rejects(learn.search(data(), candidates, { journal, seeds: [4] }), { code: "other-search" });
    appendFileSync(journal, "rubbish\n");
    await assert.rejects(learn.search(data(), candidates, { journal }), { code: "format", message: /:7: / });
  });

  it("keeps a candidate that cannot be fitted as a result, and stops at a mistake", async () => {
    const far: learn.Recipe = {
      model: { kind: "mlp", loss: "mse", learningRate: 1e300, hidden: [4], epochs: 3 },
      scale: false,
    };
    const found = await learn.search(data(), [far, candidates[0]]);
    assert.deepEqual(found.best, candidates[0]);
    assert.match(found.entries[1].error ?? "", /stays finite/);
    await assert.rejects(learn.search(data(), [far]), { code: "no-model" });
    await assert.rejects(learn.search(data(), [{ model: { kind: "ridge", alfa: 1 } }]), {
      code: "unknown-option",
    });
    await assert.rejects(learn.search(data(), []), { code: "argument" });
  });

  it("can be stopped", async () => {
    const stop = new AbortController();
    const progress = () => stop.abort();
    await assert.rejects(learn.search(data(), candidates, { progress, signal: stop.signal }), {
      name: "AbortError",
    });
  });

  it("has the original's 22 + … candidates in its grid", () => {
    const kinds = learn.PERFORMANCE_GRID.map((m) => m.kind);
    const count = (kind: string) => kinds.filter((k) => k === kind).length;
    assert.deepEqual([count("linear"), count("ridge"), count("forest"), count("boosting")], [1, 6, 9, 18]);
    for (const { kind, ...options } of [...learn.PERFORMANCE_GRID, ...learn.FAMILY_GRID]) {
      learn.modelKind(kind).options(options);
    }
  });
});
