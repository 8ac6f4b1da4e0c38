import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type core, loop } from "../../../src/lib/index";
import { lineModel } from "./models";

describe("folderRegistry", function () {
  this.timeout(60_000);
  let folder: string;
  let warnings: string[];
  let registry: loop.ModelRegistry;
  let ids: string[];
  const file = (name: string) => path.join(folder, name);
  const open = (clock?: core.Clock) =>
    loop.folderRegistry(folder, { warn: (text) => warnings.push(text), ...(clock ? { clock } : {}) });

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "registry-"));
    warnings = [];
    registry = open();
    ids = [];
    for (const slope of [1, 2, 3]) {
      ids.push((await registry.publish(lineModel(slope), { role: "challenger" })).id);
    }
    await registry.adopt(ids[0], { from: 0, cause: "start" });
    await registry.adopt(ids[1], { from: 10, cause: "adoption", request: "r-1" });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const latest = () => ({
    json: JSON.parse(readFileSync(file("latest.json"), "utf8")),
    text: readFileSync(file("latest.txt"), "utf8"),
  });

  it("writes the original's two pointer files, and its metrics fields", () => {
    const { json, text } = latest();
    assert.deepEqual(
      [json.model_key, json.metrics_key],
      [`models/${ids[1]}.json`, `models/${ids[1]}.metrics.json`],
    );
    assert.ok(Math.abs(json.ts - Date.now() / 1000) < 60);
    assert.equal(text, `${json.model_key}\n${json.metrics_key}\n`);
    const metrics = JSON.parse(readFileSync(file(`${ids[1]}.metrics.json`), "utf8"));
    assert.equal(metrics["acc@0.25"], null);
    assert.equal(metrics.train_rows, 20);
  });

  it("follows a rollback made by hand in latest.txt only, or in latest.json only (B9), with a warning", async () => {
    writeFileSync(file("latest.txt"), `models/${ids[0]}.json\n`);
    const first = await registry.pointer();
    assert.deepEqual([first?.model, first?.cause, first?.version], [ids[0], "rollback", 3]);
    assert.match(warnings[0], /latest\.txt was edited to m-/);
    assert.equal(latest().json.model_key, `models/${ids[0]}.json`);
    writeFileSync(file("latest.json"), JSON.stringify({ model_key: `${ids[2]}.json`, ts: 1 }));
    const second = await open().pointer();
    assert.deepEqual([second?.model, second?.cause, second?.version], [ids[2], "adoption", 4]);
    assert.match(latest().text, new RegExp(ids[2]));
    assert.equal((await registry.history()).length, 4);
    assert.equal(warnings.length, 2);
  });

  it("takes the one changed last when both were edited and differ", async () => {
    writeFileSync(file("latest.txt"), `${ids[0]}.json\n`);
    writeFileSync(file("latest.json"), JSON.stringify({ model_key: `models/${ids[2]}.json` }));
    const past = Date.now() / 1000 - 100;
    utimesSync(file("latest.json"), past, past);
    assert.equal((await registry.pointer())?.model, ids[0]);
  });

  it("does not serve what an edit names and is not there, or not whole", async () => {
    for (const key of ["models/model_17.pt", "../../etc/passwd", `${"m-0123456789ab"}.json`, "<b>\u0000"]) {
      writeFileSync(file("latest.txt"), `${key}\n`);
      assert.equal((await registry.pointer())?.model, ids[1], key);
      assert.match(warnings.at(-1) ?? "", /no whole model/);
    }
    truncateSync(file(`${ids[0]}.json`), 200);
    writeFileSync(file("latest.txt"), `${ids[0]}.json\n`);
    assert.equal((await registry.pointer())?.model, ids[1]);
    for (const text of ["", "null", "[", '{"model_key":7}']) {
      writeFileSync(file("latest.json"), text);
      assert.equal((await registry.pointer())?.model, ids[1], text);
    }
  });

  it("serves no damaged object, and names its file", async () => {
    const text = readFileSync(file(`${ids[2]}.json`), "utf8");
    for (const damaged of [text.slice(0, -9), text.replace("linear", "lineaR"), "", "\u0000"]) {
      writeFileSync(file(`${ids[2]}.json`), damaged);
      await assert.rejects(registry.load(ids[2]), (error: core.LabError) => {
        assert.equal(error.code, "checksum");
        assert.ok(error.message.includes(file(`${ids[2]}.json`)));
        return true;
      });
      await assert.rejects(
        registry.adopt(ids[2], { from: 1, cause: "adoption" }),
        /checksum|text of the model/,
      );
      assert.equal((await registry.pointer())?.model, ids[1]);
    }
    // Published again it is whole again.
    await registry.publish(lineModel(3), { role: "challenger" });
    assert.equal((await registry.text(ids[2])).length, text.length);
  });

  it("keeps the old pointer when a process died between object and pointer, or between the pointer's files", async () => {
    // Model written, pointer not: what `publish` without `adopt` leaves.
    assert.equal((await open().pointer())?.model, ids[1]);
    // Pointer written, the original's files not yet (and left-overs of temporary files about).
    const [json, text] = ["latest.json", "latest.txt"].map((name) => readFileSync(file(name)));
    const { mtimeMs } = await import("node:fs").then((fs) => fs.statSync(file("latest.txt")));
    await registry.adopt(ids[2], { from: 20, cause: "adoption", request: "r-2" });
    writeFileSync(file("latest.json"), json);
    writeFileSync(file("latest.txt"), text);
    utimesSync(file("latest.txt"), mtimeMs / 1000, mtimeMs / 1000);
    writeFileSync(file(".pointer.1.ab.tmp"), '{"version":');
    assert.equal((await open().pointer())?.model, ids[2]);
    assert.equal(latest().json.model_key, `models/${ids[2]}.json`);
    assert.deepEqual(warnings, []);
  });

  it("passes over a damaged pointer and counts on behind it", async () => {
    writeFileSync(file("pointer-00000002.json"), '{"version":2,"mod');
    unlinkSync(file("latest.json"));
    unlinkSync(file("latest.txt"));
    assert.equal((await open().pointer())?.model, ids[0]);
    assert.match(warnings[0], /pointer-00000002\.json.*damaged/);
    assert.equal((await registry.adopt(ids[2], { from: 5, cause: "adoption" })).version, 3);
  });

  it("orders by version, whatever the clocks say (B19)", async () => {
    const late = open({ now: () => Date.now() + 3_600_000 });
    const early = open({ now: () => Date.now() - 3_600_000 });
    await late.adopt(ids[2], { from: 20, cause: "adoption", request: "late" });
    await early.adopt(ids[0], { from: 30, cause: "adoption", request: "early" });
    assert.equal((await registry.pointer())?.model, ids[0]);
    assert.equal((await late.pointer())?.model, ids[0]);
    await late.rollback({ from: 40 });
    assert.equal((await early.pointer())?.model, ids[2]);
    assert.deepEqual(warnings, []);
  });

  it("leaves pointer and models as they were when the disk is full", async function () {
    const disk = file("disk");
    mkdirSync(disk);
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]).status !== 0) {
      if (process.env.CI) assert.fail("no tmpfs may be mounted here");
      this.skip();
    }
    try {
      const small = loop.folderRegistry(disk, { warn: (text) => warnings.push(text) });
      const { id } = await small.publish(lineModel(1), { role: "champion" });
      await small.adopt(id, { from: 0, cause: "start" });
      const { bavail, bsize } = statfsSync(disk);
      writeFileSync(path.join(disk, "ballast"), Buffer.alloc(bavail * bsize));
      await assert.rejects(small.publish(lineModel(2), { role: "challenger" }), /ENOSPC/);
      await assert.rejects(small.rollback({ from: 1, to: id }), /ENOSPC/);
      assert.equal((await small.pointer())?.model, id);
      assert.equal((await small.load(id)).pipeline.target, "output_rate");
      assert.ok(!readdirSync(disk).some((name) => name.endsWith(".tmp")));
      unlinkSync(path.join(disk, "ballast"));
      const next = await small.publish(lineModel(2), { role: "challenger" });
      assert.equal((await small.adopt(next.id, { from: 9, cause: "adoption" })).version, 2);
    } finally {
      execFileSync("umount", [disk]);
    }
  });

  it("does not take a path for an id", async () => {
    for (const id of ["../secret", "m-0123456789ab/..", "", "m-0123456789AB"]) {
      await assert.rejects(registry.load(id), /the id of a model/);
    }
    assert.ok(existsSync(file("latest.json")));
  });
});
