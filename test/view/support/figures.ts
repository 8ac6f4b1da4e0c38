import { random } from "../../../src/lib/core";
import { type DatapathPoint, simulatedNetwork, topologyGraph } from "../../../src/lib/label";
import { COUNTERS, type ColumnInput, PERFORMANCE_COLUMNS, Table } from "../../../src/lib/table";
import * as view from "../../../src/lib/view";
import { loopGains, loopRun, loopSamples, loopStretches } from "./loop-run";
import { runSnapshot } from "./run-snapshot";

/** Texts that a renderer must treat as text: expressions, markup, links, names with a meaning in JavaScript or XML. */
export const HOSTILE = [
  "datum['f0']",
  "a.b[0]",
  "__proto__",
  "<img src=x onerror=globalThis.pwned=1>",
  "</script><script>globalThis.pwned=1</script>",
  "javascript:globalThis.pwned=1",
  "\u0000\u0008\u001b[31m\ud800 \u202eevil",
  "]]><!--&amp;&#0;",
  "'\"`$" + "{globalThis.pwned=1}\\",
  "{signal: 'width'}",
  "constructor",
  "$x^2$ <a href='https://example.org'>link</a> %{y}",
] as const;

/** 240 seconds of four columns in three experiments: seeded, with missing values, so every figure has all cases. */
export function sample(
  names: readonly string[] = ["input_rate", "output_rate", "latency", "bridge_LLC-loads"],
): Table {
  const random_ = random("view-snapshots");
  const n = 240;
  const second = Float64Array.from({ length: n }, (_, i) => i);
  const load = second.map((i) => 200 + 9000 * (1 - Math.abs(((i % 80) - 40) / 40)));
  const columns = names.map((name, k): [string, Float64Array] => {
    const values = load.map((rate, i) => {
      if (k > 0 && i % 60 === 30) return Number.NaN;
      const noise = 1 + 0.05 * (random_.uniform() - 0.5);
      return k === 2
        ? i % 9 === 0
          ? 15000
          : 6 + 10 * random_.uniform()
        : rate * noise * (k === 3 ? 2100 : 1);
    });
    return [name, values];
  });
  const experiment = Array.from(second, (i) => `exp-${Math.floor(i / 80)}`);
  const all: [string, ColumnInput][] = [["second", second], ["experiment", experiment], ...columns];
  return Table.of(all);
}

/** The 60 counters over 200 seconds, with one column constant and one all missing. */
function counters(): Table {
  const random_ = random("view-counters");
  return Table.of(
    PERFORMANCE_COLUMNS.map((name, k) => {
      const values = Float64Array.from({ length: 200 }, (_, i) => {
        const stage = i < 100 ? 1 : 1.6;
        return (k % 5 === 0 ? stage : 1) * (1e6 + k * 1e4) * (1 + 0.1 * random_.uniform());
      });
      if (name === COUNTERS[7]) values.fill(3e6);
      if (name === COUNTERS[8]) values.fill(Number.NaN);
      return [name, values] as const;
    }),
  );
}

const STAGES = [
  { from: 0, to: 120, label: "stage 0" },
  { from: 120, to: 240, label: "stage 2" },
];

/** Every figure kind by its snapshot's name. A new kind of figure gets its line here. */
export const FIGURES: Readonly<Record<string, () => view.Figure>> = {
  "activity-timeline": () =>
    view.activityTimeline(sample(), {
      activities: [
        { name: "download", from: 10, to: 40, kind: "benign" },
        { name: "scan", from: 60, to: 75, kind: "Reconnaissance" },
        { name: "download", from: 120, to: 121, kind: "benign" },
        { name: "flood", from: 130, to: 200, kind: "DoS" },
        { name: "a single probe", from: 220, to: 220, kind: "Reconnaissance" },
      ],
      x: "second",
      columns: ["input_rate", "latency"],
      unshaded: ["benign"],
      title: "What was done, and what the traffic shows of it",
      xTitle: "time (s)",
    }),
  "packet-sequence": () =>
    view.packetSequence(
      Array.from({ length: 9 }, (_, k) => ({
        time: `${(0.25 * k * k).toFixed(3)} ms`,
        forward: k % 3 !== 1,
        label: k < 3 ? ["SYN", "SYN ACK", "ACK"][k] : `PSH ACK, ${100 * k} bytes`,
      })),
      {
        ends: ["192.0.2.1:40000", "2001:db8:1234:5678:9abc:def0:1234:5678.443"],
        most: 8,
        title: "One flow, packet by packet",
      },
    ),
  "line-chart": () =>
    view.lineChart(sample(), {
      x: "second",
      y: ["input_rate", "output_rate"],
      segment: "experiment",
      title: "Rates over three load ladders",
      subtitle: "a gap is a second without a value",
      bands: STAGES,
      marks: [
        { at: 100, label: "retrain" },
        { at: 105, label: "swap" },
      ],
      levels: [
        { at: 9000, label: "line rate" },
        { at: 8900, label: "limit" },
      ],
      simulated: true,
    }),
  "line-chart-time": () =>
    view.lineChart(
      {
        at: Float64Array.from({ length: 50 }, (_, i) => Date.UTC(2017, 6, 3, 9, i)),
        flows: sample().numbers("latency").slice(0, 50),
      },
      {
        x: "at",
        y: "flows",
        time: true,
        log: true,
        bands: [{ from: Date.UTC(2017, 6, 3, 9, 10), to: Date.UTC(2017, 6, 3, 9, 30), label: "attack" }],
      },
    ),
  "line-chart-log": () => {
    const n = [30, 100, 300, 1000, 3000, 10_000];
    const mean = n.map((rows) => 7 / rows);
    return view.lineChart(
      {
        n,
        mean,
        formula: n.map((rows) => 8 / rows),
        low: mean.map((y) => 0.6 * y),
        high: mean.map((y) => 1.5 * y),
      },
      {
        x: "n",
        y: ["mean", "formula"],
        log: true,
        logX: true,
        dashed: ["formula"],
        ribbons: { mean: ["low", "high"] },
        levels: [{ at: 0.2, label: "tier A" }],
        bands: [
          { from: 30, to: 40, label: "very few rows" },
          { from: 40, to: 300, label: "few" },
        ],
      },
    );
  },
  "series-panels": () =>
    view.seriesPanels(sample(), {
      columns: ["input_rate", "latency", "bridge_LLC-loads"],
      x: "second",
      segment: "experiment",
      bands: STAGES,
    }),
  scatter: () =>
    view.scatter(sample(), {
      x: "input_rate",
      y: "output_rate",
      identity: true,
      tolerance: 0.2,
      title: "Truth and prediction",
    }),
  "scatter-groups": () => view.scatter(sample(), { x: "input_rate", y: "latency", group: "experiment" }),
  "scatter-density": () => {
    const random_ = random("density");
    const x = Float64Array.from({ length: 5000 }, () => random_.normal());
    return view.scatter({ x, y: x.map((value) => value + 0.5 * random_.normal()) }, { x: "x", y: "y" });
  },
  histogram: () =>
    view.histogram(sample(), { columns: ["input_rate", "latency", "bridge_LLC-loads"], bins: 20 }),
  "histogram-log": () => view.histogram(sample(), { columns: "latency", log: true }),
  distributions: () =>
    view.distributions(sample().slice(0, 120), sample().slice(120), {
      columns: ["input_rate", "latency"],
      bins: 20,
    }),
  cumulative: () =>
    view.cumulative(sample(), { columns: ["latency", "output_rate"], log: true, xTitle: "µs, Mb/s" }),
  "correlation-map": () => view.correlationMap(counters(), { columns: PERFORMANCE_COLUMNS.slice(0, 18) }),
  "correlation-map-signed": () =>
    view.correlationMap(sample(), { signed: true, groupBy: "none", title: "Signed correlation" }),
  "top-correlations": () => view.topCorrelations(counters(), { target: "input_rate", k: 5 }),
  "interval-bars": () =>
    view.intervalBars(
      [
        { name: "ridge", value: 0.979, low: 0.97, high: 0.985 },
        { name: "MLP", value: -0.2, low: -0.4, high: 0.1 },
        { name: "unknown", value: Number.NaN },
      ],
      { valueTitle: "R²", title: "Bars with intervals" },
    ),
  "bar-chart": () =>
    view.barChart(
      { stage: ["0", "1", "2"], rows: [1790, 23000, null] },
      { category: "stage", value: "rows" },
    ),
  "importance-bars": () =>
    view.importanceBars(
      COUNTERS.slice(0, 20).map((name, i) => ({
        name,
        value: 10 / (i + 1),
        low: 8 / (i + 1),
        high: 13 / (i + 1),
      })),
      { top: 8 },
    ),
  "accuracy-curves": () => {
    const tau = [0.05, 0.1, 0.15, 0.2, 0.25];
    return view.accuracyCurves([
      { name: "ridge", tau, accuracy: [40, 60, 75, 85, 92] },
      { name: "MLP", tau, accuracy: [45, 70, 80, 90, Number.NaN] },
      { name: "constant", tau, accuracy: [10, 15, 20, 30, 35], baseline: true },
    ]);
  },
  "score-comparison": () =>
    view.scoreComparison(
      [
        { model: "ridge", split: "shuffled", score: 0.984, low: 0.98, high: 0.99 },
        { model: "ridge", split: "leave-segment-out", score: 0.979, low: 0.9, high: 0.985 },
        { model: "MLP", split: "shuffled", score: 0.973 },
        { model: "MLP", split: "leave-segment-out", score: -6.1 },
        { model: "boosting", split: "shuffled", score: Number.NaN },
      ],
      {
        metric: "R²",
        domain: [-0.2, 1.05],
        baselines: [
          { name: "constant", score: 0 },
          { name: "persistence", score: 0.94 },
          { name: "moving mean", score: 0.9 },
          { name: "last segment", score: -3 },
        ],
      },
    ),
  "drift-chart": () =>
    view.driftChart(
      {
        row: Float64Array.from({ length: 300 }, (_, i) => i),
        score: Array.from({ length: 300 }, (_, i) =>
          i < 40 ? null : i < 150 ? 0.05 : Math.min(0.46, (i - 140) / 200),
        ),
      },
      {
        x: "row",
        score: "score",
        thresholds: [
          { at: 0.023, label: "tier A" },
          { at: 0.022, label: "tier B" },
          { at: 0.021, label: "tier C" },
        ],
        bound: { at: Math.LN2, label: "ln 2" },
        bands: [
          { from: 0, to: 150, label: "stage 0" },
          { from: 150, to: 299, label: "stage 2" },
        ],
        alarms: [{ at: 160 }, { at: 220 }],
        simulated: true,
      },
    ),
  "heat-map": () =>
    view.heatMap(counters(), {
      columns: COUNTERS.slice(0, 15),
      bands: [
        { from: 0, to: 99, label: "before" },
        { from: 99, to: 199, label: "after" },
      ],
    }),
  "detector-comparison": () =>
    view.detectorComparison([
      { name: "JS window", delay: 180, falseAlarms: 0.4, found: 1 },
      { name: "ADWIN", delay: 60, falseAlarms: 1.2, found: 0.9 },
      { name: "Page–Hinkley", delay: 65, falseAlarms: 1.3, found: 0.8 },
      ...["KS", "PSI", "KSWIN"].map((name) => ({ name, delay: 65, falseAlarms: 1.3 })),
      { name: "always fire", delay: 0, falseAlarms: 1000, baseline: true },
      { name: "never fire", delay: Number.NaN, falseAlarms: 0, found: 0, baseline: true },
    ]),
  "quality-chart": () =>
    view.qualityChart([
      { kind: "perf stat", values: 125_000, missing: 36, censored: null, multiplexed: 90_211 },
      { kind: "rates", values: 4074, missing: 0, censored: null, multiplexed: null },
      { kind: "latency", values: 4074, missing: 45, censored: 517, multiplexed: null },
    ]),
  "loop-predictions": () => view.loopPredictions(loopRun()),
  "loop-predictions-stretch": () =>
    view.loopPredictions(loopRun(), { from: 380, to: 460, title: "Around the swap" }),
  "loop-accuracy": () => view.loopAccuracy([loopRun("none"), loopRun()], { window: 50 }),
  "loop-drift": () => view.loopDrift(loopRun()),
  "loop-signs": () => view.loopSigns(loopRun()),
  "loop-errors": () => view.loopErrors([loopRun(), loopRun("original")], { from: 300 }),
  "loop-error-histogram": () => view.loopErrorHistogram(loopRun()),
  "run-state": () => view.runState(runSnapshot()),
  "loop-resources": () => view.loopResources(loopSamples()),
  "adoption-gains": () => view.adoptionGains(loopGains(), { simulated: true }),
  "diagnosis-map": () => view.diagnosisMap(loopStretches(), { simulated: true }),
  "hit-rates": () =>
    view.hitRates([
      { name: "drift of the inputs", hits: 14, of: 20, chance: 0.2 },
      { name: "always the last one", hits: 3, of: 20, chance: 0.2 },
    ]),
  "table-figure": () => view.tableFigure(sample(), { rows: 6 }),
  "topology-map": () =>
    view.topologyMap(topologyGraph(simulatedNetwork({ seed: 1 }).topology), {
      title: "Two machines and their ports",
      simulated: true,
    }),
  plotly: () =>
    view.plotly(sample(), { x: "second", y: ["input_rate", "output_rate"], segment: "experiment" }),
  empty: () => view.lineChart({ rate: [] }, { y: "rate", title: "Nothing measured", simulated: true }),
  hostile: () => hostileFigure(),
};

/** Hostile texts at every place where a text of a user can stand. */
export function hostileFigure(): view.Figure {
  const names = HOSTILE.slice(0, 4);
  return view.lineChart(sample(names), {
    x: "second",
    y: names,
    segment: "experiment",
    title: HOSTILE[3],
    subtitle: HOSTILE[4],
    caption: HOSTILE[8],
    slug: "../../<hostile>",
    xTitle: HOSTILE[5],
    yTitle: HOSTILE[6],
    bands: [{ from: 0, to: 239, label: HOSTILE[7] }],
    marks: [{ at: 60, label: HOSTILE[9] }],
    levels: [{ at: 5000, label: HOSTILE[10] }],
  });
}

function pointCalled(technology: string): DatapathPoint {
  return { id: "point", technology, nicSpeed: null, searchComplexity: null, maximumRules: null, queues: [] };
}

/** One hostile text at all places of every other kind of figure. */
export function hostileFigures(text: string): Readonly<Record<string, view.Figure>> {
  const numbers = sample().numbers("input_rate");
  const columns: [string, ColumnInput][] = [
    ["x", sample().numbers("second")],
    [text, numbers],
    ["other", numbers.map((value) => value * 2)],
    ["group", Array.from(numbers, (_, i) => (i % 2 === 0 ? text : "plain"))],
  ];
  const data = Table.of(columns);
  const all = { title: text, subtitle: text, caption: text };
  const bands = [{ from: 0, to: 200, label: text }];
  const curve = { tau: [0.1, 0.2], accuracy: [50, 60] };
  return {
    lineChart: view.lineChart(data, { ...all, x: text, y: text, bands, marks: [{ at: 60, label: text }] }),
    seriesPanels: view.seriesPanels(data, { ...all, x: "x", columns: [text, "other"], bands }),
    activityTimeline: view.activityTimeline(data, {
      ...all,
      x: "x",
      columns: [text],
      activities: [{ name: text, from: 0, to: 20, kind: text }],
      xTitle: text,
    }),
    packetSequence: view.packetSequence([{ time: text, forward: true, label: text }], {
      ...all,
      ends: [text, text],
    }),
    scatter: view.scatter(data, { ...all, x: text, y: "other", group: "group" }),
    histogram: view.histogram(data, { ...all, columns: [text, "other"] }),
    distributions: view.distributions(data, data, {
      ...all,
      columns: [text],
      names: [text, "window"],
      yTitle: text,
    }),
    cumulative: view.cumulative(data, { ...all, columns: [text, "other"], xTitle: text }),
    correlationMap: view.correlationMap(data, { ...all, columns: [text, "other"], groupBy: "none" }),
    topCorrelations: view.topCorrelations(data, { ...all, target: "other", columns: [text] }),
    intervalBars: view.intervalBars(
      [
        { name: text, value: 1 },
        { name: text, value: 2 },
      ],
      { ...all, valueTitle: text },
    ),
    barChart: view.barChart(data.slice(0, 3), { ...all, category: "group", value: text }),
    accuracyCurves: view.accuracyCurves(
      [
        { name: text, ...curve },
        { name: text, ...curve, baseline: true },
      ],
      all,
    ),
    scoreComparison: view.scoreComparison([{ model: text, split: text, score: 1 }], {
      ...all,
      metric: text,
      baselines: [{ name: text, score: 2 }],
    }),
    driftChart: view.driftChart(data, {
      ...all,
      score: text,
      thresholds: [{ at: 3, label: text }],
      bound: { at: 9, label: text },
    }),
    heatMap: view.heatMap(data, {
      ...all,
      columns: [text, "other"],
      groupBy: "none",
      valueTitle: text,
      bands,
    }),
    detectorComparison: view.detectorComparison([{ name: text, delay: 1, falseAlarms: 1 }], all),
    qualityChart: view.qualityChart(
      [{ kind: text, values: 9, missing: 1, censored: null, multiplexed: 2 }],
      all,
    ),
    loopPredictions: view.loopPredictions(loopRun("default", text), all),
    loopAccuracy: view.loopAccuracy([loopRun("default", text), loopRun("none", text)], all),
    loopDrift: view.loopDrift(loopRun("default", text), all),
    loopSigns: view.loopSigns(loopRun("default", text), all),
    loopErrors: view.loopErrors([loopRun("default", text)], all),
    loopErrorHistogram: view.loopErrorHistogram(loopRun("default", text), all),
    runState: view.runState(runSnapshot(text), all),
    loopResources: view.loopResources(loopSamples(text), all),
    adoptionGains: view.adoptionGains(loopGains(text), { ...all, valueTitle: text, names: [text, text] }),
    diagnosisMap: view.diagnosisMap(loopStretches(text), { ...all, valueTitle: text }),
    hitRates: view.hitRates([{ name: text, hits: 1, of: 2, chance: 0.5 }], all),
    tableFigure: view.tableFigure(data.slice(0, 3), all),
    topologyMap: view.topologyMap(
      topologyGraph({
        version: 1,
        devices: [
          { id: text, physical: true, ports: [{ id: `${text} port`, speed: null, points: [] }] },
          { id: "b", physical: true, ports: [{ id: "b port", speed: null, points: [pointCalled(text)] }] },
        ],
        links: [{ from: `${text} port`, to: "b port" }],
      }),
      all,
    ),
    plotly: view.plotly(data, { ...all, x: "x", y: text, xTitle: text, yTitle: text }),
  };
}
