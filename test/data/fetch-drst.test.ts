import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";

const script = path.resolve(__dirname, "../../scripts/fetch-drst.mjs");
const published = process.env.DATAPLANE_LAB_DRST;
const TABLES = ["stage0_baseline_full.csv", "stage2_resource_stimulus_full.csv"] as const;
const SOURCES = ["datasets/combined.csv", "datasets/resource_stimulus_global_A-B-C_modified.csv"] as const;

function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

describe("scripts/fetch-drst.mjs", () => {
  let scratch: string;
  let output: string;
  let server: Server | undefined;
  beforeEach(() => {
    scratch = mkdtempSync(path.join(os.tmpdir(), "dataplane-lab-fetch-"));
    output = path.join(scratch, "drst");
  });
  afterEach(() => {
    server?.close();
    server = undefined;
    rmSync(scratch, { recursive: true, force: true });
  });

  /** A server that answers with what `answer` gives for a path, 404 for undefined; and its address. */
  async function serve(answer: (place: string) => Buffer | undefined): Promise<string> {
    server = createServer((request, response) => {
      const body = answer(decodeURIComponent(request.url ?? "").slice(1));
      response.writeHead(body === undefined ? 404 : 200).end(body);
    });
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it("copies the published tables from a folder, and leaves what is right alone (set DATAPLANE_LAB_DRST)", async function () {
    if (published === undefined) return this.skip();
    const first = await run("--from", published, "-o", output);
    assert.equal(first.code, 0, first.stderr);
    for (const name of TABLES) {
      assert.ok(readFileSync(path.join(output, name)).equals(readFileSync(path.join(published, name))));
    }
    const second = await run("--from", path.join(scratch, "gone"), "-o", output);
    assert.equal(second.code, 0, second.stderr);
    assert.equal(second.stdout.match(/there already/g)?.length, 2);
    writeFileSync(path.join(output, TABLES[1]), "cut short");
    assert.equal((await run("--from", published, "-o", output)).code, 0);
    assert.ok(
      readFileSync(path.join(output, TABLES[1])).equals(readFileSync(path.join(published, TABLES[1]))),
    );
  });

  it("fetches them by HTTP from the repository's paths (set DATAPLANE_LAB_DRST)", async function () {
    if (published === undefined) return this.skip();
    const asked: string[] = [];
    const base = await serve((place) => {
      asked.push(place);
      const k = SOURCES.findIndex((source) => place === `mirror/${source}`);
      return k < 0 ? undefined : readFileSync(path.join(published, TABLES[k]));
    });
    const ended = await run("--base-url", `${base}/mirror`, "-o", output);
    assert.equal(ended.code, 0, ended.stderr);
    assert.deepEqual(
      asked,
      SOURCES.map((source) => `mirror/${source}`),
    );
    assert.deepEqual(readdirSync(output).sort(), [...TABLES].sort());
  });

  it("refuses one changed byte and keeps nothing of it (set DATAPLANE_LAB_DRST)", async function () {
    if (published === undefined) return this.skip();
    const tampered = path.join(scratch, "tampered");
    mkdirSync(tampered);
    for (const name of TABLES) copyFileSync(path.join(published, name), path.join(tampered, name));
    const bytes = readFileSync(path.join(tampered, TABLES[0]));
    bytes[100_000] ^= 1;
    writeFileSync(path.join(tampered, TABLES[0]), bytes);
    const ended = await run("--from", tampered, "-o", output);
    assert.equal(ended.code, 1);
    assert.match(
      ended.stderr,
      /stage0_baseline_full\.csv from .*expected 1222753 bytes with SHA-256 bd9ae40b/,
    );
    assert.equal(existsSync(output), false);
  });

  it("refuses a longer answer without reading on, and a missing file", async () => {
    const base = await serve((place) =>
      place === SOURCES[0] ? Buffer.alloc(1_222_754 + 65_536) : undefined,
    );
    const longer = await run("--base-url", base, "-o", output);
    assert.equal(longer.code, 1);
    assert.match(longer.stderr, /expected 1222753 bytes, found more/);
    const missing = await run("--base-url", `${base}/nowhere`, "-o", output);
    assert.match(missing.stderr, /expected the file, found HTTP 404/);
    assert.equal(existsSync(output), false);
  });

  it("says what to do when nothing answers, or the folder has no table", async () => {
    const base = await serve(() => undefined);
    server?.close();
    server = undefined;
    const offline = await run("--base-url", base, "-o", output);
    assert.equal(offline.code, 1);
    assert.match(offline.stderr, /expected an answer, found none \(ECONNREFUSED\)/);
    assert.match(offline.stderr, /--from <folder>/);
    const empty = await run("--from", scratch, "-o", output);
    assert.match(empty.stderr, /stage0_baseline_full\.csv: expected the table, found nothing/);
    const unknown = await run("--form", scratch);
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /^fetch-drst: .*--form/);
  });
});
