import assert from "node:assert/strict";
import { copyFile, mkdir, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { perf } from "../../../src/lib/index";
import { experimentFiles, inFolder, writeFolder } from "../folders";
import { pairOf, traffic } from "./support";

const testbed = path.resolve(__dirname, "../../../data/testbed");

interface Plan {
  readonly name: string;
  readonly scenario: string;
  readonly capture: { readonly from: number; readonly seconds: number; readonly oneIn: number } | null;
}

/** The bundled experiments that have both logs and captures. */
async function captured(): Promise<(Plan & { readonly capture: NonNullable<Plan["capture"]> })[]> {
  const { plans } = JSON.parse(await readFile(path.join(testbed, "plan.json"), "utf8")) as {
    plans: readonly Plan[];
  };
  return plans.flatMap((plan) => (plan.capture === null ? [] : [{ ...plan, capture: plan.capture }]));
}

/** A copy of a bundled experiment without its rate and latency logs. */
async function withoutLogs(folder: string, plan: Plan): Promise<string> {
  const from = path.join(testbed, "raw", plan.scenario, plan.name);
  const to = path.join(folder, plan.scenario, plan.name);
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    if (!/^(?:tx_stats|rx_stats|latency)/.test(name))
      await copyFile(path.join(from, name), path.join(to, name));
  }
  return to;
}

describe("an experiment with a pair of captures in place of its logs", () => {
  it("has the rates and latencies of all nine bundled pairs where the logs have them", async () => {
    const plans = await captured();
    assert.equal(plans.length, 9);
    const ratios: number[] = [];
    await inFolder(async (folder) => {
      for (const plan of plans) {
        const label = `${plan.scenario}/${plan.name}`;
        const { from, seconds, oneIn } = plan.capture;
        const logged = await perf.readExperiment(path.join(testbed, "raw", plan.scenario, plan.name));
        const own = await perf.readExperiment(await withoutLogs(folder, plan), { captures: { oneIn } });
        assert.deepEqual(own.table.names, logged.table.names);
        assert.deepEqual([own.report.align, own.report.latencyRule], ["time", "all"], label);
        const { captures } = own.report;
        assert.ok(captures !== null && captures.ambiguous === 0 && captures.offset.how === "same-clock");
        assert.equal(captures.egress.unmatched, 0, label);
        const rows = own.table.numbers("latency").length;
        let covered = 0;
        for (let row = 0; row < rows; row++) {
          const rate = own.table.at(row, "input_rate");
          if (rate === null || rate === 0) continue;
          covered++;
          // About 500 packets a second of mixed sizes tell the rate with a standard error of 6.5 %; fewer leave.
          const near = (name: string, tolerance: number): void => {
            const [found, expected] = [
              own.table.at(row, name) as number,
              logged.table.at(row, name) as number,
            ];
            ratios.push(found / expected);
            assert.ok(
              Math.abs(found / expected - 1) < tolerance,
              `${label}, row ${row}, ${name}: ${found}, logged ${expected}`,
            );
          };
          near("input_rate", 0.26);
          near("output_rate", 0.35);
          assert.equal(own.table.at(row, "bridge_cycles"), logged.table.at(row, "bridge_cycles"), label);
        }
        // Perf begins nearly a second behind the rate logs, so the rows are those of perf's clock.
        assert.ok(
          covered >= seconds - 1 && covered <= seconds + 1,
          `${label}: ${covered} of ${seconds} from ${from}`,
        );
      }
      const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
      assert.ok(Math.abs(mean - 1) < 0.03, `mean ratio to the logs: ${mean}`);
    });
  });

  it("agrees with the truth of the simulation in what was lost and how long the rest took", async () => {
    const [plan] = (await captured()).filter(({ name }) => name === "exp-5-3-1");
    const raw = path.join(testbed, "raw", plan.scenario, plan.name);
    const sequences = async (name: string): Promise<Map<number, bigint>> => {
      const bytes = gunzipSync(await readFile(path.join(raw, name)));
      const times = new Map<number, bigint>();
      for (let at = 24; at < bytes.length; at += 16 + bytes.readUInt32LE(at + 8)) {
        const time = BigInt(bytes.readUInt32LE(at)) * 1_000_000_000n + BigInt(bytes.readUInt32LE(at + 4));
        // The generator wrote a sequence number into each payload, which the matching knows nothing of.
        times.set(bytes.readUInt32BE(at + 16 + 46), time);
      }
      return times;
    };
    const [sent, received] = [await sequences("ingress.pcap.gz"), await sequences("egress.pcap.gz")];
    const { table, report } = await perf.matchCaptures(
      path.join(raw, "ingress.pcap.gz"),
      path.join(raw, "egress.pcap.gz"),
    );
    assert.equal(report.ingress.matched, received.size);
    assert.equal(report.ingress.unmatched + report.ingress.outside, sent.size - received.size);
    const bySecond = new Map<number, number[]>();
    for (const [sequence, left] of received) {
      const entered = sent.get(sequence) as bigint;
      const second = Number(entered / 1_000_000_000n);
      bySecond.set(second, [...(bySecond.get(second) ?? []), Number(left - entered) / 1000]);
    }
    for (let row = 0; row < table.length; row++) {
      const latencies = (bySecond.get((table.at(row, "time") as number) / 1000) ?? []).sort((a, b) => a - b);
      assert.equal(table.at(row, "matched"), latencies.length);
      if (latencies.length === 0) continue;
      const middle = latencies.length / 2;
      const median = (latencies[Math.ceil(middle) - 1] + latencies[Math.floor(middle)]) / 2;
      assert.ok(Math.abs((table.at(row, "latency") as number) - median) < 1e-6, `row ${row}`);
    }
  });

  it("joins by the captures' time, counts the rate without framing when asked, and names the captures", async () => {
    await inFolder(async (folder) => {
      const files = experimentFiles({ seconds: 3, zone: 0 });
      for (const name of ["tx_stats.csv", "rx_stats.csv", "latency.csv"]) files.delete(name);
      // The counter logs begin on 18 July 2022 at 11:33:09, the captures one second later.
      const begin = Date.UTC(2022, 6, 18, 11, 33, 10) - Date.UTC(2024, 0, 1);
      const passages = traffic(200, { gap: 10_000, payload: 958 }).map((p) => ({
        ...p,
        sent: p.sent + begin * 1000,
        received: p.received + begin * 1000,
      }));
      const [ingress, egress] = pairOf(passages);
      files.set("ingress.pcap", Buffer.from(ingress));
      files.set("egress.pcapng", Buffer.from(egress));
      await writeFolder(path.join(folder, "e"), files);
      assert.ok(await perf.isExperimentFolder(path.join(folder, "e")));
      const { table, report } = await perf.readExperiment(path.join(folder, "e"));
      const framed = (100 * 1024 * 8) / 1e6;
      assert.deepEqual([...table.numbers("input_rate")], [Number.NaN, framed, framed]);
      assert.deepEqual([...table.numbers("bridge_cycles")], [4000, 4001, 4002]);
      assert.deepEqual(report.lengths, { firewall: 3, tx: 2, rx: 2, latency: 2 });
      assert.deepEqual(
        report.files.slice(5).map(({ file, lines }) => [path.basename(file ?? ""), lines]),
        [
          ["ingress.pcap", 200],
          ["egress.pcapng", 200],
        ],
      );
      const bare = await perf.readExperiment(path.join(folder, "e"), { rate: "Mbit", align: "min" });
      assert.equal(bare.table.length, 2);
      assert.ok(Math.abs((bare.table.at(0, "input_rate") as number) - (100 * 1004 * 8) / 1e6) < 1e-9);
      await rm(path.join(folder, "e", "egress.pcapng"));
      await assert.rejects(perf.readExperiment(path.join(folder, "e")), /tx_stats\.csv/);
    });
  });

  it("reads the logs where they are, and the captures then only when they are preferred", async () => {
    const [plan] = await captured();
    const raw = path.join(testbed, "raw", plan.scenario, plan.name);
    assert.equal((await perf.readExperiment(raw)).report.captures, null);
    const { report } = await perf.readExperiment(raw, {
      captures: { prefer: true, oneIn: plan.capture.oneIn },
    });
    assert.equal(report.captures?.oneIn, plan.capture.oneIn);
  });
});
