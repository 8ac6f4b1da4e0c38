import assert from "node:assert/strict";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { perf, table } from "../../src/lib/index";
import { experimentFiles, inFolder, type Shape, writeFolder } from "./folders";
import { bytesOf } from "./samples";

async function read(
  shape: Shape,
  options: perf.ExperimentOptions = {},
  change?: (files: Map<string, Buffer>) => void,
): Promise<perf.Experiment> {
  let result: perf.Experiment | undefined;
  await inFolder(async (folder) => {
    const files = experimentFiles(shape);
    change?.(files);
    await writeFolder(path.join(folder, "load", "exp-1"), files, shape.gzip);
    result = await perf.readExperiment(path.join(folder, "load", "exp-1"), options);
  });
  return result as perf.Experiment;
}

describe("one experiment to 63 columns", () => {
  it("has provenance and the columns in their order, each cell from its own file and second", async () => {
    const { table: own, report } = await read({});
    assert.deepEqual(own.names, [...table.PROVENANCE_COLUMNS, ...table.PERFORMANCE_COLUMNS]);
    assert.deepEqual([own.at(0, "scenario"), own.at(0, "experiment")], ["load", "exp-1"]);
    assert.deepEqual([...own.numbers("second")], [0, 1, 2]);
    assert.deepEqual([...own.numbers("input_rate")], [100, 101, 102]);
    assert.deepEqual([...own.numbers("output_rate")], [200, 201, 202]);
    assert.deepEqual([...own.numbers("latency")], [1, 15000, 3]);
    table.VNFS.forEach((vnf, v) => {
      for (const event of table.EVENTS) {
        assert.deepEqual([...own.numbers(`${vnf}_${event}`)], [1000 * v, 1000 * v + 1, 1000 * v + 2]);
      }
    });
    assert.deepEqual([report.rows, report.missingColumns, report.latencyRule], [3, [], "all"]);
  });

  it("flags probe time-outs row by row, and keeps the multiplexing share in a table of its own", async () => {
    const experiment = await read({});
    assert.deepEqual([...experiment.censored], [0, 1, 0]);
    assert.equal(experiment.report.censoredRows, 1);
    const running = experiment.running();
    assert.deepEqual(running.names, [...table.PROVENANCE_COLUMNS, ...table.COUNTERS]);
    assert.ok([...running.numbers("bridge_cycles")].every((share) => share === 50));
  });

  it("reads gzipped files to the same table", async () => {
    const plain = await read({});
    const packed = await read({ gzip: true });
    assert.deepEqual([...packed.table.rows()], [...plain.table.rows()]);
  });

  it("takes the rate without framing when asked", async () => {
    const { table: own } = await read({}, { rate: "Mbit" });
    assert.equal(own.at(0, "input_rate"), 100.5);
  });

  it("chooses the probes by rule, and says which", async () => {
    const [all, skipping, alternating] = await Promise.all([
      read({ seconds: 8, probes: 8 }),
      read({ seconds: 8, probes: 12 }, { latencyRule: "skip-4" }),
      read({ seconds: 8, probes: 16 }),
    ]);
    assert.equal(all.report.latencyRule, "all");
    assert.deepEqual([...skipping.table.numbers("latency")], [5, 6, 7, 8, 9, 10, 11, 12]);
    assert.equal(alternating.report.latencyRule, "every-second");
    assert.deepEqual([...alternating.table.numbers("latency")], [15000, 4, 6, 8, 10, 12, 14, 16]);
  });

  it("aligns to the shortest series, or to the firewall with missing ends", async () => {
    const shorten = (files: Map<string, Buffer>): void => {
      files.set(
        "rx_stats.csv",
        bytesOf((files.get("rx_stats.csv") as Buffer).toString().split("\r\n").slice(0, 3)),
      );
    };
    const shortest = await read({}, {}, shorten);
    assert.equal(shortest.table.length, 2);
    const firewall = await read({}, { align: "firewall" }, shorten);
    assert.deepEqual([...firewall.table.numbers("output_rate")], [200, 201, Number.NaN]);
    assert.deepEqual([...firewall.table.numbers("input_rate")], [100, 101, 102]);
  });

  it("joins by time whatever the zone of the machine's clock, and by position does not", async () => {
    for (const zone of [-3.5, 0, 2, 5.75]) {
      const joined = await read({ early: 2, zone, seconds: 4 }, { align: "time" });
      assert.deepEqual([...joined.table.numbers("input_rate")], [100, 101, 102, 103]);
      assert.deepEqual([...joined.table.numbers("bridge_cycles")], [4000, 4001, 4002, 4003]);
    }
    const shifted = await read({ early: 2, seconds: 4 });
    assert.equal(shifted.table.at(0, "input_rate"), 98);
  });

  it("pads a VNF's log that ends early with missing cells", async () => {
    const { table: own } = await read({}, {}, (files) => {
      files.set(
        "bridge.csv",
        bytesOf((files.get("bridge.csv") as Buffer).toString().split("\r\n").slice(0, 14)),
      );
    });
    assert.deepEqual([...own.numbers("bridge_cycles")], [4000, Number.NaN, Number.NaN]);
  });

  it("has no latency without a log of it, and says so", async () => {
    const { table: own, report } = await read({}, {}, (files) => files.delete("latency.csv"));
    assert.ok(own.numbers("latency").every(Number.isNaN));
    assert.equal(report.latencyRule, null);
  });

  it("names the missing file of an experiment without a VNF or a rate log", async () => {
    for (const name of ["payload_scan.csv", "tx_stats.csv"]) {
      await assert.rejects(
        read({}, {}, (files) => files.delete(name)),
        (error: Error) => error.name === "LabError" && error.message.includes(name),
      );
    }
  });

  it("counts a missing event as a column of missing cells, not of zeros", async () => {
    const { table: own, report } = await read({}, {}, (files) => {
      const text = (files.get("firewall.csv") as Buffer).toString();
      files.set("firewall.csv", Buffer.from(text.replace(/^.*LLC-loads.*\r\n/gm, "")));
    });
    assert.deepEqual(report.missingColumns, ["firewall_LLC-loads"]);
    assert.ok(own.numbers("firewall_LLC-loads").every(Number.isNaN));
  });
});

describe("a scenario", () => {
  it("stacks its experiments in natural order, whatever their names", async () => {
    await inFolder(async (folder) => {
      for (const name of ["exp10", "exp-2", "long-exp-1", "exp9"])
        await writeFolder(path.join(folder, name), experimentFiles());
      await writeFolder(path.join(folder, ".ipynb_checkpoints"), experimentFiles());
      await writeFolder(path.join(folder, "notes"), new Map([["readme.md", Buffer.from("x")]]));
      const { table: own, report, censored } = await perf.readScenario(folder);
      const names = [...new Set(own.texts("experiment"))];
      assert.deepEqual(
        names,
        ["exp9", "exp10", "exp-2", "long-exp-1"].sort(new Intl.Collator("en", { numeric: true }).compare),
      );
      assert.deepEqual([own.length, censored.length, report.rows], [12, 12, 12]);
      assert.deepEqual(report.ignored, [".ipynb_checkpoints", "notes"]);
      const compat = await perf.readScenario(folder, { parser: "drst-compat" });
      assert.deepEqual([...new Set(compat.table.texts("experiment"))], ["exp-2"]);
      const chosen = await perf.readScenario(folder, { include: (name) => name === "exp9" });
      assert.equal(chosen.table.length, 3);
    });
  });

  it("lists every experiment that fails, or leaves it out with its error", async () => {
    await inFolder(async (folder) => {
      for (const name of ["exp-1", "exp-2", "exp-3"])
        await writeFolder(path.join(folder, name), experimentFiles());
      await rm(path.join(folder, "exp-2", "bridge.csv"));
      await rename(path.join(folder, "exp-3", "rx_stats.csv"), path.join(folder, "exp-3", "old.csv"));
      await assert.rejects(perf.readScenario(folder), (error: Error) => {
        assert.match(error.message, /2 that cannot be read: exp-2: .*bridge\.csv.*exp-3: .*rx_stats\.csv/);
        return true;
      });
      const { table: own, report } = await perf.readScenario(folder, { onError: "report" });
      assert.equal(own.length, 3);
      assert.deepEqual(
        report.failed.map(({ experiment, error }) => [experiment, error.code]),
        [
          ["exp-2", "not-found"],
          ["exp-3", "not-found"],
        ],
      );
    });
  });

  it("says that a folder holds no experiment, and where there are some one level below", async () => {
    await inFolder(async (folder) => {
      await assert.rejects(perf.readScenario(folder), { name: "LabError", code: "not-found" });
      await assert.rejects(perf.readScenario(path.join(folder, "gone")), {
        name: "LabError",
        code: "not-found",
      });
      const below = path.join(folder, "resource_stimulus");
      await mkdir(path.join(below, "exp-1"), { recursive: true });
      await mkdir(path.join(folder, "a", "empty"), { recursive: true });
      await assert.rejects(perf.readScenario(folder), (error: Error) => !error.message.includes("one level"));
      await writeFile(path.join(below, "exp-1", "firewall.csv"), "");
      await assert.rejects(perf.readScenario(folder), (error: Error) =>
        error.message.endsWith(`There are some one level below: read ${below}.`),
      );
    });
  });
});
