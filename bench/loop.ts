// The closed loop on the embedded log: rows per second with two models a row, and what a hot swap costs.
// npm run bench -- loop [rows]
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { learn, loop, perf, type table } from "../src/lib/index";

const ROWS = Number(process.argv[2] ?? 100_000);
const SWAPS = 300;

/** The strategy `none` with two models that differ: every row is predicted by both, and watched for drift. */
function twoModels(about: string, baseline: learn.Recipe, current: learn.Recipe): loop.Strategy {
  const none = loop.strategy("none");
  return {
    ...none,
    name: "none",
    about,
    start({ reference, schema, seed }) {
      const data = learn.dataset(reference, { target: schema.target, features: schema.features });
      const fitted = (recipe: learn.Recipe) => learn.train(data, recipe, { seed, evaluations: [] });
      return { baseline: fitted(baseline), current: fitted(current) };
    },
  };
}

const BOOSTING: learn.Recipe = { model: { kind: "boosting", trees: 100 } };
const MLP: learn.Recipe = { model: { kind: "mlp", hidden: [64, 32], epochs: 10 }, features: { top: 10 } };
/** Looks at nothing: what the log, the predictions and the run folder cost alone. */
function unwatched(strategy: loop.Strategy): loop.Strategy {
  return {
    ...strategy,
    monitor: () => ({ due: 1000, observe: () => undefined, settle: () => {} }),
  };
}

const RIDGES = twoModels("", { model: { kind: "ridge" } }, { model: { kind: "ridge", alpha: 10 } });
const KINDS: readonly [string, loop.Strategy][] = [
  ["ridge and ridge, 60 features, nothing watched", unwatched(RIDGES)],
  ["ridge and ridge, 60 features", RIDGES],
  ["ridge and MLP 64-32 (top 10)", twoModels("", { model: { kind: "ridge" } }, MLP)],
  [
    "boosting and boosting, 100 trees, 60 features",
    twoModels("", BOOSTING, { model: { kind: "boosting", trees: 99 } }),
  ],
];

interface Moment {
  readonly rows: number;
  readonly clock: number;
  readonly cpu: number;
}

/** Seconds by the clock and of CPU time when so many rows were done. */
function momentAt(rows: number): Moment {
  const { user, system } = process.cpuUsage();
  return { rows, clock: performance.now() / 1000, cpu: (user + system) / 1e6 };
}

async function throughput(reference: table.Table, rows: table.Table): Promise<void> {
  for (const [name, strategy] of KINDS) {
    const folder = path.join(mkdtempSync(path.join(tmpdir(), "bench-loop-")), "run");
    // The training of the first models is not the loop's, nor is reading the folder when it has ended.
    let first: Moment | undefined;
    let last: Moment = momentAt(0);
    const run = await loop.runLoop({
      ...{ folder, reference, stages: [{ name: "rows", rows }], strategy },
      onProgress(done) {
        if (done > last.rows) last = momentAt(done);
        if (done > 0) first ??= last;
      },
    });
    const wall = ((run.head.ended ?? 0) - run.head.started) / 1000;
    const counted = last.rows - first!.rows;
    console.log(
      `${name.padEnd(48)} ${(counted / (last.clock - first!.clock)).toFixed(0).padStart(8)} rows/s by the clock, ` +
        `${(counted / (last.cpu - first!.cpu)).toFixed(0).padStart(8)} rows per CPU second (${run.rows.length} rows, ${wall.toFixed(1)} s with training)`,
    );
    rmSync(path.dirname(folder), { recursive: true });
  }
}

/** How long prediction stands still when a model arrives: made ready and pointed to, on the thread that predicts. */
async function swaps(reference: table.Table): Promise<void> {
  const features = learn.candidateFeatures(reference, "output_rate");
  const schema = { run: "bench", features, target: "output_rate" };
  const data = learn.dataset(reference, { target: schema.target, features });
  for (const [name, recipe] of [
    ["MLP 64-32 (top 10)", MLP],
    ["boosting, 100 trees", BOOSTING],
  ] as const) {
    const text = learn.modelToText(learn.train(data, recipe, { evaluations: [] }));
    const service = new loop.ModelService(
      new loop.ServedModel(learn.modelFromText(text), schema, text),
      new loop.ServedModel(learn.modelFromText(text), schema, text),
    );
    const used: Record<string, number[]> = { wait: [], pause: [], reading: [] };
    for (let version = 2; version < SWAPS + 2; version++) {
      const [begun, start] = [performance.now(), process.cpuUsage()];
      const trained = learn.modelFromText(text);
      const read = process.cpuUsage(start);
      const middle = process.cpuUsage();
      const model = new loop.ServedModel(trained, schema, text);
      service.add(model);
      service.point({ version, model: model.id, from: version });
      const made = process.cpuUsage(middle);
      used.wait.push(performance.now() - begun);
      used.reading.push((read.user + read.system) / 1000);
      used.pause.push((made.user + made.system) / 1000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const p99 = (values: number[]) => learn.quantile(Float64Array.from(values).sort(), 0.99).toFixed(2);
    console.log(
      `swap to ${name.padEnd(22)} ${(text.length / 1024).toFixed(0).padStart(5)} KiB, p99 of ${SWAPS}: CPU ${p99(used.pause)} ms to serve it, ` +
        `${p99(used.reading)} ms to read it; both by the clock ${p99(used.wait)} ms`,
    );
  }
}

async function main(): Promise<void> {
  console.log(
    `${cpus()[0].model}, ${cpus().length} CPUs, load ${loadavg()[0].toFixed(1)}, Node ${process.version}`,
  );
  const data = perf.openReference("testbed");
  const stage0 = await data.table(0);
  const parts = [stage0, await data.table(2)];
  const drawn = parts[0].concat(parts[1]);
  const rows = drawn.take(Int32Array.from({ length: ROWS }, (_, i) => i % drawn.length));
  await swaps(stage0);
  await throughput(stage0, rows);
}

void main();
