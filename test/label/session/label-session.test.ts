import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { random } from "../../../src/lib/core";
import {
  dataOf,
  type LabelStore,
  labelSession,
  NETLABELLER_SCHEMA,
  openLabels,
  suggest,
  weakLabels,
} from "../../../src/lib/label";
import { Bitset, nextOf, previousOf } from "../../../src/lib/label/store/bitset";
import { Table } from "../../../src/lib/table";

describe("label session", () => {
  let folder: string;
  let store: LabelStore;
  const data = dataOf(Table.of({ load: [0.9, 0.1, null, 0.7, 0.2, 0.8] }), "loads");

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "dataplane-lab-"));
    store = await openLabels(folder, { dataset: data.dataset, schema: NETLABELLER_SCHEMA });
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  it("advances past what is labelled or skipped, around the end, and stays where nothing is left", async () => {
    const session = labelSession(store, data, { annotator: "ada" });
    assert.equal(await session.label(4, { labels: ["TC"] }), 5);
    assert.equal(await session.skip(5), 0);
    assert.equal(await session.label(0, { labels: ["TC"] }), 1);
    for (const row of [1, 2]) await session.label(row, { labels: ["OVS"] });
    assert.equal(await session.label(3, { labels: ["OVS"] }), 3);
    assert.equal(session.walk.nextUnlabelled(3), null);
    assert.equal(await session.unskip(5), 5);
    assert.equal(session.walk.nextUnlabelled(0), 5);
    const still = labelSession(store, data, { annotator: "ada", autoAdvance: false });
    assert.equal(await still.label(1, { labels: ["TC"] }), 1);
  });

  it("goes through rows of a filter and by uncertainty", async () => {
    await suggest(store, {
      by: "m",
      source: "s",
      labels: ["TC", "TC", null, "TC", "OVS", "TC"],
      confidence: [0.9, 0.6, Number.NaN, 0.5, 0.7, 0.55],
    });
    const session = labelSession(store, data, { annotator: "ada", order: "uncertain" });
    const order = [3];
    for (let next = session.walk.next(3); next !== null; next = session.walk.next(next)) order.push(next);
    assert.deepEqual(order, [3, 5, 1, 4, 0, 2]);
    assert.equal(session.walk.previous(3), null);
    assert.equal(session.walk.setFilter("@suggestion = 'TC' and @suggestion-confidence < 0.7"), 1);
    assert.deepEqual(
      [session.walk.matching, session.walk.next(3), session.walk.placeOf(5), session.walk.placeOf(0)],
      [3, 5, 2, null],
    );
    session.walk.order = "data";
    assert.deepEqual([session.walk.next(1), session.walk.previous(3), session.walk.next(5)], [3, 1, null]);
  });

  it("takes weak labels by rules, the first counts, and never as a person's", async () => {
    const report = await weakLabels(store, data, "load rules", [
      { query: "load > 0.75", label: "OVS" },
      { query: "load > 0.6", label: "TC" },
      { query: "load < 0.15", label: "TC" },
    ]);
    assert.deepEqual(report, {
      rows: 4,
      rules: [
        { query: "load > 0.75", matched: 2, taken: 0 },
        { query: "load > 0.6", matched: 3, taken: 2 },
        { query: "load < 0.15", matched: 1, taken: 0 },
      ],
      conflicts: 2,
    });
    const session = labelSession(store, data, { annotator: "ada" });
    assert.deepEqual(
      session.state(0).suggestions.map(({ origin, by, labels }) => [origin, by, labels]),
      [["rule", "load rules", ["OVS"]]],
    );
    assert.deepEqual([store.state.persons.length, session.progress.labelled], [0, 0]);
    await assert.rejects(
      weakLabels(store, data, "x", [{ query: "load > 0", label: "TCP" }]),
      /Did you mean "TC"/,
    );
  });

  it("remembers where a person stood, also without a label", async () => {
    const session = labelSession(store, data, { annotator: "ada" });
    session.moveTo(4);
    await session.close();
    await store.close();
    store = await openLabels(folder, { dataset: data.dataset });
    assert.equal(labelSession(store, data, { annotator: "ada" }).position, 4);
    assert.equal(labelSession(store, data, { annotator: "bob" }).position, 0);
    assert.throws(() => labelSession(store, data, { annotator: " " }), { code: "argument" });
  });

  it("finds the next of a million rows as a plain search does", () => {
    const draw = random("bits");
    for (let k = 0; k < 200; k++) {
      const size = 1 + draw.integer(200);
      const [within, without] = [new Bitset(size), new Bitset(size)];
      for (let i = 0; i < size; i++) {
        within.set(i, draw.uniform() < 0.3);
        without.set(i, draw.uniform() < 0.5);
      }
      const from = draw.integer(size);
      let next = from;
      while (next < size && !(within.has(next) && !without.has(next))) next++;
      assert.equal(nextOf(size, from, within, [without]), next < size ? next : -1);
      let before = from;
      while (before >= 0 && !within.has(before)) before--;
      assert.equal(previousOf(from, within), before);
      let below = 0;
      for (let i = 0; i < from; i++) if (within.has(i)) below++;
      assert.equal(within.countBelow(from), below);
    }
  });
});
