// Raw experiments to the 63 columns, as whole processes: `npm run bench -- raw-experiments [--experiments n]`.
// Peers run on the same files when PYTHON (default python3) can import them; what counts is the ratio in one run.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { writeExperiments } from "./raw-experiments/data";

const RUNS = 3;
const { values } = parseArgs({ options: { experiments: { type: "string" }, seconds: { type: "string" } } });
const python = process.env.PYTHON ?? "python3";
const command = path.join(__dirname, "..", "src", "cli", "bin", "dataplane-lab.js");
const peers = path.join(__dirname, "raw-experiments", "peers.py");

interface Timing {
  readonly wall: number;
  /** User and system time of the process and its children. */
  readonly cpu: number;
}

/** Runs a command on one core (where taskset is) and takes the fastest of some runs; undefined when it fails. */
function time(argv: readonly string[], runs: number): Timing | undefined {
  const pinned = spawnSync("taskset", ["-c", "0", "true"]).status === 0 ? ["taskset", "-c", "0"] : [];
  let best: Timing | undefined;
  for (let i = 0; i < runs; i++) {
    const script = `TIMEFORMAT='@%R %U %S'; time "$@"`;
    const { status, stderr } = spawnSync("bash", ["-c", script, "bash", ...pinned, ...argv], {
      encoding: "utf8",
    });
    const match = /@([\d.]+) ([\d.]+) ([\d.]+)/.exec(stderr);
    if (status !== 0 || match === null) return undefined;
    const timing = { wall: Number(match[1]), cpu: Number(match[2]) + Number(match[3]) };
    if (best === undefined || timing.cpu < best.cpu) best = timing;
  }
  return best;
}

async function main(): Promise<void> {
  const experiments = Number(values.experiments ?? 200);
  const folder = mkdtempSync(path.join(os.tmpdir(), "lab-bench-"));
  try {
    const raw = path.join(folder, "raw");
    const megabytes = (await writeExperiments(raw, experiments, Number(values.seconds ?? 180))) / 1e6;
    console.log(
      `${experiments} experiments, ${megabytes.toFixed(0)} MB; one core, best of ${RUNS} whole processes`,
    );
    const out = path.join(folder, "out.csv");
    const ours = time([process.execPath, command, "table", raw, "-o", out], RUNS);
    if (ours === undefined) throw new Error("dataplane-lab table failed: run `npm run build` first");
    print("dataplane-lab table", ours, megabytes, ours);
    for (const peer of ["polars", "duckdb", "pandas"]) {
      if (spawnSync(python, ["-c", `import ${peer}`]).status !== 0) {
        console.log(`${peer.padEnd(22)} not installed for ${python}`);
        continue;
      }
      const timing = time(
        [python, peers, peer, raw, path.join(folder, `${peer}.csv`)],
        peer === "pandas" ? 1 : RUNS,
      );
      if (timing === undefined) console.log(`${peer.padEnd(22)} failed`);
      else print(peer, timing, megabytes, ours);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function print(name: string, { wall, cpu }: Timing, megabytes: number, ours: Timing): void {
  const speed = `${(megabytes / cpu).toFixed(1)} MB/s of CPU time`;
  console.log(
    `${name.padEnd(22)} wall ${wall.toFixed(2)} s, cpu ${cpu.toFixed(2)} s, ${speed}, × ${(cpu / ours.cpu).toFixed(2)}`,
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
