import assert from "node:assert/strict";
import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import {
  collector,
  extractionLoop,
  fileSink,
  INSTANCES_FILE,
  INSTRUMENTATION_FILE,
  openDatabase,
  type Rule,
  ruleFile,
  runExtraction,
} from "../../../src/lib/label";
import { readCsv } from "../../../src/lib/table";
import { HOSTILE, type Lab, openLab, steppedPace } from "../support/lab";

describe("files of an extraction", () => {
  let folder: string;
  let lab: Lab;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "dataplane-lab-"));
    lab = await openLab();
    await lab.enforce({ seed: 2, count: 5 });
    await lab.step();
  });
  afterEach(async () => {
    await lab.close();
    await rm(folder, { recursive: true });
  });

  async function run(
    iterations: number,
    options: { perRule?: boolean; features?: string[] } = {},
  ): Promise<number[]> {
    const { features, ...rest } = options;
    const sink = await fileSink(folder, rest);
    const seen: number[] = [];
    for await (const { iteration } of extractionLoop({
      database: lab.database,
      intervalMs: 0,
      iterations,
      sink,
      pace: steppedPace(),
      ...(features === undefined ? {} : { features }),
    })) {
      seen.push(iteration);
      await lab.step();
    }
    return seen;
  }

  it("are one table with the rule's id, and the stamps of each iteration", async () => {
    assert.deepEqual(await run(3), [0, 1, 2]);
    const instances = await readCsv(path.join(folder, INSTANCES_FILE));
    assert.deepEqual([...instances.numbers("iteration")], [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
    assert.equal(new Set(instances.texts("rule")).size, 5);
    assert.equal(instances.names.length, 5 + 34);
    const steps = await readCsv(path.join(folder, INSTRUMENTATION_FILE));
    assert.equal(steps.length, 3);
    for (const row of steps.rows()) {
      assert.ok(Number(row.begun) < Number(row.connected) && Number(row.extracted) < Number(row.written));
      assert.equal(row.extraction_ms, Number(row.extracted) - Number(row.connected));
    }
  });

  it("are one CSV a rule when asked, whatever the rules are called", async () => {
    await run(2, { perRule: true });
    const names = (await readdir(folder)).filter((name) => name.startsWith("rule-"));
    assert.deepEqual(new Set(names), new Set(lab.network.rules().map((rule) => ruleFile(rule.id))));
    const one = await readCsv(path.join(folder, ruleFile("rule-3")));
    assert.deepEqual([...one.numbers("iteration")], [0, 1]);
    for (const text of [...HOSTILE, "../../etc/passwd", "a/b", "."]) {
      assert.match(ruleFile(text), /^rule-[A-Za-z0-9-]{0,40}-[0-9a-f]{12}\.csv$/);
    }
    assert.notEqual(ruleFile("a/b"), ruleFile("a b"));
  });

  it("are continued by the next run, cut back to the last whole iteration", async () => {
    await run(2);
    const whole = await readFile(path.join(folder, INSTANCES_FILE), "utf8");
    // What a crash in the third iteration leaves: rows of it, some of one, and no word of it in the state.
    await appendFile(path.join(folder, INSTANCES_FILE), '2,5000,edge,"edge/eth0",ru');
    await writeFile(path.join(folder, ruleFile("half")), "iteration\n2\n");
    await writeFile(path.join(folder, "mine.csv"), "a\n1\n");
    assert.deepEqual(await run(4), [2, 3]);
    const after = await readFile(path.join(folder, INSTANCES_FILE), "utf8");
    assert.ok(after.startsWith(whole));
    const { numbers } = {
      numbers: [...(await readCsv(path.join(folder, INSTANCES_FILE))).numbers("iteration")],
    };
    assert.deepEqual(
      numbers,
      [0, 1, 2, 3].flatMap((i) => [i, i, i, i, i]),
    );
    const names = await readdir(folder);
    assert.ok(!names.includes(ruleFile("half")));
    assert.ok(names.includes("mine.csv"), "nobody else's file is touched");
    assert.equal((await readCsv(path.join(folder, INSTRUMENTATION_FILE))).length, 4);
  });

  it("are not mixed with another layout's, nor with files of unknown origin", async () => {
    await run(1);
    await assert.rejects(run(2, { features: ["rx_packets"] }), { code: "format", hint: /layout/ });
    await rm(path.join(folder, "extraction.json"));
    const { size } = await stat(path.join(folder, INSTANCES_FILE));
    await assert.rejects(run(1), { code: "format", message: /instances\.csv|instrumentation\.csv/ });
    assert.equal((await stat(path.join(folder, INSTANCES_FILE))).size, size);
  });

  it("that a forged state names outside of the folder are left alone", async () => {
    await run(1);
    const victim = path.join(os.tmpdir(), `dataplane-lab-victim-${process.pid}.csv`);
    await writeFile(victim, "precious");
    for (const name of [`../${path.basename(victim)}`, victim, "mine.csv", "__proto__"]) {
      await writeFile(
        path.join(folder, "extraction.json"),
        `{"iterations":1,"files":{${JSON.stringify(name)}:0}}`,
      );
      await assert.rejects(fileSink(folder), { code: "format" }, name);
    }
    assert.equal(await readFile(victim, "utf8"), "precious");
    await rm(victim);
    for (const text of [
      "",
      "{}",
      "[]",
      '{"iterations":-1,"files":{}}',
      '{"iterations":1,"files":{"instances.csv":1e15}}',
    ]) {
      await writeFile(path.join(folder, "extraction.json"), text);
      await assert.rejects(fileSink(folder), { code: "format" }, text);
    }
  });

  it("come from a configuration as well", async () => {
    const file = path.join(folder, "lab.duckdb");
    const out = path.join(folder, "out");
    const database = await openDatabase({ kind: "duckdb", file });
    const second = await collector(lab.log, lab.topics, database, { group: "second" });
    await second.collect();
    await second.close();
    await database.close();
    const seen: number[] = [];
    const config = {
      database: { kind: "duckdb", file },
      intervalSeconds: 0,
      finite: true,
      iterations: 2,
      layout: {},
      features: ["rule_technology", "rx_packets"],
      outputFolder: out,
      perRule: false,
    } as const;
    for await (const { instances } of runExtraction(config)) seen.push(instances.length);
    assert.deepEqual(seen, [5, 5]);
    assert.equal((await readCsv(path.join(out, INSTANCES_FILE))).names.length, 7);
  });

  it("hold hostile ids as text", async () => {
    const base: Rule = lab.network.rules()[0];
    const ids = HOSTILE.filter((text) => text.length < 100);
    for (const id of ids) lab.network.apply({ ...base, id });
    await lab.step();
    await run(1);
    const rules = (await readCsv(path.join(folder, INSTANCES_FILE), { types: { rule: "text" } })).texts(
      "rule",
    );
    // No CSV holds a NUL; everything else is there as it was.
    for (const id of ids) assert.ok(rules.includes(id.replaceAll("\0", "\ufffd")), JSON.stringify(id));
  });
});
