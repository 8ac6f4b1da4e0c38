import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openDatabase } from "../../src/lib/label";
import { openLab } from "../label/support/lab";

const command = path.resolve(__dirname, "../../src/cli/bin/dataplane-lab.js");

function run(args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, "extract", ...args], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("dataplane-lab extract", function () {
  this.timeout(120_000);
  let folder: string;
  let config: string;

  const write = (fields: object): void =>
    writeFileSync(
      config,
      JSON.stringify({
        database: { kind: "duckdb", file: "metrics.duckdb" },
        intervalSeconds: 0,
        finite: true,
        iterations: 3,
        outputFolder: "instances \u202e<img>",
        ...fields,
      }),
    );
  const output = (name: string): string[] =>
    readFileSync(path.join(folder, "instances \u202e<img>", name), "utf8")
      .trimEnd()
      .split("\n");

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "cli-extract-"));
    config = path.join(folder, "extraction.json");
    const lab = await openLab({
      database: await openDatabase({ kind: "duckdb", file: path.join(folder, "metrics.duckdb") }),
    });
    await lab.enforce({ seed: 1, count: 5 });
    await lab.step();
    await lab.close();
  });
  after(() => rmSync(folder, { recursive: true }));
  afterEach(() => rmSync(path.join(folder, "instances \u202e<img>"), { recursive: true, force: true }));

  it("writes instances and stamps, goes on where the folder ends, and says when all is there", () => {
    write({});
    const first = run([config]);
    assert.equal(first.status, 0, first.stderr);
    assert.match(first.stdout, /^0: 5 rules at \d ports; connected .* ms, extracted .* ms, written .* ms$/m);
    assert.match(first.stdout, /instances .*: 3 iterations, complete$/m);
    assert.equal(output("instances.csv").length, 1 + 3 * 5);
    assert.equal(output("instrumentation.csv").length, 1 + 3);
    write({ iterations: 5 });
    const { status, stdout } = run([config, "--json"]);
    const result = JSON.parse(stdout);
    assert.deepEqual(
      [status, result.ended, result.iterations, result.first.iteration, result.last.rules],
      [0, "complete", 2, 3, 5],
    );
    const iterations = output("instances.csv").map((row) => row.split(",")[0]);
    assert.deepEqual([...new Set(iterations)], ["iteration", "0", "1", "2", "3", "4"]);
    assert.match(run([config]).stdout, /all 5 iterations are there already$/m);
    assert.equal(output("instances.csv").length, 1 + 5 * 5);
  });

  it("runs until Ctrl-C, ends cleanly with whole files, and goes on", async () => {
    write({ finite: false, iterations: null, intervalSeconds: 0.05, perRule: false });
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      const child = spawn(process.execPath, [command, "extract", config, "--json"], {
        stdio: ["ignore", "pipe", "pipe"],
      });
      const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
      const printed: string[] = [];
      child.stdout.on("data", (chunk: Buffer) => printed.push(chunk.toString()));
      let complaints = "";
      child.stderr.on("data", (chunk: Buffer) => {
        complaints += chunk.toString();
      });
      const rows = (): number => {
        try {
          return output("instrumentation.csv").length - 1;
        } catch {
          return 0;
        }
      };
      const already = rows();
      while (rows() < already + 3 && child.exitCode === null) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      child.kill(signal);
      assert.equal(await ended, 0, complaints);
      const result = JSON.parse(printed.join(""));
      assert.equal(result.ended, "interrupted");
      assert.equal(result.first.iteration, already);
      assert.equal(rows(), result.last.iteration + 1);
      assert.equal(output("instances.csv").length, 1 + 5 * rows());
      assert.equal(JSON.parse(output("extraction.json")[0]).iterations, rows());
    }
  });

  it("says what is wrong, with the file and the field", () => {
    const cases: readonly (readonly [object, RegExp])[] = [
      [{ intervalSecond: 3 }, /extraction\.json: .*Did you mean "intervalSeconds"/],
      [{ iterations: -1 }, /extraction\.json: expected a whole number from 0 as iterations/],
      [{ outputFolder: "a\0b" }, /extraction\.json: expected a path without NUL as outputFolder/],
      [{ outputFolder: "\ud800" }, /as outputFolder/],
      [{ layout: { queues: 0 } }, /extraction\.json: expected "aggregate", or 1 to 64 queues in layout/],
      [{ features: ["</script>", "__proto__"] }, /extraction\.json: .*found "<\/script>"/],
      [{ database: { kind: "duckdb" } }, /extraction\.json: expected a DuckDB file .*in memory/],
      [{ database: { kind: "duckdb", file: "none.duckdb" } }, /extraction\.json: .*none\.duckdb/],
      [{ database: { kind: "mysql", user: "a", schema: "b", password: "c" } }, /passwordVariable/],
      [
        { database: { kind: "mysql", user: "a", schema: "b", passwordVariable: "NO_SUCH_VARIABLE_1" } },
        /NO_SUCH_VARIABLE_1, found no such variable/,
      ],
    ];
    for (const [fields, message] of cases) {
      write(fields);
      const { status, stdout, stderr } = run([config, "--json"]);
      assert.equal(status, 1, JSON.stringify(fields));
      assert.match(stderr, message);
      assert.match(JSON.parse(stdout).error.message, message);
    }
    writeFileSync(config, "{");
    assert.match(run([config]).stderr, /extraction\.json: expected JSON as the extraction's configuration/);
    assert.match(run([path.join(folder, "none.json")]).stderr, /none\.json: .*found no such file/);
    assert.equal(run([]).status, 2);
    assert.match(run(["--help"]).stdout, /instrumentation\.csv/);
  });
});
