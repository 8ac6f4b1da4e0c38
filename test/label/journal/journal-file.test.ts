import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { random } from "../../../src/lib/core";
import { type LabelStore, openLabels } from "../../../src/lib/label";
import { JournalWriter } from "../../../src/lib/label/journal/journal-writer";
import { encodeRecord } from "../../../src/lib/label/journal/record";
import { KILL_DATASET, KILL_SCHEMA, killStep } from "../support/kill-steps";
import { snapshot } from "../support/snapshot";

const open = (folder: string, mode: "write" | "read" | "auto" = "write"): Promise<LabelStore> =>
  openLabels(folder, { dataset: KILL_DATASET, schema: KILL_SCHEMA, mode });

describe("label journal", () => {
  let folder: string;
  let child: string;

  before(async () => {
    const place = await mkdtemp(path.join(tmpdir(), "dataplane-lab-"));
    child = path.join(place, "child.js");
    await build({
      entryPoints: [path.join(__dirname, "../support/labelling-child.ts")],
      outfile: child,
      bundle: true,
      platform: "node",
      target: "node20",
    });
  });
  after(() => rm(path.dirname(child), { recursive: true }));
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "dataplane-lab-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function label(store: LabelStore, from: number, to: number): Promise<void> {
    for (let n = from; n < to; n++) await store.add(() => killStep(n));
  }

  it("cut anywhere gives the labels of the whole records before, says so, and goes on", async function () {
    this.timeout(120_000);
    const store = await open(folder);
    await label(store, 0, 4);
    await store.close();
    const whole = await readFile(store.file);
    const ends = [...whole.entries()].filter(([, byte]) => byte === 10).map(([i]) => i + 1);
    for (let length = ends[0]; length < whole.length; length += 7) {
      await writeFile(store.file, whole.subarray(0, length));
      const again = await open(folder);
      const records = ends.filter((end) => end <= length).length;
      // The header and the schema are records too; opening with a schema writes it again where it was cut.
      const labelled = again.state.layer("person", "ada")?.labelled.count ?? 0;
      assert.equal(labelled, Math.max(0, records - 2), `cut at ${length}`);
      const torn = !ends.includes(length);
      assert.equal(
        again.notes.some((note) => note.includes("no whole record")),
        torn,
        `cut at ${length}`,
      );
      if (torn) {
        const kept = (await readdir(folder)).filter((name) => name.includes("cut-end"));
        const bytes = await readFile(path.join(folder, kept.at(-1) as string));
        assert.ok(bytes.length > 0);
        for (const name of kept) await rm(path.join(folder, name));
      }
      await label(again, 10, 11);
      await again.close();
      const third = await open(folder);
      assert.deepEqual(third.notes, []);
      assert.equal(third.state.layer("person", "ada")?.cell(10).comment, "10");
      await third.close();
    }
  });

  it("with damaged bytes keeps every record whose checksum fits, and invents none", async function () {
    this.timeout(120_000);
    const store = await open(folder);
    await label(store, 0, 12);
    await store.close();
    const whole = await readFile(store.file);
    const header = whole.indexOf(10) + 1;
    const draw = random("damage");
    for (let k = 0; k < 60; k++) {
      const bytes = Buffer.from(whole);
      const at = header + draw.integer(bytes.length - header);
      const change = draw.integer(3);
      if (change === 0) bytes[at] ^= 1 << draw.integer(8);
      else if (change === 1)
        bytes.fill(draw.integer(256), at, Math.min(bytes.length, at + 1 + draw.integer(200)));
      const damaged =
        change === 2
          ? Buffer.concat([bytes.subarray(0, at), Buffer.from("noise\n"), bytes.subarray(at)])
          : bytes;
      await writeFile(store.file, damaged);
      const again = await openLabels(folder, { dataset: KILL_DATASET, mode: "read" });
      if (!damaged.equals(whole))
        assert.ok(again.notes.length + Number(again.state.schema === undefined) >= 0);
      const layer = again.state.layer("person", "ada");
      let found = 0;
      for (let row = 0; row < 12; row++) {
        const cell = layer?.cell(row);
        if (cell === undefined || cell.event === 0) continue;
        found++;
        assert.equal(cell.comment, String(row), `damage ${k}`);
      }
      // A record starts behind a line end: damage takes the records it touches, no others.
      const touched = change === 1 ? 4 : 1;
      assert.ok(found >= 12 - touched, `damage ${k}: ${found} labels`);
      await again.close();
    }
  });

  it("is no journal when it begins with something else", async () => {
    const store = await open(folder);
    await store.close();
    for (const text of ["", "not a journal\n", "{}\n", "\0".repeat(100)]) {
      await writeFile(store.file, text);
      await assert.rejects(open(folder), { code: "format" }, JSON.stringify(text));
      assert.equal(await readFile(store.file, "utf8"), text, "and stays as it was");
    }
    await writeFile(store.file, encodeRecord({ format: "other" } as never));
    await assert.rejects(open(folder), /version 1/);
  });

  it("has one writer; another process gets a clear message or follows", async function () {
    this.timeout(60_000);
    const running = spawn(process.execPath, [child, folder, "0", "1"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(running.stdout, "data");
    await assert.rejects(open(folder), (error: Error) => error.message.includes(`process ${running.pid}`));
    const follower = await open(folder, "auto");
    assert.equal(follower.writable, false);
    assert.match(follower.notes.join(), /only be looked at/);
    await assert.rejects(label(follower, 0, 1), { code: "locked" });
    const before = follower.state.lastId;
    await once(running.stdout, "data");
    await once(running.stdout, "data");
    await follower.refresh();
    assert.ok(follower.state.lastId > before, "the follower takes in what the writer adds");
    assert.equal(await follower.claim(), false);

    running.kill("SIGKILL");
    await once(running, "close");
    assert.equal(await follower.claim(), true, "the lock of a dead process is taken over");
    await label(follower, 0, 1);
    await follower.close();
    assert.equal((await readdir(folder)).includes("labels.lock"), false);
  });

  it("does not fail a follower when it is compacted", async () => {
    const writer = await open(folder);
    const follower = await open(folder, "read");
    await label(writer, 0, 50);
    await follower.refresh();
    assert.deepEqual(snapshot(follower.state), snapshot(writer.state));
    await writer.compact();
    await label(writer, 50, 55);
    await follower.refresh();
    assert.deepEqual(snapshot(follower.state), snapshot(writer.state));
    await follower.close();
    await writer.close();
  });

  it("tells two openings in one process from each other", async () => {
    const first = await open(folder);
    await assert.rejects(open(folder), /this process/);
    await first.close();
    await (await open(folder)).close();
  });

  it("on a full disk refuses the label, keeps the others and goes on when there is room", async function () {
    this.timeout(60_000);
    // A limit on file sizes makes the system refuse writes in the middle of a record, as a full disk does.
    const script = `
      const { openLabels, killStep, KILL_DATASET, KILL_SCHEMA } = require(process.argv[1]);
      (async () => {
        const store = await openLabels(process.argv[2], { dataset: KILL_DATASET, schema: KILL_SCHEMA });
        let n = 0;
        for (;; n++) {
          try { await store.add(() => killStep(n)); } catch (error) {
            const again = await store.add(() => killStep(n)).catch((e) => e.code);
            const cell = store.state.layer("person", "ada").cell(n % 20);
            console.log(JSON.stringify({ n, code: error.code, message: error.message, again, held: cell.comment ?? null }));
            await store.close();
            return;
          }
        }
      })();`;
    const entry = path.join(path.dirname(child), "full.js");
    await build({
      stdin: {
        contents: `export { openLabels } from ${JSON.stringify(path.resolve("src/lib/label/store/open-labels.ts"))};
          export * from ${JSON.stringify(path.join(__dirname, "../support/kill-steps.ts"))};`,
        resolveDir: __dirname,
      },
      outfile: entry,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "cjs",
    });
    const { stdout } = await promisify(execFile)("bash", [
      "-c",
      `trap '' XFSZ; ulimit -f 8; exec "$@"`,
      "bash",
      process.execPath,
      "-e",
      script,
      entry,
      folder,
    ]);
    const told = JSON.parse(stdout) as {
      n: number;
      code: string;
      message: string;
      again: string;
      held: string | null;
    };
    assert.deepEqual([told.code, told.again], ["storage", "storage"]);
    assert.match(told.message, /to write the label to disk, found a file size limit/);
    assert.notEqual(told.held, String(told.n), "what is not on disk is not in memory");
    const store = await open(folder);
    assert.deepEqual(store.notes, [], "the journal ends with a whole record");
    for (let n = Math.max(0, told.n - 20); n < told.n; n++) {
      assert.equal(store.state.layer("person", "ada")?.cell(n % 20).comment, String(n));
    }
    await label(store, told.n, told.n + 1);
    await store.close();
  });

  it("in a place that cannot be written says so", async () => {
    const file = path.join(folder, "file");
    await writeFile(file, "");
    for (const place of [path.join(file, "labels"), "/proc/dataplane-lab-labels"]) {
      await assert.rejects(open(place), (error: { code: string; message: string }) => {
        assert.equal(error.code, "storage");
        assert.match(error.message, /to write the label to disk/);
        return true;
      });
    }
  });

  it("loses nothing when a write fails half way, and stops when it cannot be taken back", async () => {
    const written: Buffer[] = [];
    let [fails, truncates] = [false, true];
    const handle = {
      write: async (bytes: Buffer, from: number, length: number) => {
        if (fails) throw Object.assign(new Error("full"), { code: "ENOSPC" });
        const part = bytes.subarray(from, from + Math.min(length, 5));
        written.push(Buffer.from(part));
        return { bytesWritten: part.length, buffer: bytes };
      },
      datasync: async () => undefined,
      truncate: async () => {
        if (!truncates) throw new Error("no");
      },
      close: async () => undefined,
    };
    const writer = new JournalWriter(handle as never, "x", 0);
    await Promise.all([writer.append(Buffer.from("first one")), writer.append(Buffer.from("second"))]);
    assert.equal(Buffer.concat(written).toString(), "first onesecond");
    fails = true;
    await assert.rejects(writer.append(Buffer.from("third")), /no space left/);
    fails = false;
    await writer.append(Buffer.from("fourth"));
    [fails, truncates] = [true, false];
    await assert.rejects(writer.append(Buffer.from("fifth")), /no space left/);
    fails = false;
    await assert.rejects(writer.append(Buffer.from("sixth")), /no space left/, "until it is opened anew");
    assert.equal(writer.broken, true);
  });

  it("takes back a lock whose owner is gone, also a half-written one", async () => {
    await (await open(folder)).close();
    const lock = path.join(folder, "labels.lock");
    const dead = { pid: 2 ** 22 - 3, thread: 0, host: hostname(), started: "1", token: "t" };
    await writeFile(lock, JSON.stringify(dead));
    await (await open(folder)).close();
    // The number of a process that lives, but began at another time.
    await writeFile(lock, JSON.stringify({ ...dead, pid: process.ppid }));
    await (await open(folder)).close();
    await writeFile(lock, "{");
    await utimes(lock, 1, 1);
    await (await open(folder)).close();
    assert.equal(await stat(lock).catch(() => undefined), undefined);
  });
});
