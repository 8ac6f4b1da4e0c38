import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { label } from "../../src/lib/index";
import { HttpPage } from "../widget/support/http-page";

const command = path.resolve(__dirname, "../../src/cli/bin/dataplane-lab.js");

function run(args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, "label", ...args], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("dataplane-lab label", function () {
  this.timeout(60_000);
  let folder: string;
  let data: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "cli-label-"));
    data = path.join(folder, "rules.csv");
    writeFileSync(data, "rule_technology,load\nTC,1.50\nOVS,\n");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("prints an address, labels there, ends on Ctrl-C, and writes the labelled table", async () => {
    const child = spawn(process.execPath, [command, "label", data, "--annotator", "ada"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    try {
      const printed = await new Promise<string>((resolve) =>
        child.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString())),
      );
      const url = /^http:\/\/127\.0\.0\.1:\d+\/w\/workbench\/#[\w-]+$/m.exec(printed)?.[0] ?? "";
      assert.notEqual(url, "", printed);
      const page = new HttpPage({ url, token: url.split("#")[1] });
      await page.hello();
      const opened = (await page.ask({ type: "open" })) as unknown as label.OpenReply;
      assert.deepEqual([opened.dataset.rows, opened.settings.annotator], [2, "ada"]);
      await page.ask({ type: "label", row: 0, value: { labels: ["OVS"] } });
    } finally {
      child.kill("SIGINT");
      assert.equal(await ended, 0);
    }
    const out = path.join(folder, "out.csv");
    const { status, stdout, stderr } = run([data, "--save-only", "--export", out]);
    assert.equal(status, 0, stderr);
    assert.equal(stdout, `${out}: 2 rows, 1 labelled\n`);
    const lines = readFileSync(out, "utf8").split("\n");
    assert.match(lines[1], /^TC,1\.50,OVS,ada,\d{4}-.*Z,,,person,2,1$/);
    assert.equal(lines[2], "OVS,,,,,,,,,");
    assert.equal(existsSync(`${data}.labels/labels.lock`), false);
  });

  it("says what is wrong with data, schema and layout", () => {
    const other = path.join(folder, "other.csv");
    writeFileSync(other, "a\n1\n");
    const bad = path.join(folder, "bad.json");
    writeFileSync(bad, '{"name":"x","version":1,"classes":[{"name":"a","color":"#000000"}]}');
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [[path.join(folder, "none.csv")], /found no such file/],
      [[other], /expected a label schema/],
      [[data, "--schema", "netlabeler"], /Did you mean netlabeller/],
      [[data, "--schema", bad], /bad\.json: .*Did you mean "colour"/],
      [[data, "--template", bad], /bad\.json/],
      [[data, "--addresses", "hash"], /a key to hash addresses with/],
    ];
    for (const [args, message] of cases) {
      const { status, stderr } = run(args);
      assert.equal(status, 1, args.join(" "));
      assert.match(stderr, message);
    }
  });
});
