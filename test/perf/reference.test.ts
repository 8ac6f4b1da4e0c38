import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, rename, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { perf, table } from "../../src/lib/index";
import { reference } from "./drst";
import { inFolder } from "./folders";

describe("reference data sets", () => {
  it("is the bundled testbed without the published tables, wherever the process stands", async () => {
    const before = process.cwd();
    process.chdir(os.tmpdir());
    try {
      const testbed = perf.openReference("testbed", { env: {} });
      assert.deepEqual([testbed.name, testbed.simulated, testbed.stages], ["testbed", true, perf.STAGES]);
      for (const stage of testbed.stages) {
        const own = await testbed.table(stage);
        assert.deepEqual(own.names, [...table.PROVENANCE_COLUMNS, ...table.PERFORMANCE_COLUMNS]);
        assert.ok(own.length > 100, stage);
        assert.deepEqual([...new Set(own.texts("scenario"))], [stage]);
        assert.ok(existsSync(await testbed.rawFolder(stage)));
      }
    } finally {
      process.chdir(before);
    }
  });

  it("prefers what the variable names, then what was fetched, then the testbed", async () => {
    await inFolder(async (project) => {
      assert.equal(perf.openReference(undefined, { env: {}, project }).name, "testbed");
      assert.equal(
        perf.openReference(undefined, { env: { DATAPLANE_LAB_DRST: "/x" }, project }).name,
        "drst",
      );
      await mkdir(path.join(project, "data", "drst"), { recursive: true });
      assert.equal(perf.openReference(undefined, { env: {}, project }).name, "drst");
      assert.equal(
        perf.openReference("testbed", { env: { DATAPLANE_LAB_DRST: "/x" }, project }).name,
        "testbed",
      );
    });
  });

  it("says whether the raw files are there: the tables may come without them", async () => {
    await inFolder(async (project) => {
      const env = { DATAPLANE_LAB_DRST: project };
      assert.equal(perf.openReference("testbed", { env: {} }).hasRaw, true);
      assert.equal(perf.openReference("drst", { env, project }).hasRaw, false);
      await writeFile(path.join(project, "raw_excerpts.tgz"), "");
      assert.equal(perf.openReference("drst", { env, project }).hasRaw, true);
    });
  });

  it("says what to set or to run", async () => {
    await inFolder(async (project) => {
      const message = async (use: () => unknown): Promise<string> => {
        try {
          await use();
        } catch (error) {
          return (error as Error).message;
        }
        return "no error";
      };
      assert.match(
        await message(() => perf.openReference("drst", { env: {}, project })),
        /fetch-drst\.mjs.*DATAPLANE_LAB_DRST/,
      );
      const named = perf.openReference("drst", { env: { DATAPLANE_LAB_DRST: project }, project });
      assert.match(await message(() => named.table(0)), /stage0_baseline_full\.csv.*DATAPLANE_LAB_DRST/);
      assert.match(await message(() => named.table(1)), /"random_rates", whose table was never published/);
      assert.match(await message(() => named.table(4)), /a stage: 0 to 3/);
      assert.match(await message(() => perf.openReference("tesbed" as "testbed")), /Did you mean "testbed"/);
      const testbed = perf.openReference("testbed", { project });
      assert.match(await message(() => testbed.rawFolder(0)), /make-testbed\.mjs/);
    });
  });

  it("names the experiments of the published segments (set DATAPLANE_LAB_DRST)", async function () {
    const drst = reference(this);
    const [c, s] = [await drst.table("load_stimulus"), await drst.table(2)];
    assert.deepEqual([c.length, s.length, drst.stages.length, drst.simulated], [1790, 2284, 2, false]);
    assert.deepEqual(c.names, [...table.PROVENANCE_COLUMNS, ...table.PERFORMANCE_COLUMNS]);
    const count = (of: table.Table): number[] =>
      [...new Set(of.texts("experiment"))].map(
        (name) => of.texts("experiment").filter((each) => each === name).length,
      );
    assert.deepEqual(count(c), new Array(10).fill(179));
    assert.equal(count(s).length, 50);
    assert.deepEqual([...new Set(count(s))].sort(), [45, 46]);
    assert.deepEqual([s.at(0, "experiment"), s.at(2283, "experiment")], ["exp-3-1-1", "exp-7-3-5"]);
    assert.equal(await drst.table(0), c, "read once");
  });

  it("unpacks the excerpts once, whole or not at all (set DATAPLANE_LAB_DRST)", async function () {
    reference(this);
    const source = process.env.DATAPLANE_LAB_DRST as string;
    await inFolder(async (project) => {
      const data = path.join(project, "data", "drst");
      await mkdir(data, { recursive: true });
      await copyFile(path.join(source, "raw_excerpts.tgz"), path.join(data, "raw_excerpts.tgz"));
      const open = (): Promise<string> => perf.openReference("drst", { env: {}, project }).rawFolder(3);
      const [first, second] = await Promise.all([open(), open()]);
      assert.equal(first, second);
      assert.equal((await readdir(first)).filter((name) => name.startsWith("exp-")).length, 58);
      const left = await readdir(path.join(project, ".cache"));
      assert.equal(left.length, 1, "no half-made folder stays");
      await rename(path.join(data, "raw_excerpts.tgz"), path.join(data, "moved"));
      await writeFile(path.join(data, "raw_excerpts.tgz"), "no archive");
      await assert.rejects(open(), { name: "LabError", code: "format" });
      assert.deepEqual(await readdir(path.join(project, ".cache")), left);
    });
  });
});
