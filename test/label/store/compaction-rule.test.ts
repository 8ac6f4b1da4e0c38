import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type LabelStore, openLabels } from "../../../src/lib/label";
import { compactionPays } from "../../../src/lib/label/store/compaction-rule";
import { HOSTILE } from "../support/hostile";
import { KILL_DATASET, KILL_SCHEMA, killStep } from "../support/kill-steps";
import { snapshot } from "../support/snapshot";

describe("compaction on closing", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "dataplane-lab-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = (compactAbove?: number, mode: "write" | "read" = "write"): Promise<LabelStore> =>
    openLabels(folder, {
      dataset: KILL_DATASET,
      schema: KILL_SCHEMA,
      mode,
      ...(compactAbove === undefined ? {} : { compactAbove }),
    });
  const size = async (): Promise<number> => (await stat(path.join(folder, "labels.journal"))).size;
  async function label(store: LabelStore, from: number, to: number, text = ""): Promise<void> {
    for (let n = from; n < to; n++) {
      const step = killStep(n);
      if (step.action !== "set" || step.value === null) throw new Error("a label");
      await store.add(() => ({ ...step, value: { ...step.value, labels: ["a"], comment: `${n} ${text}` } }));
    }
  }

  it("pays for a large journal of which more than half no longer matters", () => {
    const cases: [number, number, boolean][] = [
      [100, 10, false],
      [101, 50, true],
      [101, 51, false],
      [0, 0, false],
    ];
    for (const [bytes, kept, pays] of cases)
      assert.equal(compactionPays(bytes, kept, 100), pays, `${bytes} ${kept}`);
    assert.equal(compactionPays(1e12, 0, Number.POSITIVE_INFINITY), false);
  });

  it("keeps the state, hostile texts too, and makes the journal smaller; not twice, and not below its size", async () => {
    const small = await open();
    await label(small, 0, 200);
    await small.close();
    const before = await size();
    const store = await open(1000);
    await label(store, 200, 240, HOSTILE.join(" "));
    const state = snapshot(store.state);
    await store.close();
    const after = await size();
    assert.ok(after < before / 2 + 40 * 1000, `${before} to ${after}`);
    const again = await open(1000);
    assert.deepEqual(snapshot(again.state), state);
    await again.close();
    assert.equal(await size(), after, "what was only opened stays");
    assert.deepEqual((await readdir(folder)).sort(), ["labels.journal"]);
  });

  it("happens by itself above four mebibytes", async function () {
    this.timeout(60_000);
    const store = await open();
    await label(store, 0, 60, "x".repeat(100_000));
    assert.ok((await size()) > 4 * 1024 * 1024);
    const state = snapshot(store.state);
    await store.close();
    assert.ok((await size()) < 2.2e6, String(await size()));
    const again = await open();
    assert.deepEqual(snapshot(again.state), state);
    await again.close();
  });

  it("leaves a journal alone that is only read, damaged, or no longer there", async () => {
    const writer = await open(Number.POSITIVE_INFINITY);
    await label(writer, 0, 100);
    const reader = await open(0, "read");
    await reader.close();
    await writer.close();
    const whole = await size();
    const file = path.join(folder, "labels.journal");
    const bytes = await readFile(file);
    bytes[Math.floor(bytes.length / 2)] ^= 1;
    await writeFile(file, bytes);
    const damaged = await open(0);
    await label(damaged, 100, 101);
    await damaged.close();
    assert.ok((await size()) > whole, "damaged bytes may still be read by a person");

    const moved = await open(0);
    await label(moved, 101, 102);
    const there = await size();
    const elsewhere = `${folder}-moved`;
    await rename(folder, elsewhere);
    try {
      await moved.close();
      assert.equal((await stat(path.join(elsewhere, "labels.journal"))).size, there);
      await assert.rejects(stat(folder));
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
    }
  });

  it("refuses a size that is none", async () => {
    for (const bad of [-1, Number.NaN]) await assert.rejects(open(bad), { code: "argument" });
  });
});
