// Writes data/testbed/CARD.md: what the simulated bundle is, and its statistics beside the published tables'.
// Needs the published tables (node scripts/fetch-drst.mjs, or DATAPLANE_LAB_DRST). Deterministic; half a minute.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { build, root } from "./setup.mjs";

build();
const lab = createRequire(import.meta.url)("dataplane-lab");
const { learn, drift, perf, table } = lab;

const fixed = (value, digits) => (Number.isFinite(value) ? value.toFixed(digits) : "–");
const short = (value) =>
  Math.abs(value) >= 1e5 ? value.toExponential(2).replace("e+", "e") : fixed(value, 0);
const present = (column) => [...column].filter((cell) => !Number.isNaN(cell));
const share = (values, test) => `${fixed((100 * values.filter(test).length) / values.length, 1)} %`;
function at(values, ...qs) {
  const sorted = values.toSorted((a, b) => a - b);
  return qs.map((q) => learn.quantile(sorted, q));
}

function ratesAndLatency({ ladder, stimulus }) {
  const ratio = (t) => present(t.numbers("output_rate").map((out, i) => out / t.numbers("input_rate")[i]));
  const column = (t, name) => present(t.numbers(name));
  const [c, s] = [ratio(ladder), ratio(stimulus)];
  const latency = [column(ladder, "latency"), column(stimulus, "latency")];
  const pearson = (t) => learn.pearson(t.numbers("input_rate"), t.numbers("output_rate"));
  return [
    ["rows, stage 0", String(ladder.length)],
    ["rows, stage 2", String(stimulus.length)],
    [
      "stage 0: input rate, Mb/s: least / median / most",
      at(column(ladder, "input_rate"), 0, 0.5, 1)
        .map((x) => fixed(x, 0))
        .join(" / "),
    ],
    [
      "stage 0: output / input: least – most",
      at(c, 0, 1)
        .map((x) => fixed(x, 3))
        .join(" – "),
    ],
    ["stage 0: correlation of input and output rate", fixed(pearson(ladder), 5)],
    [
      "stage 2: output rate, Mb/s: 5 % / median / most",
      at(column(stimulus, "output_rate"), 0.05, 0.5, 1)
        .map((x) => fixed(x, 0))
        .join(" / "),
    ],
    ["stage 2: output / input below 0.6", share(s, (x) => x < 0.6)],
    ["stage 2: output / input 0.6 to 0.95", share(s, (x) => x >= 0.6 && x < 0.95)],
    ["stage 2: output / input 0.95 and more", share(s, (x) => x >= 0.95)],
    ["stage 2: correlation of input and output rate", fixed(pearson(stimulus), 3)],
    [
      "stage 0: latency, µs: least / median / 95 %",
      at(latency[0], 0, 0.5, 0.95)
        .map((x) => fixed(x, 1))
        .join(" / "),
    ],
    [
      "stage 2: latency, µs: least / median",
      at(latency[1], 0, 0.5)
        .map((x) => fixed(x, 1))
        .join(" / "),
    ],
    ["stage 2: latency above 1 ms", share(latency[1], (x) => x > 1000)],
    ["stage 2: latency probe timed out (15 ms)", share(latency[1], (x) => x >= 15_000)],
  ];
}

/** Least and largest median over the five VNFs, event by event. */
function counterMedians({ ladder, stimulus }) {
  return table.EVENTS.flatMap((event) =>
    [
      ["0", ladder],
      ["2", stimulus],
    ].map(([stage, t]) => {
      const medians = table.VNFS.map((vnf) => learn.median(present(t.numbers(`${vnf}_${event}`))));
      return [`${event}, stage ${stage}`, `${short(Math.min(...medians))} – ${short(Math.max(...medians))}`];
    }),
  );
}

function correlations({ ladder, stimulus }) {
  return [
    ["0", ladder],
    ["2", stimulus],
  ].flatMap(([stage, t]) => {
    const ranked = learn.correlations(data(t)).slice(0, 10);
    return ranked.map(({ feature, correlation }, k) => [
      `stage ${stage}, ${k + 1}`,
      `${feature.replace("_", " ").replace("_", " ")} ${fixed(correlation, 3)}`,
    ]);
  });
}

function data(t, target = "output_rate") {
  return learn.dataset(t.select(["experiment", target, ...table.COUNTERS]), {
    target,
    missing: "drop",
    features: table.COUNTERS,
  });
}

const RECIPES = [
  ["ridge, top 10", { model: { kind: "ridge" }, features: { top: 10 } }],
  ["ridge, all 60", { model: { kind: "ridge" } }],
  ["MLP 64-32, top 10", { model: { kind: "mlp", hidden: [64, 32] }, features: { top: 10 } }],
];

function models({ ladder, stimulus }) {
  const [c, s] = [data(ladder), data(stimulus)];
  const line = ({ r2, mae, accuracy }) => `${fixed(r2, 3)} · ${fixed(mae, 0)} · ${fixed(accuracy["0.2"], 1)}`;
  return RECIPES.flatMap(([name, recipe]) => [
    [
      `${name}: stage 0, 5-fold shuffled`,
      line(learn.evaluate(c, recipe, { split: "shuffled", folds: 5 }).scores),
    ],
    [`${name}: stage 0, leave one ladder out`, line(learn.evaluate(c, recipe, { split: "segments" }).scores)],
    [`${name}: stage 0 to stage 2`, line(learn.scores(s.y, learn.fit(c, recipe).predict(s)))],
    [
      `${name}: stage 2, leave segments out`,
      line(learn.evaluate(s, recipe, { split: "segments", folds: 10 }).scores),
    ],
  ]).concat([
    [
      "constant (median of stage 2) in stage 2",
      line(
        learn.scores(
          s.y,
          s.y.map(() => learn.median([...s.y])),
        ),
      ),
    ],
  ]);
}

function driftScores({ ladder, stimulus }) {
  const counters = (t) => t.select(table.COUNTERS);
  const [c, s] = [counters(ladder), counters(stimulus)];
  const tail = c.slice(-500);
  const reference = tail.slice(0, 300);
  const stream = tail.concat(s);
  const form = "probability";
  const js = (a, b) => fixed(drift.jensenShannon(a, b, { form }).score, 3);
  const window = (seen) => js(reference, stream.slice(200 + seen, 500 + seen));
  const plateau = [];
  for (let seen = 300; seen <= s.length; seen += 50) {
    plateau.push(drift.jensenShannon(reference, s.slice(seen - 300, seen), { form }).score);
  }
  const inside = [50, 100, 150, 200].map((k) => js(reference, tail.slice(k, k + 300)));
  const outside = table.COUNTERS.map((name) => {
    const seen = present(c.numbers(name));
    const [low, high] = [Math.min(...seen), Math.max(...seen)];
    const cells = present(s.numbers(name));
    return cells.filter((x) => x < low || x > high).length / cells.length;
  });
  return [
    ["inside stage 0, window moved on by 50 / 100 / 150 / 200 rows", inside.join(" / ")],
    ["300 rows against the next 300 in stage 0", js(c.slice(0, 300), c.slice(300, 600))],
    ["300 rows against the next 300 in stage 2", js(s.slice(0, 300), s.slice(300, 600))],
    ["50 rows of stage 2 in the window", window(50)],
    ["100 rows of stage 2 in the window", window(100)],
    ["200 rows of stage 2 in the window", window(200)],
    [
      "window all stage 2 (plateau): least – most",
      `${fixed(Math.min(...plateau), 3)} – ${fixed(Math.max(...plateau), 3)}`,
    ],
    ["stage 0 against stage 2, all rows", js(c, s)],
    [
      "stage 2 cells outside stage 0's range of their column",
      `${fixed((100 * outside.reduce((a, b) => a + b)) / outside.length, 1)} %`,
    ],
  ];
}

const SECTIONS = [
  ["Rates and latency", "", ratesAndLatency],
  ["Counters", "Medians of counts a second: least and largest of the five VNFs.", counterMedians],
  ["Who follows the output rate", "The ten counters with the largest |Pearson|.", correlations],
  [
    "Models of the output rate",
    "R² · mean absolute error in Mb/s · accuracy@0.2 in %, on rows not learned from. Seed 0.",
    models,
  ],
  [
    "Drift score",
    "Mean Jensen–Shannon divergence (natural log, 64 bins) over 60 counters; reference: the first 300 of stage 0's last 500 rows.",
    driftScores,
  ],
];

async function stages(name) {
  const reference = perf.openReference(name);
  const [ladder, stimulus] = await Promise.all([reference.table(0), reference.table(2)]);
  return { ladder, stimulus };
}

function section([title, note, of], real, simulated) {
  const [left, right] = [of(real), of(simulated)];
  const rows = right.map(([label, value], i) => `| ${label} | ${left[i][1]} | ${value} |`);
  return [
    `## ${title}`,
    "",
    ...(note === "" ? [] : [note, ""]),
    "| | published | simulated |",
    "|---|---|---|",
    ...rows,
    "",
  ];
}

function bundleTable(plans) {
  const by = ["load_stimulus", "random_rates", "resource_stimulus", "intervention"].map((scenario, stage) => {
    const own = plans.filter((plan) => plan.scenario === scenario);
    const captures = own.filter((plan) => plan.capture !== null).length;
    return `| ${stage} | raw/${scenario} | ${own.length} × ${own[0].seconds} s | ${captures} |`;
  });
  return ["| stage | folder | experiments | with captures |", "|---|---|---|---|", ...by, ""];
}

const folder = path.join(root, "data", "testbed");
const { plans, seed } = JSON.parse(readFileSync(path.join(folder, "plan.json"), "utf8"));
const template = readFileSync(path.join(root, "scripts", "card-testbed.md"), "utf8");
const [real, simulated] = [await stages("drst"), await stages("testbed")];
const tables = SECTIONS.flatMap((entry) => section(entry, real, simulated));
const card = template
  .replace("{{seed}}", String(seed))
  .replace("{{bundle}}", bundleTable(plans).join("\n").trim())
  .replace("{{tables}}", tables.join("\n").trim());
writeFileSync(path.join(folder, "CARD.md"), card);
console.log(path.join(folder, "CARD.md"));
