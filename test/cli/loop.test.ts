import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { loop, table } from "../../src/lib/index";
import { counters } from "../loop/run/drifting";

const bin = path.resolve(__dirname, "../../src/cli/bin/dataplane-lab.js");
const run = (...args: string[]) => spawnSync(process.execPath, [bin, ...args], { encoding: "utf8" });

describe("dataplane-lab loop, models and serve", function () {
  this.timeout(180_000);
  let folder: string;
  let stages: string;
  let out: string;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "cli-loop-"));
    const [calm, moved] = ["calm", "moved"].map((name) => path.join(folder, `${name}.csv`));
    await table.writeCsv(counters(700, "cli calm"), calm);
    await table.writeCsv(counters(500, "cli moved", 1), moved);
    stages = `${calm}:tail:300,${moved}:head:400`;
    out = path.join(folder, "run");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("replays stages, adapts, writes the run folder and its summary; the same seed twice is the same", async () => {
    const { status, stdout, stderr } = run("loop", "--stages", stages, "--seed", "4", "-o", out, "--json");
    assert.equal(status, 0, stderr);
    const summary = JSON.parse(stdout);
    assert.deepEqual([summary.rows, summary.state, summary.strategy], [700, "finished", "default"]);
    assert.deepEqual(
      summary.scores.map(({ name, rows }: { name: string; rows: number }) => [name, rows]),
      [
        ["all", 700],
        ["calm", 300],
        ["moved", 400],
      ],
    );
    assert.ok(summary.adopted > 0);
    assert.ok(existsSync(path.join(out, "report.html")));
    const again = path.join(folder, "again");
    const text = run(
      "loop",
      "--stages",
      stages,
      "--seed",
      "4",
      "-o",
      again,
      "--run",
      "other",
      "--replicas",
      "2",
    );
    assert.equal(text.status, 0, text.stderr);
    assert.match(text.stdout, /^run other, strategy default, embedded log, finished: 700 rows\n/);
    const [one, two] = await Promise.all([loop.openRun(out), loop.openRun(again)]);
    assert.deepEqual([...two.rows.numbers("current")], [...one.rows.numbers("current")]);
  });

  it("lists, shows and rolls back models", async () => {
    const list = JSON.parse(run("models", "list", out, "--json").stdout);
    assert.ok(list.models.length > 1);
    const { model, version } = list.inService;
    assert.match(run("models", "list", out).stdout, new RegExp(`^\\* ${model}  challenger`, "m"));
    const shown = JSON.parse(run("models", "show", out, "--json").stdout);
    assert.deepEqual([shown.id, shown.target], [model, "output_rate"]);
    const back = JSON.parse(run("models", "rollback", out, "--json").stdout);
    assert.deepEqual([back.version, back.cause, back.previous], [version + 1, "rollback", model]);
    assert.equal((await loop.folderRegistry(path.join(out, "models")).pointer())?.model, back.model);
    assert.match(
      run("models", "show", out).stdout,
      new RegExp(`^${back.model}: output_rate from 4 features`),
    );
  });

  it("ends in order when it is interrupted, or told to stop through its folder", async () => {
    for (const how of ["SIGINT", "stop"]) {
      const target = path.join(folder, how);
      const child = spawn(process.execPath, [bin, "loop", "--stages", stages, "--tps", "100", "-o", target], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const exit = once(child, "exit");
      for (let tries = 0; tries < 300; tries++) {
        const rows = (await loop.openRun(target).catch(() => undefined))?.rows.length ?? 0;
        if (rows > 10) break;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      if (how === "stop") {
        appendFileSync(path.join(target, "control.jsonl"), '{"command":"stop","by":"test","time":1}\n');
      } else child.kill("SIGINT");
      assert.deepEqual(await exit, [0, null]);
      const stopped = await loop.openRun(target);
      assert.equal(stopped.head.state, "stopped");
      assert.ok(stopped.rows.length > 10 && stopped.rows.length < 700 && stopped.summary !== undefined);
    }
  });

  it("explains what is wrong", () => {
    const first = stages.split(",")[1];
    const whole = first.replace(/:head.*/, "");
    const failures: [string[], RegExp][] = [
      [["loop", "--stages", "no.csv:tail:5", "-o", out], /no\.csv/],
      [["loop", "--stages", stages, "-o", out], /a folder without a run in it, found the run/],
      [
        ["loop", "--stages", whole, "-o", `${out}2`],
        /rows of the first stage that are not replayed.*:tail:500/,
      ],
      [["loop", "--stages", `${whole}:tail:x`, "-o", `${out}2`], /:head:<rows> or :tail:<rows>/],
      [
        ["loop", "--stages", "resource_stimulis:tail:5", "-o", `${out}2`, "--data", "testbed"],
        /a stage: 0 to 3/,
      ],
      [
        ["loop", "--stages", stages, "-o", `${out}2`, "--adapt", "magic"],
        /a strategy: none, original, default/,
      ],
      [["loop", "--stages", stages, "-o", `${out}2`, "--tps", "fast"], /--tps: a number of rows per second/],
      [["loop", "--stages", stages, "-o", `${out}2`, "--form", "xml"], /--form typed or json/],
      [["models", "list", folder], /a run folder with models/],
      [["models", "list"], /a run folder, or --broker and --run/],
      [["models", "rollback", out, "--to", "latest"], /the id of a model/],
      [["serve", "predict", "--broker", "embedded", "--run", "r"], /--broker host:port.*dataplane-lab loop/],
      [["serve", "predict", "--broker", "127.0.0.1:1", "--run", "r"], /127\.0\.0\.1:1/],
      [["serve", "predict", "--broker", "127.0.0.1:1", "--run", "a/b"], /a run id/],
    ];
    for (const [args, message] of failures) {
      const { status, stderr } = run(...args);
      assert.equal(status, 1, `${args.join(" ")}: ${stderr}`);
      assert.match(stderr, message);
    }
    assert.ok(!existsSync(`${out}2`), "nothing is made for what cannot run");
    assert.equal(run("serve", "everything").status, 2);
  });
});
