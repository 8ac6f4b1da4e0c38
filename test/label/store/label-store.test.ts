import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Random, random, virtualClock } from "../../../src/lib/core";
import {
  addressHider,
  dataOf,
  deleteRange,
  type LabelData,
  type LabelStore,
  labelRange,
  labelSession,
  NETLABELLER_SCHEMA,
  openLabels,
  suggest,
} from "../../../src/lib/label";
import { Table } from "../../../src/lib/table";
import { snapshot } from "../support/snapshot";

const ROWS = 30;

describe("label store", () => {
  let folder: string;
  let data: LabelData;
  const open = (): Promise<LabelStore> =>
    openLabels(folder, { dataset: data.dataset, schema: NETLABELLER_SCHEMA, clock: virtualClock(1000) });

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "dataplane-lab-"));
    data = dataOf(Table.of({ load: Array.from({ length: ROWS }, (_, i) => i / 10) }), "loads");
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("is the same after reopening and after compaction, whatever was done", async function () {
    this.timeout(120_000);
    for (let seed = 0; seed < 12; seed++) {
      const lab = path.join(folder, String(seed));
      const draw = random(`store ${seed}`);
      let store = await openLabels(lab, {
        dataset: data.dataset,
        schema: NETLABELLER_SCHEMA,
        clock: virtualClock(seed),
      });
      for (let step = 0; step < 120; step++) {
        await anyStep(store, data, draw);
        if (step % 40 !== 39) continue;
        const before = snapshot(store.state);
        const undo = JSON.stringify(
          [...store.state.histories].map(([by, h]) => [by, h.done.length, h.undone.length]),
        );
        await store.close();
        store = await openLabels(lab, { dataset: data.dataset });
        assert.deepEqual(snapshot(store.state), before, `seed ${seed}, step ${step}, reopened`);
        assert.equal(
          JSON.stringify([...store.state.histories].map(([by, h]) => [by, h.done.length, h.undone.length])),
          undo,
        );
        if (step < 80) continue;
        const sizes = await store.compact();
        assert.ok(sizes.after < sizes.before);
        assert.deepEqual(snapshot(store.state), before, `seed ${seed}, step ${step}, compacted`);
        await anyStep(store, data, draw);
      }
      await store.close();
    }
  });

  it("undoes all the way back to nothing, and does all of it again", async () => {
    const store = await open();
    const draw = random("undo");
    for (let step = 0; step < 80; step++) await personStep(store, data, draw, "ada");
    // Steps that were undone in between are gone: what is undone from here comes again.
    const after = forAda(store);
    const session = labelSession(store, data, { annotator: "ada" });
    let steps = 0;
    while ((await session.undo()) !== null) steps++;
    assert.ok(steps > 10);
    const layer = store.state.layer("person", "ada");
    assert.deepEqual([layer?.labelled.count, layer?.skipped.count, store.state.ranges.size], [0, 0, 0]);
    for (let row = 0; row < ROWS; row++) assert.equal(layer?.cell(row).event, 0);
    for (let k = 0; k < steps; k++) assert.notEqual(await session.redo(), null);
    assert.deepEqual(forAda(store), after);
    await store.close();
  });

  it("keeps what models and rules say out of the persons' labels", async () => {
    const store = await open();
    const labels = Array.from({ length: ROWS }, (_, i) => (i % 3 === 0 ? null : "OVS"));
    await suggest(store, { by: "forest", source: "sha", labels, confidence: labels.map((_, i) => i / ROWS) });
    assert.equal(store.state.persons.length, 0);
    const session = labelSession(store, data, { annotator: "ada", order: "uncertain" });
    assert.equal(session.state(1).own, null);
    assert.deepEqual(
      session.state(1).suggestions.map(({ by, origin, labels: l }) => [by, origin, l]),
      [["forest", "model", ["OVS"]]],
    );
    // The least sure first.
    assert.equal(session.walk.nextUnlabelled(ROWS - 3), 1);
    const accepted = session.state(1).suggestions[0].event;
    await session.label(1, { labels: ["OVS"] }, accepted);
    assert.equal(session.state(1).own?.origin, "person");
    await assert.rejects(session.label(0, { labels: ["OVS"] }, accepted), /a suggestion for row 0/);
    await suggest(store, { by: "forest", source: "sha 2", labels: labels.map(() => null) });
    assert.equal(session.state(2).suggestions.length, 0);
    assert.deepEqual(session.state(1).own?.labels, ["OVS"]);
    await store.close();
  });

  it("answers many at once, in order", async () => {
    const store = await open();
    const events = await Promise.all(
      Array.from({ length: 500 }, (_, n) =>
        store.add(() => ({
          action: "set",
          by: `p${n % 3}`,
          origin: "person",
          target: { kind: "row", row: n % ROWS },
          value: { labels: ["TC"] },
        })),
      ),
    );
    assert.deepEqual(
      events.map(({ id }) => id),
      Array.from({ length: 500 }, (_, n) => n + 2),
    );
    await store.close();
    await assert.rejects(
      store.add(() => ({ action: "move", by: "x", origin: "person" })),
      /closed/,
    );
  });

  it("refuses labels of another data set, and a schema that changed without a new version", async () => {
    await (await open()).close();
    const other = dataOf(Table.of({ load: Array.from({ length: ROWS }, () => 1) }), "others");
    await assert.rejects(openLabels(folder, { dataset: other.dataset }), { code: "data-changed" });
    const changed = { ...NETLABELLER_SCHEMA, classes: NETLABELLER_SCHEMA.classes.slice(0, 2) };
    await assert.rejects(openLabels(folder, { dataset: data.dataset, schema: changed }), {
      code: "schema-version",
    });
    const store = await openLabels(folder, { dataset: data.dataset, schema: { ...changed, version: 2 } });
    const session = labelSession(store, data, { annotator: "ada" });
    await session.label(0, { labels: ["TC"] });
    assert.equal(session.state(0).own?.schema, 2);
    await assert.rejects(session.label(0, { labels: ["IPTABLES"] }), { code: "label" });
    await store.close();
  });

  it("takes addresses out of what it stores", async () => {
    const store = await openLabels(folder, {
      dataset: data.dataset,
      schema: NETLABELLER_SCHEMA,
      hide: addressHider({ addresses: "hash", key: "k" }),
    });
    const session = labelSession(store, data, { annotator: "ada" });
    await session.label(0, { labels: ["TC"], comment: "as 10.1.2.3 and fe80::1 do" });
    await session.skip(1, "aa:bb:cc:dd:ee:ff again");
    await store.close();
    const journal = await readFile(store.file, "utf8");
    for (const address of ["10.1.2.3", "fe80::1", "aa:bb:cc:dd:ee:ff"])
      assert.equal(journal.includes(address), false, address);
    assert.ok(journal.includes("addr-"));
  });
});

function forAda(store: LabelStore): unknown {
  const all = snapshot(store.state) as { layers: { key: string }[]; ranges: unknown };
  return { layer: all.layers.find(({ key }) => key === "person ada"), ranges: all.ranges };
}

async function anyStep(store: LabelStore, data: LabelData, draw: Random): Promise<void> {
  const by = ["ada", "bob", "cyd"][draw.integer(3)];
  if (draw.uniform() < 0.05) {
    const labels = Array.from({ length: ROWS }, () => [null, "TC", "OVS"][draw.integer(3)]);
    await suggest(store, { by: "model", source: "s", labels, confidence: labels.map(() => draw.uniform()) });
    return;
  }
  await personStep(store, data, draw, by);
}

async function personStep(store: LabelStore, data: LabelData, draw: Random, by: string): Promise<void> {
  const session = labelSession(store, data, { annotator: by });
  const row = draw.integer(ROWS);
  const value = {
    labels: [["TC", "OVS", "IPTABLES"][draw.integer(3)]],
    ...(draw.uniform() < 0.3 ? { confidence: draw.uniform() } : {}),
    ...(draw.uniform() < 0.2 ? { comment: `c${draw.integer(5)}` } : {}),
  };
  const kind = draw.integer(12);
  if (kind < 4) await session.label(row, value);
  else if (kind === 4) await session.skip(row, draw.uniform() < 0.5 ? "unsure" : undefined);
  else if (kind === 5) await session.clear(row).catch(expectNothing);
  else if (kind === 6) await session.unskip(row).catch(expectNothing);
  else if (kind === 7) {
    const query = `load > ${draw.uniform() * 3}`;
    const { count } = session.previewBulk(query);
    if (count > 0) await session.bulk(query, draw.uniform() < 0.2 ? null : value, count);
  } else if (kind === 8) await session.undo();
  else if (kind === 9) await session.redo();
  else if (kind === 10) await session.adjudicate(row, value).catch(expectNothing);
  else {
    const start = draw.integer(100);
    const mine = [...store.state.ranges.values()].filter((range) => range.by === by);
    if (mine.length > 3) await deleteRange(store, by, mine[draw.integer(mine.length)].id);
    else await labelRange(store, by, { start, end: start + 1 + draw.integer(30), channel: null, value });
  }
}

function expectNothing(error: { code?: string }): void {
  if (error.code !== "nothing") throw error;
}
