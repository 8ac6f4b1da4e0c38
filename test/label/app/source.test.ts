import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { LabError } from "../../../src/lib/core";
import type { Push, Replies, Requests, RequestType } from "../../../src/lib/label";
import { openSource } from "../../../src/lib/label";
import type { Json, Source } from "../../../src/lib/widget";

interface Page {
  readonly pushes: Push[];
  ask<T extends RequestType>(type: T, body: Requests[T]): Promise<Replies[T]>;
  raw(message: Json): Promise<Json>;
  leave(): void;
}

function page(source: Source, id: string): Page {
  const pushes: Push[] = [];
  const client = { id, send: (message: Json) => void pushes.push(message as unknown as Push) };
  return {
    pushes,
    ask: async (type, body) =>
      JSON.parse(JSON.stringify(await source.handle({ type, ...body } as unknown as Json, client))),
    raw: async (message) => source.handle(message, client),
    leave: () => source.disconnected?.(client),
  };
}

const CSV = [
  "rule,technology,load,note",
  ...Array.from({ length: 40 }, (_, i) => `r${i},${["TC", "OVS"][i % 2]},${i === 3 ? "" : i / 10},=n${i}`),
].join("\n");

describe("the workbench's source", () => {
  let folder: string;
  let source: Source;
  const options = (): Record<string, Json> => ({
    data: path.join(folder, "rules.csv"),
    schema: "netlabeller",
    annotator: "ada",
  });

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "dataplane-lab-"));
    await writeFile(path.join(folder, "rules.csv"), `${CSV}\n`);
    source = await openSource(options());
  });
  afterEach(async () => {
    await source.close();
    await rm(folder, { recursive: true });
  });

  it("opens with all that a page needs", async () => {
    const reply = await page(source, "1").ask("open", {});
    assert.equal(reply.dataset.rows, 40);
    assert.deepEqual(
      reply.dataset.columns.map(({ name, type }) => [name, type]),
      [
        ["rule", "text"],
        ["technology", "text"],
        ["load", "number"],
        ["note", "text"],
      ],
    );
    assert.equal(reply.schema.name, "datapath technology");
    assert.deepEqual(
      reply.template.cards.map(({ kind }) => kind),
      ["label", "fields", "neighbours"],
    );
    assert.equal(reply.settings.annotator, "ada");
    assert.equal(reply.position, 0);
    assert.equal(reply.writable, true);
    assert.deepEqual(reply.keys.next, ["ArrowRight", "j"]);
  });

  it("shows a missing value as null", async () => {
    const reply = await page(source, "1").ask("instance", { row: 3 });
    assert.deepEqual(reply.values, ["r3", "OVS", null, "=n3"]);
  });

  it("labels, advances, undoes and does again, and comes back to the place", async () => {
    const one = page(source, "1");
    await one.ask("open", {});
    const step = await one.ask("label", { row: 0, value: { labels: ["OVS"], confidence: 0.8 } });
    assert.equal(step.instance.row, 1);
    assert.equal(step.progress.labelled, 1);
    assert.deepEqual(step.progress.classes, { OVS: 1 });
    assert.equal(step.undo.undo, "label instance 1");
    const skipped = await one.ask("skip", { row: 1 });
    assert.equal(skipped.instance.row, 2);
    const undone = await one.ask("undo", {});
    assert.deepEqual([undone.instance.row, undone.instance.state.skipped], [1, false]);
    const twice = await one.ask("undo", {});
    assert.deepEqual([twice.instance.row, twice.instance.state.own], [0, null]);
    const none = await one.ask("undo", {});
    assert.equal(none.note, "Nothing to undo.");
    const again = await one.ask("redo", {});
    assert.equal(again.instance.row, 1);
    const back = await one.ask("previous", { row: 1 });
    assert.deepEqual(back.instance.state.own?.labels, ["OVS"]);
    assert.equal(back.instance.state.own?.confidence, 0.8);

    await source.close();
    source = await openSource(options());
    const reply = await page(source, "2").ask("open", {});
    assert.deepEqual([reply.position, reply.progress.labelled, reply.undo.undo], [0, 1, "label instance 1"]);
  });

  it("tells other pages of a label", async () => {
    const [one, two] = [page(source, "1"), page(source, "2")];
    await one.ask("open", {});
    await two.ask("open", { annotator: "bob" });
    await one.ask("label", { row: 5, value: { labels: ["TC"] } });
    assert.deepEqual(
      two.pushes.find(({ type }) => type === "rows-changed"),
      { type: "rows-changed", by: "ada", rows: [5], count: 1 },
    );
    const seen = await two.ask("instance", { row: 5 });
    assert.deepEqual(
      seen.state.others.map(({ by, labels }) => [by, labels]),
      [["ada", ["TC"]]],
    );
  });

  it("finds disagreements and takes a decision", async () => {
    const [one, two] = [page(source, "1"), page(source, "2")];
    await one.ask("open", {});
    await two.ask("open", { annotator: "bob" });
    for (const row of [0, 1, 2]) await one.ask("label", { row, value: { labels: ["TC"] } });
    for (const row of [0, 1, 2])
      await two.ask("label", { row, value: { labels: [row === 1 ? "OVS" : "TC"] } });
    const queue = await one.ask("disagreements", {});
    assert.equal(queue.count, 1);
    assert.deepEqual(
      queue.rows.map(({ row, labels }) => [row, labels.map(({ by }) => by)]),
      [[1, ["ada", "bob"]]],
    );
    await one.ask("adjudicate", { row: 1, value: { labels: ["OVS"], comment: "counters" } });
    assert.equal((await two.ask("disagreements", {})).count, 0);
    const shown = await two.ask("instance", { row: 1 });
    assert.deepEqual([shown.state.adjudicated?.by, shown.state.adjudicated?.labels], ["ada", ["OVS"]]);
    const { pairs } = await one.ask("agreement", {});
    assert.deepEqual(
      pairs.map(({ rows, agreement }) => [rows, agreement]),
      [[3, 2 / 3]],
    );
    assert.equal((await one.ask("undo", {})).progress.disagreements, 1);
  });

  it("labels in bulk what a query finds, as one step", async () => {
    const one = page(source, "1");
    await one.ask("open", {});
    const query = "technology = 'OVS' and load > 1";
    const { count, sample } = await one.ask("bulk-preview", { query });
    assert.deepEqual([count, sample[0]], [15, 11]);
    await assert.rejects(one.ask("bulk", { query, value: { labels: ["TC"] }, count: 14 }), /15 now/);
    const done = await one.ask("bulk", { query, value: { labels: ["TC"] }, count });
    assert.deepEqual([done.count, done.progress.labelled], [15, 15]);
    assert.equal((await one.ask("undo", {})).progress.labelled, 0);
    const filtered = await one.ask("filter", { query });
    assert.deepEqual([filtered.matching, filtered.first], [15, 11]);
    assert.equal((await one.ask("next", { row: 11 })).instance.row, 13);
    await assert.rejects(one.ask("filter", { query: "load >" }), /a number, or a text.*end of the query/);
  });

  it("compares rows, draws boxes and series", async () => {
    const one = page(source, "1");
    const { neighbours } = await one.ask("similar", { row: 10, count: 2, columns: ["technology", "load"] });
    assert.deepEqual(neighbours.map(({ row }) => row).sort(), [12, 8]);
    assert.deepEqual(
      neighbours[0].differs.map(({ column }) => column),
      ["load"],
    );
    const { boxes } = await one.ask("boxes", { columns: ["load"], by: "technology" });
    assert.deepEqual(
      boxes.map(({ group, count, missing }) => [group, count, missing]),
      [
        ["TC", 20, 0],
        ["OVS", 19, 1],
      ],
    );
    const series = await one.ask("series", { time: "load", channels: ["load"], points: 100 });
    assert.deepEqual([series.exact, series.times.length, series.extent], [true, 39, [0, 3.9]]);
  });

  it("labels stretches of time, without overlap", async () => {
    const one = page(source, "1");
    await one.ask("open", {});
    const put = { channel: "load", value: { labels: ["TC"] }, overlap: "split" as const };
    await one.ask("range-put", { start: null, end: 10, ...put });
    const { ranges, id } = await one.ask("range-put", {
      start: 2,
      end: 4,
      ...put,
      value: { labels: ["OVS"] },
    });
    assert.deepEqual(
      ranges.map(({ start, end, value }) => [start, end, value.labels[0]]),
      [
        [null, 2, "TC"],
        [2, 4, "OVS"],
        [4, 10, "TC"],
      ],
    );
    const back = await one.ask("undo", {});
    assert.deepEqual(
      back.ranges?.map(({ start, end }) => [start, end]),
      [[null, 10]],
    );
    await one.ask("redo", {});
    assert.equal((await one.ask("range-delete", { id })).ranges.length, 2);
  });

  it("saves, and keeps keys and layout", async () => {
    const one = page(source, "1");
    const opened = await one.ask("open", {});
    await one.ask("label", { row: 0, value: { labels: ["OVS"] } });
    const saved = await one.ask("save", {});
    assert.deepEqual([saved.rows, saved.labelled, saved.neutralised], [40, 1, 40]);
    await one.ask("keys", { keys: { ...opened.keys, next: ["l"] } });
    await one.ask("template", { template: { ...opened.template, cards: opened.template.cards.slice(0, 2) } });
    await assert.rejects(one.ask("keys", { keys: { ...opened.keys, next: ["1"] } }), /one use of each key/);
    await source.close();
    source = await openSource(options());
    const reply = await page(source, "2").ask("open", {});
    assert.deepEqual([reply.keys.next, reply.template.cards.length], [["l"], 2]);
  });

  it("shows a blind annotator nothing of others", async () => {
    const one = page(source, "1");
    await one.ask("open", {});
    await one.ask("label", { row: 0, value: { labels: ["OVS"] } });
    await source.close();
    source = await openSource({ ...options(), blind: true });
    const two = page(source, "2");
    await two.ask("open", { annotator: "bob" });
    const { state } = await two.ask("instance", { row: 0 });
    assert.deepEqual(state, { own: null, skipped: false, adjudicated: null, others: [], suggestions: [] });
    await assert.rejects(two.ask("agreement", {}), /blind/);
    await assert.rejects(two.ask("filter", { query: "@disagrees" }), /@disagrees/);
    await assert.rejects(two.ask("settings", { blind: false }), /Blind/);
    await assert.rejects(two.ask("settings", { order: "disagreement" }), /blind/);
    assert.equal((await two.ask("filter", { query: "@label = 'OVS'" })).matching, 0);
  });

  it("refuses messages that are none, and goes on", async () => {
    const one = page(source, "1");
    await one.ask("open", {});
    const bad: Json[] = [
      null,
      [],
      "label",
      { type: "__proto__" },
      { type: "constructor" },
      { type: "toString" },
      { type: 7 },
      { type: "instance" },
      { type: "instance", row: -1 },
      { type: "instance", row: 40 },
      { type: "instance", row: "0" },
      { type: "instance", row: 0.5 },
      { type: "instance", row: null },
      { type: "label", row: 0 },
      { type: "label", row: 0, value: null },
      { type: "label", row: 0, value: { labels: ["__proto__"] } },
      { type: "label", row: 0, value: { labels: ["TC", "OVS"] } },
      { type: "label", row: 0, value: { labels: ["TC"], confidence: 2 } },
      { type: "label", row: 0, value: { labels: ["TC"], comment: "x".repeat(20_001) } },
      { type: "label", row: 0, value: { labels: ["TC"], by: "bob" } },
      { type: "label", row: 0, value: { labels: ["TC"] }, accepted: 1 },
      { type: "open", annotator: "" },
      { type: "open", annotator: { toString: "x" } },
      { type: "filter", query: "x".repeat(10_001) },
      { type: "filter", query: `${"(".repeat(5000)}load > 1` },
      { type: "boxes", columns: ["nope"], by: "technology" },
      { type: "boxes", columns: ["load"], by: "__proto__" },
      { type: "similar", row: 0, count: 1e9 },
      { type: "series", time: "load", channels: ["technology"], points: 100 },
      { type: "series", time: "load", channels: ["load"], points: 1e9 },
      { type: "range-put", start: 5, end: 5, channel: null, value: { labels: ["TC"] }, overlap: "split" },
      { type: "range-put", start: 5, end: 6, channel: "nope", value: { labels: ["TC"] }, overlap: "split" },
      {
        type: "range-put",
        id: 99,
        start: 5,
        end: 6,
        channel: null,
        value: { labels: ["TC"] },
        overlap: "split",
      },
      { type: "range-delete", id: 1 },
      { type: "save", format: "../../x" },
      {
        type: "template",
        template: { name: "x", version: 1, title: "x", cards: [{ id: "a", title: "t", kind: "script" }] },
      },
      { type: "keys", keys: { next: ["x"], nope: ["y"] } },
      { type: "schema", schema: { name: "x", version: 1, classes: [] } },
      { type: "clear", row: 0 },
      { type: "unskip", row: 0 },
    ];
    for (const message of bad) {
      await assert.rejects(
        one.raw(message),
        (error: LabError) => error.name === "LabError" && error.expected.length > 0,
        JSON.stringify(message).slice(0, 100),
      );
    }
    const reply = await one.ask("instance", { row: 0 });
    assert.equal(reply.state.own, null);
    assert.equal(({} as Record<string, unknown>).labels, undefined);
  });
});
