import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { liveRun, type RunState } from "../../../src/lib/loop";
import type { DriftWindow, EventLine } from "../../../src/lib/loop/live/messages";
import { openSource } from "../../../src/lib/loop/live/source";
import type { Json, Source } from "../../../src/lib/widget";
import { FEATURES, Story } from "../../support/live-run-folder";

const client = { id: "c", pushed: [] as Json[], send: (message: Json) => client.pushed.push(message) };

describe("the source of a live run", function () {
  this.timeout(30_000);
  let story: Story;
  let source: Source;
  beforeEach(async () => {
    story = await Story.begin({ rows: 3000 });
    client.pushed.length = 0;
  });
  afterEach(async () => {
    await source?.close();
    rmSync(story.folder, { recursive: true, force: true });
  });

  const ask = async <T>(message: Json): Promise<T> => (await source.handle(message, client)) as T;
  async function until(holds: (state: RunState) => boolean): Promise<RunState> {
    for (let tries = 0; tries < 200; tries++) {
      const state = await ask<RunState>({ what: "state" });
      if (holds(state)) return state;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return assert.fail("the source does not follow the folder");
  }

  it("follows the folder as it grows, and tells its pages", async () => {
    await story.advance(500);
    source = openSource({ folder: story.folder });
    source.connected?.(client);
    const first = await until(({ rows }) => rows === 500);
    assert.deepEqual([first.state, first.first, first.last, first.readings], ["running", 0, 499, 10]);
    await story.advance(2500);
    const state = await until(({ rows }) => rows === 3000);
    assert.equal(state.latest.model, story.writer.current.models.at(-1));
    assert.ok(state.latest.current !== null && state.latest.current > 0.5);
    assert.ok(
      client.pushed.some((message) => (message as unknown as { state: RunState }).state.rows === 3000),
    );
    await story.finish();
    assert.equal((await until((now) => now.state === "finished")).ended !== null, true);
  });

  it("answers windows of drift with every peak, by feature and VNF, gaps as gaps", async () => {
    await story.advance(3000);
    source = openSource({ folder: story.folder });
    await until(({ readings }) => readings === 60);
    const lines = readFileSync(path.join(story.folder, "readings.jsonl"), "utf8").trim().split("\n");
    const readings = lines.map(
      (line) => JSON.parse(line) as { seq: number; score: number; perFeature: (number | null)[] },
    );
    const drift = await ask<DriftWindow>({ what: "drift", from: 0, to: 2999, columns: 20 });
    assert.equal(drift.seq.length, 20);
    const scores = readings.map(({ score }) => score);
    assert.equal(Math.max(...drift.score[1].map(Number)), Math.max(...scores));
    assert.equal(Math.min(...drift.score[0].map(Number)), Math.min(...scores));
    const [inputs, residuals] = drift.signs;
    assert.deepEqual(inputs.statistic, drift.score);
    assert.deepEqual([residuals.name, residuals.threshold[3]], ["residuals", 0.25]);
    assert.equal(residuals.statistic[0][0], null, "no value yet is a gap");
    assert.deepEqual(drift.features.names, FEATURES);
    const cells = new Uint16Array(new Uint8Array(Buffer.from(drift.features.cells, "base64")).buffer);
    assert.equal(cells.length, FEATURES.length * 20);
    const columns = Array.from({ length: 20 }, (_, k) =>
      readings.filter(({ seq }) => seq >= k * 149.95 && seq < (k + 1) * 149.95),
    );
    for (const [k, part] of columns.entries()) {
      for (const f of [0, 7, 19]) {
        const known = part
          .map(({ perFeature }) => perFeature[f])
          .filter((value): value is number => value !== null);
        const cell = cells[f * 20 + k];
        if (known.length === 0) assert.equal(cell, 65535, "a feature without values is no zero");
        else assert.ok(Math.abs((cell / 65534) * drift.features.top - Math.max(...known)) < 1e-4);
      }
    }
  });

  it("gives commands to the run, and refuses those that make no sense", async () => {
    await story.advance(100);
    source = openSource({ folder: story.folder });
    await until(({ rows }) => rows === 100);
    await ask({ what: "control", command: "pause" });
    await ask({ what: "control", command: "speed", tps: 50 });
    await ask({ what: "control", command: "rollback", model: story.writer.current.models[0] });
    const given = readFileSync(path.join(story.folder, "control.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      given.map(({ command }) => command),
      ["pause", "speed", "rollback"],
    );
    assert.deepEqual(
      given.map(({ by }) => by),
      ["dashboard", "dashboard", "dashboard"],
    );
    assert.equal((await until(({ asked }) => asked === 50)).asked, 50);
    for (const wrong of [
      { command: "stop" },
      { command: "__proto__" },
      { command: "speed" },
      { command: "speed", tps: -1 },
      { command: "speed", tps: "50" },
      { command: "rollback", model: "../../etc" },
    ]) {
      await assert.rejects(
        async () => ask({ what: "control", ...wrong } as unknown as Json),
        /expected/,
        JSON.stringify(wrong),
      );
    }
    await story.finish();
    await until(({ state }) => state === "finished");
    await assert.rejects(async () => ask({ what: "control", command: "pause" }), /running or paused/);
  });

  it("tells events once each, from where a page is", async () => {
    await story.advance(3000);
    source = openSource({ folder: story.folder });
    const { events } = await until((state) => state.events > 8);
    const all = await ask<EventLine[]>({ what: "events", after: -1 });
    assert.deepEqual(
      all.map(({ n }) => n),
      Array.from({ length: events }, (_, n) => n),
    );
    assert.equal((await ask<EventLine[]>({ what: "events", after: events - 3 })).length, 2);
    assert.ok(
      all.some(
        ({ kind, reason }) => kind === "refused" && reason.includes("the interval of the gain holds 0"),
      ),
    );
  });

  it("refuses questions that are none", async () => {
    source = openSource({ folder: story.folder });
    for (const wrong of [
      null,
      "state",
      [],
      { what: "rows" },
      { what: "rows", from: 5, to: 1, columns: 10 },
      { what: "rows", from: 0, to: 1, columns: 1e9 },
      { what: "drift", from: "0", to: 1, columns: 1 },
      { what: "constructor" },
    ]) {
      await assert.rejects(async () => ask(wrong as Json), /expected/, JSON.stringify(wrong));
    }
  });

  it("makes a snapshot for keeps", async () => {
    await story.advance(3000);
    source = openSource({ folder: story.folder });
    const { state, rows, drift, events } = await liveRun(story.folder).snapshot(100);
    assert.equal(state.rows, 3000);
    assert.equal(rows.truth[0].length, 100);
    assert.ok(drift.seq.length > 0 && events.length > 0);
  });

  it("says when there is no run", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "dataplane-lab-norun-"));
    assert.throws(() => openSource({ folder }), /expected a run folder of the loop, found no run\.json/);
    assert.throws(() => liveRun(folder, { window: 17 }), /multiple of 16/);
    assert.throws(() => liveRun(folder, { tolerance: 0 }), /between 0 and 1/);
    rmSync(folder, { recursive: true });
  });
});
