import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { kafkaLog } from "../../../src/lib/stream";
import { KAFKA } from "../../support/kafka";

const script = path.resolve(__dirname, "../../../scripts/kafka.mjs");

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function kafka(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Result> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [script, ...args],
      { env: { ...process.env, ...env } },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
      },
    );
  });
}

/** As the script sees it: a process that ended may stay in the table until somebody asks. */
async function status(folder: string): Promise<{ readonly address: string; readonly running: boolean }> {
  return JSON.parse((await kafka(["status", "--json", "--folder", folder])).stdout);
}

describe("scripts/kafka.mjs", function () {
  this.timeout(120_000);
  let scratch: string;
  beforeEach(() => {
    scratch = mkdtempSync(path.join(os.tmpdir(), "dataplane-lab-kafka-"));
  });
  afterEach(() => rmSync(scratch, { recursive: true, force: true }));

  it("says what it takes, what is missing, and that nothing runs", async () => {
    for (const args of [
      [],
      ["begin"],
      ["start", "stop"],
      ["start", "--port", "0"],
      ["start", "--colour", "red"],
      ["run"],
    ]) {
      const { code, stderr } = await kafka(args);
      assert.deepEqual(
        [code, /expected|Unknown option/.test(stderr)],
        [2, true],
        `${args.join(" ")}: ${stderr}`,
      );
      assert.ok(!/ at .*\.mjs/.test(stderr), "no stack trace");
    }
    const without = await kafka(["start", "--folder", scratch], { JAVA_HOME: path.join(scratch, "none") });
    assert.equal(without.code, 2);
    assert.match(without.stderr, /Java 17 or newer.*apt-get install default-jre-headless/);
    assert.deepEqual((await kafka(["status", "--folder", scratch])).code, 3);
    assert.match((await kafka(["stop", "--folder", scratch])).stdout, /no broker runs/);
  });

  it("starts brokers side by side, keeps what they stored, and stops them (set DATAPLANE_LAB_KAFKA)", async function () {
    if (KAFKA === undefined) return this.skip();
    const folders = ["one", "two"].map((name) => path.join(scratch, name));
    try {
      const started = await Promise.all(
        folders.map((folder) => kafka(["start", "--json", "--folder", folder])),
      );
      const [one, two] = started.map(({ stdout }) => JSON.parse(stdout));
      assert.notEqual(one.port, two.port);
      for (const { address } of [one, two]) assert.match(address, /^127\.0\.0\.1:\d+$/);
      const write = kafkaLog({ brokers: one.address });
      await write.createTopics([{ name: "kept" }]);
      await write.append("kept", [{ value: "1" }]);
      await write.close();
      const other = kafkaLog({ brokers: two.address });
      assert.deepEqual(await other.topics(), []);
      await other.close();

      assert.equal((await kafka(["start", "--folder", folders[0]])).code, 2, "it runs already");
      assert.equal((await kafka(["stop", "--folder", folders[0]])).code, 0);
      assert.equal((await status(folders[0])).running, false);
      const again = JSON.parse((await kafka(["start", "--json", "--folder", folders[0]])).stdout);
      assert.equal(again.address, one.address);
      const read = kafkaLog({ brokers: again.address });
      assert.equal((await read.read("kept", 0, 0)).length, 1);
      await read.close();
    } finally {
      for (const folder of folders) await kafka(["stop", "--folder", folder]);
    }
  });

  it("runs a command beside a broker, and passes on how it ended (set DATAPLANE_LAB_KAFKA)", async function () {
    if (KAFKA === undefined) return this.skip();
    const program = "console.log(process.env.DATAPLANE_LAB_KAFKA); process.exit(5)";
    const { code, stdout } = await kafka(["run", "--", process.execPath, "-e", program]);
    assert.equal(code, 5);
    assert.match(stdout, /^127\.0\.0\.1:\d+\n$/);
    assert.notEqual(stdout.trim(), KAFKA);
  });

  it("leaves no broker behind when it is killed (set DATAPLANE_LAB_KAFKA)", async function () {
    if (KAFKA === undefined) return this.skip();
    const args = [
      "run",
      "--folder",
      scratch,
      "--",
      process.execPath,
      "-e",
      "console.log('up'); setTimeout(() => {}, 5000)",
    ];
    const runner = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "ignore"] });
    for await (const part of runner.stdout) if (String(part).includes("up")) break;
    assert.equal((await status(scratch)).running, true);
    runner.kill("SIGKILL");
    let running = true;
    for (let tries = 0; running && tries < 100; tries++) {
      await sleep(100);
      running = (await status(scratch)).running;
    }
    assert.ok(!running);
  });
});
