import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { loop } from "../../../src/lib/index";

const LINUX = process.platform === "linux";

/** Burns CPU for a while in short turns and holds some memory. */
const BURN = `const held = Buffer.alloc(60e6, 1); const end = Date.now() + 60000;
(function turn() { const t = Date.now() + 5; while (Date.now() < t); if (Date.now() < end) setTimeout(turn, held[0] * 2); })();`;

describe("the resource probe", function () {
  this.timeout(60_000);
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill("SIGKILL"));

  it("agrees with the system's own figures for a process and its child within 5 %", async function () {
    if (!LINUX) this.skip();
    const script = `const { spawn } = require("node:child_process"); spawn(process.execPath, ["-e", ${JSON.stringify(BURN)}], { stdio: "inherit" });
      process.on("SIGTERM", () => process.exit()); setInterval(() => {}, 1000);`;
    child = spawn(process.execPath, ["-e", script], { stdio: "ignore", detached: true });
    const pid = child.pid!;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    try {
      const tree = execFileSync("ps", ["-o", "pid=", "-g", String(pid)], { encoding: "utf8" })
        .trim()
        .split(/\s+/)
        .map(Number);
      assert.equal(tree.length, 2);
      // Both readings are of moments; the system's is taken before and after ours.
      const cpuOf = () =>
        tree.reduce((sum, each) => {
          const stat = readFileSync(`/proc/${each}/stat`, "utf8");
          const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
          return sum + (Number(fields[11]) + Number(fields[12])) / 100;
        }, 0);
      const rss = execFileSync("ps", ["-o", "rss=", "-p", tree.join()], { encoding: "utf8" })
        .trim()
        .split(/\s+/)
        .reduce((sum, kilobytes) => sum + Number(kilobytes) / 1024, 0);
      const before = cpuOf();
      const usage = loop.usageOf({ kind: "process", pid });
      const after = cpuOf();
      assert.ok(usage !== undefined && usage.cpuSeconds >= before && usage.cpuSeconds <= after);
      assert.ok(Math.abs(usage.rssMb - rss) <= 0.05 * rss, `${usage.rssMb} MiB against ${rss}`);
      // Over a while: CPU of the samples against the difference of the system's figure.
      const samples: loop.ResourceSample[] = [];
      const probe = new loop.ResourceProbe({ periodMs: 200, onSamples: (some) => samples.push(...some) });
      const [start, began] = [cpuOf(), performance.now()];
      probe.add("burner", { kind: "process", pid });
      await new Promise((resolve) => setTimeout(resolve, 2000));
      probe.sample();
      const [used, took] = [cpuOf() - start, (performance.now() - began) / 1000];
      probe.close();
      let [at, spent] = [0, 0];
      const first = samples[0].ts - 200;
      for (const { ts, vcpu } of samples) {
        const span = (ts - (at === 0 ? first : at)) / 1000;
        spent += vcpu * span;
        at = ts;
      }
      assert.ok(used > 0.05 && took >= 2);
      assert.ok(Math.abs(spent - used) <= 0.05 * used + 0.03, `${spent} s against ${used} s`);
    } finally {
      process.kill(-pid, "SIGKILL");
    }
  });

  it("takes no sample over a time so short that one tick would look like several CPUs", () => {
    const until = (ms: number, begun = performance.now()) => {
      while (performance.now() - begun < ms);
    };
    /** A probe that was asked four times within less than a tenth of a second; on a busy machine that takes some tries. */
    const asked = (samples: loop.ResourceSample[]): loop.ResourceProbe => {
      const begun = performance.now();
      const probe = new loop.ResourceProbe({ periodMs: 60_000, onSamples: (some) => samples.push(...some) });
      probe.add("own", { kind: "process" });
      for (let i = 0; i < 4; i++) {
        until(12);
        probe.sample();
      }
      if (performance.now() - begun < 100) return probe;
      probe.close();
      samples.length = 0;
      return asked(samples);
    };
    const samples: loop.ResourceSample[] = [];
    const probe = asked(samples);
    assert.equal(samples.length, 0);
    until(150);
    probe.sample();
    probe.close();
    assert.deepEqual(
      samples.map(({ component }) => component),
      ["own"],
    );
  });

  it("tells a thread's CPU time from the process's", async function () {
    if (!LINUX) this.skip();
    const worker = new Worker(
      `const { readFileSync } = require("node:fs"); const { parentPort } = require("node:worker_threads");
       parentPort.postMessage(parseInt(readFileSync("/proc/thread-self/stat", "utf8")));
       const end = Date.now() + 600; while (Date.now() < end); parentPort.postMessage(process.cpuUsage());
       parentPort.on("message", () => process.exit());`,
      { eval: true },
    );
    const next = () => new Promise<unknown>((resolve) => worker.once("message", resolve));
    const thread = (await next()) as number;
    await next();
    const usage = loop.usageOf({ kind: "thread", thread });
    const whole = loop.usageOf({ kind: "process" });
    await worker.terminate();
    assert.ok(usage !== undefined && whole !== undefined);
    assert.ok(usage.cpuSeconds > 0.05 && usage.cpuSeconds <= whole.cpuSeconds, String(usage.cpuSeconds));
    assert.ok(Number.isNaN(usage.rssMb));
  });

  it("shows the host as a share of all its CPUs, and a component that is gone not at all", async () => {
    const samples: loop.ResourceSample[] = [];
    const probe = new loop.ResourceProbe({ periodMs: 250, onSamples: (some) => samples.push(...some) });
    probe.add("host", { kind: "host" });
    probe.add("gone", { kind: "process", pid: 2 ** 22 + 1 });
    probe.add("loop", { kind: "process" });
    probe.js = 0.25;
    const sampled = () => samples.filter(({ component }) => component === "host").length;
    while (sampled() < 3) await new Promise((resolve) => setTimeout(resolve, 20));
    probe.close();
    const host = samples.filter(({ component }) => component === "host");
    assert.ok(host.length > 1 && host.every(({ cpu_pct }) => cpu_pct >= 0 && cpu_pct <= 100));
    assert.ok(!samples.some(({ component }) => component === "gone"));
    assert.equal(samples.find(({ component }) => component === "loop")?.js, 0.25);
    const summary = loop.resourceSummary(samples);
    const own = summary.find(({ component }) => component === "host");
    assert.equal(own?.samples, host.length);
    assert.ok(own !== undefined && own.cpuPct.mean <= own.cpuPct.max);
    assert.equal(loop.resourceTable(summary).length, 2);
  });
});
