// npm run bench -- drift: what a score, a bootstrap and ADWIN cost, in user CPU time; NumPy and River beside them
// where a Python has them (PYTHON=path/to/python, default python3).
import { spawnSync } from "node:child_process";
import path from "node:path";
import { random } from "../src/lib/core";
import { Adwin, bootstrapThresholds, createDetector, windowScorer } from "../src/lib/drift";
import { ColumnRanges } from "../src/lib/drift/divergence/column-ranges";
import { JointHistogram } from "../src/lib/drift/divergence/joint-histogram";
import { resolveDivergence } from "../src/lib/drift/divergence/options";
import { Table } from "../src/lib/table";

const FEATURES = 60;
const ROWS = 300;

/** Median of the user CPU time of one call, in microseconds. */
function cost(calls: number, work: () => void): number {
  for (let i = 0; i < calls; i++) work();
  const rounds = Array.from({ length: 7 }, () => {
    const before = process.cpuUsage();
    for (let i = 0; i < calls; i++) work();
    return process.cpuUsage(before).user / calls;
  });
  return rounds.sort((a, b) => a - b)[3];
}

function columns(rows: number, seed: number): Table {
  const rng = random(seed);
  return Table.of(
    Array.from(
      { length: FEATURES },
      (_, f) =>
        [
          `x${f}`,
          Float64Array.from({ length: rows }, () => 1e9 + 1e8 * rng.normal() + seed * f * 1e6),
        ] as const,
    ),
  );
}

function block(table: Table): Float64Array {
  return Float64Array.from(table.names.flatMap((name) => [...table.numbers(name)]));
}

const reference = columns(ROWS, 1);
const window = columns(ROWS, 2);
const ours: Record<string, number> = {};

for (const form of ["probability", "v2"] as const) {
  const [p, q] = [reference, window].map((table) => ({
    block: block(table),
    rows: ROWS,
    ranges: new ColumnRanges(FEATURES),
  }));
  const histogram = new JointHistogram(FEATURES, resolveDivergence({ form }));
  const values = new Float64Array(FEATURES);
  // Both samples are measured and binned at every score, as in the peers.
  ours[`score ${form}`] = cost(2000, () => {
    p.ranges.measure(p.block);
    q.ranges.measure(q.block);
    histogram.compare(p, q, values);
  });
  ours[`bootstrap ${form}`] = cost(4, () => bootstrapThresholds(reference, { form }));
}

const rows = Array.from({ length: ROWS }, (_, i) =>
  Float64Array.from(window.names, (name) => window.numbers(name)[i]),
);
for (const size of [300, 3000, 30_000]) {
  const scorer = windowScorer(columns(size, 1), {
    form: "v1",
    window: size,
    stride: Number.MAX_SAFE_INTEGER,
  });
  let next = 0;
  ours[`frozen row, window ${size}`] = cost(20_000, () => scorer.update(rows[next++ % ROWS]));
  ours[`frozen score, window ${size}`] = cost(2000, () => scorer.score());
}

const rng = random(3);
const values = Float64Array.from({ length: 500_000 }, () => rng.normal());
ours["adwin value"] =
  cost(1, () => {
    const adwin = new Adwin();
    for (const value of values) adwin.update(value);
  }) / values.length;
ours["adwin detector value"] =
  cost(1, () => {
    const detector = createDetector("adwin", { features: ["x"], scale: "none" });
    const row = [0];
    for (const value of values) {
      row[0] = value;
      detector.update(row);
    }
  }) / values.length;

const python = process.env.PYTHON ?? "python3";
const run = spawnSync(python, [path.join(__dirname, "drift_peers.py")], {
  encoding: "utf8",
  env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
});
const peers: Record<string, number> = run.status === 0 ? JSON.parse(run.stdout) : {};
if (run.status !== 0) console.log(`No peers: ${python} lacks NumPy, SciPy or River.`);

const PEER_OF: Record<string, string[]> = {
  "score probability": ["numpy score", "scipy score"],
  "score v2": ["numpy score", "scipy score"],
  "bootstrap probability": ["numpy bootstrap"],
  "bootstrap v2": ["numpy bootstrap"],
  "adwin value": ["river adwin value"],
  "adwin detector value": ["river adwin value"],
};
for (const [name, microseconds] of Object.entries(ours)) {
  const beside = (PEER_OF[name] ?? [])
    .filter((peer) => peer in peers)
    .map((peer) => `${peer} ${peers[peer].toPrecision(3)} µs: ${(peers[peer] / microseconds).toFixed(2)} ×`);
  console.log([`${name}: ${microseconds.toPrecision(3)} µs`, ...beside].join(" | "));
}
