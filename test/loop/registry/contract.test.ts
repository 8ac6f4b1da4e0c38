import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { loop, stream } from "../../../src/lib/index";
import { KAFKA } from "../../support/kafka";
import { lineModel } from "./models";

/** A place where registries live, and another registry on the same place. */
interface Place {
  open(): Promise<loop.ModelRegistry>;
  close(): Promise<void>;
}

const inFolder = async (): Promise<Place> => {
  const folder = mkdtempSync(path.join(tmpdir(), "registry-"));
  return {
    open: async () => loop.folderRegistry(folder),
    close: async () => rmSync(folder, { recursive: true }),
  };
};
const onLog = (log: () => stream.Log) => async (): Promise<Place> => {
  const on = log();
  const topic = `registry-${process.pid}-${Math.random().toString(36).slice(2)}`;
  return { open: () => loop.topicRegistry(on, topic), close: () => on.close() };
};

const PLACES: readonly [string, (() => Promise<Place>) | undefined][] = [
  ["in a folder", inFolder],
  ["on a topic of the embedded log", onLog(() => stream.embeddedLog())],
  [
    "on a topic of a broker (set DATAPLANE_LAB_KAFKA)",
    KAFKA === undefined ? undefined : onLog(() => stream.kafkaLog({ brokers: KAFKA! })),
  ],
];

for (const [where, make] of PLACES) {
  describe(`a registry ${where}`, function () {
    this.timeout(120_000);
    let place: Place;
    let registry: loop.ModelRegistry;
    before(function () {
      if (make === undefined) this.skip();
    });
    beforeEach(async () => {
      place = await make!();
      registry = await place.open();
    });
    afterEach(async () => {
      await registry?.close();
      await place?.close();
    });
    const publish = (slope: number, role: loop.ModelEntry["role"] = "challenger") =>
      registry.publish(lineModel(slope), { role });

    it("stores a model once, and gives it back as it was", async () => {
      assert.deepEqual([await registry.list(), await registry.pointer()], [[], undefined]);
      const verdict = { adopt: true, reason: "better", rows: 30, gain: 1, low: 0, high: 2 };
      const scores = { champion: { mae: 2 }, challenger: { mae: 1 } };
      const about = { role: "challenger", request: "r-1", verdict: { ...verdict, ...scores } } as const;
      const first = await registry.publish(lineModel(2), about);
      const again = await registry.publish(lineModel(2), { role: "champion" });
      assert.deepEqual(again, first);
      assert.match(first.id, /^m-[0-9a-f]{12}$/);
      assert.equal(Buffer.byteLength(await registry.text(first.id)), first.bytes);
      const other = await place.open();
      assert.deepEqual(await other.list(), [first]);
      const model = await other.load(first.id);
      assert.ok(Math.abs(model.pipeline.predictRow([10]) - 20) < 1e-6);
      await other.close();
    });

    it("moves one pointer: history, rollback, and the same request once", async () => {
      const [a, b, c] = [await publish(1, "baseline"), await publish(2), await publish(3)].map(
        ({ id }) => id,
      );
      const start = await registry.adopt(a, { from: 0, cause: "start", request: "start" });
      assert.deepEqual([start.version, start.previous, start.from], [1, undefined, 0]);
      const second = await registry.adopt(b, { from: 11, cause: "adoption", request: "r-1" });
      assert.deepEqual([second.version, second.previous], [2, a]);
      const other = await place.open();
      assert.deepEqual(await other.adopt(c, { from: 99, cause: "adoption", request: "r-1" }), second);
      await other.adopt(c, { from: 20, cause: "adoption", request: "r-2" });
      const back = await registry.rollback({ from: 30 });
      assert.deepEqual([back.version, back.model, back.cause, back.previous], [4, b, "rollback", c]);
      const further = await other.rollback({ from: 40, to: a });
      assert.equal(further.model, a);
      assert.deepEqual(
        (await registry.history()).map(({ version, model }) => [version, model]),
        [
          [1, a],
          [2, b],
          [3, c],
          [4, b],
          [5, a],
        ],
      );
      assert.deepEqual(await other.pointer(), further);
      await other.close();
    });

    it("goes one model further back with each rollback, and forward only when told to (or by an adoption)", async () => {
      const ids = [await publish(1, "baseline"), await publish(2), await publish(3), await publish(4)].map(
        ({ id }) => id,
      );
      const [a, b, c, d] = ids;
      const other = await place.open();
      const back = async (to?: string) =>
        ids.indexOf((await other.rollback({ from: 0, ...(to === undefined ? {} : { to }) })).model);
      const adopt = (id: string | undefined) => registry.adopt(id ?? "", { from: 0, cause: "adoption" });
      for (const id of [a, b, c]) await adopt(id);
      await adopt(c);
      assert.deepEqual([await back(), await back()], [1, 0]);
      await assert.rejects(other.rollback({ from: 0 }), /found the first one, m-.*--to/s);
      // Forward again, by name: what stood before it is still behind it.
      assert.deepEqual([await back(c), await back()], [2, 0]);
      // A new adoption stands on the model that was in service, not on those that were rolled back.
      for (const id of [b, c]) await adopt(id);
      assert.equal(await back(), 1);
      await adopt(d);
      assert.deepEqual([await back(), await back()], [1, 0]);
      // To one further down at once; then nothing is left behind it.
      for (const id of [b, c, d]) await adopt(id);
      assert.deepEqual([await back(b), await back()], [1, 0]);
      await other.close();
    });

    it("gives each of many adoptions at once a version of its own", async () => {
      const { id } = await publish(1);
      const others = await Promise.all([1, 2, 3].map(() => place.open()));
      const asked = others.flatMap((each, k) =>
        Array.from({ length: 6 }, (_, i) => ({ each, request: `${i % 2 === 0 ? "same" : k}-${i}` })),
      );
      const pointers = await Promise.all(
        asked.map(({ each, request }) => each.adopt(id, { from: 0, cause: "adoption", request })),
      );
      const requests = new Set(asked.map(({ request }) => request));
      const history = await registry.history();
      assert.equal(history.length, requests.size);
      assert.deepEqual(
        history.map(({ version }) => version),
        history.map((_, i) => i + 1),
      );
      // Whoever asked in the same words got the same pointer.
      for (const [i, { request }] of asked.entries()) {
        assert.deepEqual(
          pointers[i],
          history.find((pointer) => pointer.request === request),
        );
      }
      for (const each of others) await each.close();
    });

    it("tells watchers of every new pointer, in order, and not after they closed", async () => {
      const [a, b] = [await publish(1), await publish(2)].map(({ id }) => id);
      await registry.adopt(a, { from: 0, cause: "start" });
      const other = await place.open();
      const seen: number[] = [];
      const watch = other.watch(({ version }) => seen.push(version));
      await registry.adopt(b, { from: 1, cause: "adoption" });
      await registry.rollback({ from: 2 });
      for (let i = 0; i < 200 && seen.length < 2; i++) await new Promise((r) => setTimeout(r, 25));
      assert.deepEqual(seen, [2, 3]);
      watch.close();
      await registry.adopt(b, { from: 3, cause: "adoption" });
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.deepEqual(seen, [2, 3]);
      await other.close();
    });

    it("says what it does not have", async () => {
      await assert.rejects(registry.load("m-0123456789ab"), { code: "not-found" });
      await assert.rejects(registry.adopt("m-0123456789ab", { from: 0, cause: "start" }), {
        code: "not-found",
      });
      await assert.rejects(registry.rollback({ from: 0 }), /a model before the one in service/);
      await assert.rejects(registry.text("latest"), /the id of a model/);
      const { id } = await publish(1);
      await assert.rejects(registry.adopt(id, { from: -1, cause: "start" }), /the first row/);
      await registry.adopt(id, { from: 0, cause: "start" });
      await assert.rejects(registry.rollback({ from: 1 }), /the first one/);
    });
  });
}

describe("two processes with one registry folder", function () {
  this.timeout(60_000);

  it("adopt in turns without losing a version", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "registry-"));
    const registry = loop.folderRegistry(folder);
    const { id } = await registry.publish(lineModel(1), { role: "champion" });
    const script = `const { loop } = require(${JSON.stringify(path.resolve(__dirname, "../../../src/lib/dist"))});
      (async () => { const r = loop.folderRegistry(${JSON.stringify(folder)});
      for (let i = 0; i < 40; i++) await r.adopt(${JSON.stringify(id)}, { from: i, cause: "adoption", request: process.argv[1] + i }); })();`;
    const children = ["a", "b"].map((name) =>
      spawn(process.execPath, ["-e", script, name], { stdio: "inherit" }),
    );
    const codes = await Promise.all(children.map((child) => once(child, "exit")));
    assert.deepEqual(
      codes.map(([code]) => code),
      [0, 0],
    );
    const warnings: string[] = [];
    const history = await loop.folderRegistry(folder, { warn: (text) => warnings.push(text) }).history();
    assert.deepEqual(
      history.map(({ version }) => version),
      Array.from({ length: 80 }, (_, i) => i + 1),
    );
    assert.deepEqual(warnings, []);
    rmSync(folder, { recursive: true });
  });
});
