// npm run bench -- learn: training and prediction of our models, beside the peers that the Python in PYTHON has.
// Tables: the published stage 0 where DATAPLANE_LAB_DRST names its folder, else the bundled testbed. CPU seconds of the
// best of several runs: on a busy machine the clock on the wall says little.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as core from "../src/lib/core";
import * as learn from "../src/lib/learn";
import * as table from "../src/lib/table";

const peers = path.join(__dirname, "learn", "peers.py");

interface Peer {
  readonly cpu: number;
  readonly r2?: number;
  readonly mae?: number;
  readonly one_us: number;
  readonly thousand_us: number;
}

function cpuSeconds(work: () => void, runs: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let k = 0; k < runs; k++) {
    const start = process.cpuUsage();
    work();
    best = Math.min(best, process.cpuUsage(start).user / 1e6);
  }
  return best;
}

function peer(task: string, file: string): Peer | undefined {
  const python = process.env.PYTHON;
  if (python === undefined) return undefined;
  const { status, stdout, stderr } = spawnSync(python, [peers, task, file], { encoding: "utf8" });
  if (status === 0) return JSON.parse(stdout) as Peer;
  console.log(`${task}: ${stderr.trim().split("\n").pop()}`);
  return undefined;
}

function line(...cells: (string | number)[]): void {
  const text = cells.map((cell) => (typeof cell === "number" ? String(Number(cell.toPrecision(3))) : cell));
  console.log(`| ${text.join(" | ")} |`);
}

function predictionTimes(pipelineRows: learn.Matrix, model: learn.Model): [one: number, thousand: number] {
  const rows = learn.takeRows(
    pipelineRows,
    Int32Array.from({ length: 1000 }, (_, i) => i % pipelineRows.rows),
  );
  const out = new Float64Array(1000);
  const row = rows.data.slice(0, rows.columns);
  const many = () => {
    for (let k = 0; k < 50; k++) model.predict(rows, out);
  };
  let sink = 0;
  const one = () => {
    for (let k = 0; k < 20_000; k++) sink += model.predictRow(row);
  };
  many();
  one();
  const times: [number, number] = [(cpuSeconds(one, 3) / 20_000) * 1e6, (cpuSeconds(many, 3) / 50) * 1e6];
  if (Number.isNaN(sink)) console.log("a prediction is missing");
  return times;
}

async function stage0(): Promise<table.Table> {
  const folder = process.env.DATAPLANE_LAB_DRST;
  if (folder !== undefined) return table.readPerformanceCsv(path.join(folder, "stage0_baseline_full.csv"));
  console.log("DATAPLANE_LAB_DRST is not set: rows of random numbers in the shape of the published table");
  const draw = core.random(1);
  const load = Array.from({ length: 1790 }, () => 200 + 9700 * draw.uniform());
  const counters = table.COUNTERS.map(
    (name) => [name, Float64Array.from(load, (v) => v * (1 + 0.2 * draw.normal()))] as const,
  );
  return table.Table.of([["output_rate", Float64Array.from(load)] as const, ...counters]);
}

async function recipe(data: learn.Dataset, folder: string): Promise<void> {
  const split = learn.holdoutSplit(data.x.rows, 0.3, 0);
  const model = { kind: "mlp", epochs: 30, patience: 0, plateauPatience: 0 };
  const options = { train: split.train, validation: split.test, seed: 0 };
  const held = learn.takeDataset(data, split.test);
  const features = learn.topFeatures(data, 10);
  const scaler = learn.fitScaler(learn.takeColumns(data.x, learn.columnsOf(data.features, features)));
  const scaled = (rows: Int32Array) => {
    const part = learn.takeRows(learn.takeColumns(data.x, learn.columnsOf(data.features, features)), rows);
    const { data: values, columns } = learn.scale(scaler, part);
    return Array.from({ length: part.rows }, (_, i) => [...values.subarray(i * columns, (i + 1) * columns)]);
  };
  const file = path.join(folder, "recipe.json");
  const target = (rows: Int32Array) => Array.from(rows, (i) => data.y[i]);
  writeFileSync(
    file,
    JSON.stringify({
      x: scaled(split.train),
      y: target(split.train),
      vx: scaled(split.test),
      vy: target(split.test),
    }),
  );
  console.log("\nThe recipe: 10-64-32-1, SmoothL1, Adam, batch 16, 30 epochs, 1252 rows");
  line("engine", "CPU s", "held-out MAE", "one row µs", "1000 rows µs");
  line("---", "---", "---", "---", "---");
  for (const engine of learn.ENGINES) {
    if (engine === "tfjs-node" && !existsSync(path.join(learn.nativeEngineFolder(), "node_modules")))
      continue;
    await learn.loadEngine(engine);
    let pipeline: learn.Pipeline | undefined;
    const train = () => {
      pipeline = learn.fit(data, { ...learn.DRST_RECIPES.v2, model: { ...model, engine } }, options);
    };
    const seconds = cpuSeconds(train, engine === "own" ? 5 : 1);
    const fitted = pipeline as unknown as learn.Pipeline;
    const { mae } = learn.scores(held.y, fitted.predict(held));
    const times =
      engine === "own"
        ? predictionTimes(
            learn.scale(scaler, learn.takeColumns(data.x, learn.columnsOf(data.features, features))),
            fitted.model,
          )
        : ["", ""];
    line(engine, seconds, mae, ...times);
  }
  const torch = peer("pytorch", file);
  if (torch) line("PyTorch, 1 thread", torch.cpu, torch.mae ?? Number.NaN, torch.one_us, torch.thousand_us);
}

function trees(data: learn.Dataset, folder: string): void {
  const splits = learn.shuffledSplits(data.x.rows, 5, 0);
  const fold = new Array<number>(data.x.rows).fill(0);
  splits.forEach(({ test }, k) => {
    for (const row of test) fold[row] = k;
  });
  const { columns } = data.x;
  const rows = Array.from({ length: data.x.rows }, (_, i) => [
    ...data.x.data.subarray(i * columns, (i + 1) * columns),
  ]);
  const file = path.join(folder, "trees.json");
  writeFileSync(file, JSON.stringify({ x: rows, y: [...data.y], fold }));
  console.log(`\n100 trees on ${data.x.rows} × ${columns}`);
  line("model", "CPU s", "5-fold R²", "one row µs", "1000 rows µs");
  line("---", "---", "---", "---", "---");
  for (const [name, model] of [
    ["boosting", { kind: "boosting", trees: 100 }],
    ["forest, a third of the features a split", { kind: "forest" }],
    ["forest, all features", { kind: "forest", featureFraction: 1 }],
  ] as const) {
    const fitted = learn.fit(data, { model });
    const seconds = cpuSeconds(() => learn.fit(data, { model }), model.kind === "forest" ? 1 : 4);
    const { r2 } = learn.evaluate(data, { model }).scores;
    line(name, seconds, r2.toFixed(4), ...predictionTimes(data.x, fitted.model));
  }
  for (const task of ["lightgbm", "xgboost", "sklearn-boosting", "sklearn-forest-third", "sklearn-forest"]) {
    const found = peer(task, file);
    if (found) line(task, found.cpu, (found.r2 ?? Number.NaN).toFixed(4), found.one_us, found.thousand_us);
  }
}

function wide(): void {
  console.log("\nWide: 60-512-512-1, batch 256, steps a CPU second");
  line("engine", "steps / s");
  line("---", "---");
  const draw = core.random(2);
  const x = learn.matrix(
    Float64Array.from({ length: 1024 * 60 }, () => draw.normal()),
    60,
  );
  const y = Float64Array.from({ length: 1024 }, (_, i) => x.data[60 * i]);
  const kind = learn.modelKind("mlp");
  for (const engine of learn.ENGINES) {
    if (engine === "tfjs-node" && !existsSync(path.join(learn.nativeEngineFolder(), "node_modules")))
      continue;
    const options = kind.options({ engine, hidden: [512, 512], batch: 256, epochs: 1 });
    const seconds = cpuSeconds(() => kind.fit(x, y, options, { seed: 0 }), 2);
    line(engine, 4 / seconds);
  }
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "bench-learn-"));
  try {
    const data = learn.dataset(await stage0(), { target: "output_rate", missing: "drop" });
    await recipe(data, folder);
    trees(data, folder);
    wide();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
