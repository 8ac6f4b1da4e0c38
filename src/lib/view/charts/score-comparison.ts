import { haloText } from "../annotations";
import { axis } from "../axis";
import { emptyFigure } from "../empty";
import { Figure, type FigureOptions } from "../figure";
import { lineTop, stackNames } from "../label-placement";
import { columnNumbers, shortNumber } from "../numbers";
import { inline } from "../rows";
import type { Draft } from "../spec";
import { distinctLabels, plainText } from "../text";
import { INK, LABEL_SIZE, MUTED, PALETTE } from "../theme";

/** One score of one model under one way of splitting. */
export interface ScoreRow {
  readonly model: string;
  /** "shuffled", "leave-segment-out", or another split's name. */
  readonly split: string;
  /** NaN is left out. */
  readonly score: number;
  /** Ends of the uncertainty interval. */
  readonly low?: number;
  readonly high?: number;
}

/** A trivial predictor and its score. */
export interface Baseline {
  readonly name: string;
  readonly score: number;
}

export interface ScoreOptions extends FigureOptions {
  /** What the score is: "R²", "MAE (Mb/s)", "accuracy@.25". */
  readonly metric: string;
  /** Trivial predictors, drawn as vertical rules. */
  readonly baselines?: readonly Baseline[];
  /** Range of the axis; default: that of most scores. What lies outside stands at its edge, with an arrow and its value. */
  readonly domain?: readonly [number, number];
}

/** The share of the scores that are "most". */
const MOST = 0.6;
/** The share of the range of all scores from which a gap is wide. */
const WIDE = 0.4;
const ROW = 32;
const NAMES = 170;
const SHAPES = ["circle", "diamond", "square", "triangle-up"];

/** Scores of models as dots with intervals: each way of splitting has its colour and shape, baselines are rules. */
export function scoreComparison(rows: readonly ScoreRow[], options: ScoreOptions): Figure {
  const fallbackTitle = `${options.metric} by model and split`;
  const known = rows
    .filter((row) => Number.isFinite(row.score))
    .map((row) => ({ ...row, split: plainText(row.split) }));
  if (known.length === 0) return emptyFigure(fallbackTitle, options);
  const baselines = (options.baselines ?? []).filter((baseline) => Number.isFinite(baseline.score));
  const domain = options.domain ?? rangeOf(known, baselines);
  const width = options.width ?? 330;
  const models = [...new Set(known.map((row) => row.model))];
  const height = options.height ?? ROW * models.length;
  const rules = stackNames(
    baselines.map((baseline) => atEdge(baseline, domain)),
    (at) => (width * (at - domain[0])) / (domain[1] - domain[0]),
  );
  return new Figure(
    {
      width,
      height,
      layer: [
        ...nameLayer(models, height),
        ...ruleLayers(rules.items, scaleOf(options.metric, domain)),
        ...dotLayers(known, models, { metric: options.metric, domain, height, lift: rules.height }),
      ],
    },
    { ...options, width: width + NAMES / 2, fallbackTitle },
  );
}

/**
 * The range of all scores; but where a wide gap parts a few from most of the scores, the range of
 * the most: one model that failed must not press the others into a corner. The few then stand at the edge.
 */
function rangeOf(rows: readonly ScoreRow[], baselines: readonly Baseline[]): [number, number] {
  const ends = rows.flatMap((row) => [row.low ?? row.score, row.score, row.high ?? row.score]);
  const all = [...ends, ...baselines.map((baseline) => baseline.score)].filter(Number.isFinite);
  all.sort((a, b) => a - b);
  let [low, high] = [all[0], all[all.length - 1]];
  const gap = all.findIndex((value, i) => i > 0 && value - all[i - 1] > WIDE * (high - low));
  if (gap > 0) {
    const above = rows.filter((row) => row.score >= all[gap]).length / rows.length;
    if (above >= MOST) low = all[gap];
    else if (1 - above >= MOST) high = all[gap - 1];
  }
  const pad = (high - low) * 0.06 || 0.5;
  return [low - pad, high + pad];
}

/** A baseline on the axis; one outside it stands at the edge and carries its value in its name. */
function atEdge(
  { name, score }: Baseline,
  [low, high]: readonly [number, number],
): { name: string; at: number } {
  if (score >= low && score <= high) return { name: plainText(name), at: score };
  const value = `${plainText(name)} ${shortNumber(score, 3)}`;
  return score < low ? { name: `◀ ${value}`, at: low } : { name: `${value} ▶`, at: high };
}

function scaleOf(metric: string, domain: readonly [number, number]): { readonly [key: string]: Draft } {
  return {
    type: "quantitative",
    scale: { domain, nice: false, zero: false },
    axis: axis(metric, domain, { grid: true, tickCount: 6 }),
  };
}

/** Pixel rows need no scale: a model's name and its dots are placed by hand. */
const PIXELS = { type: "quantitative", scale: null, axis: null } as const;

function nameLayer(models: readonly string[], height: number): Draft[] {
  const middle = models.map((_, i) => ((i + 0.5) * height) / models.length);
  return [
    {
      data: inline(distinctLabels(models, NAMES, LABEL_SIZE), middle),
      mark: { type: "text", align: "right", dx: -10, fontSize: LABEL_SIZE, color: INK },
      encoding: { x: { value: 0 }, y: { field: "f1", ...PIXELS }, text: { field: "f0", type: "nominal" } },
    },
  ];
}

function ruleLayers(
  rules: readonly { readonly name: string; readonly at: number; readonly line: number }[],
  x: { readonly [key: string]: Draft },
): Draft[] {
  const data = inline(
    rules.map((rule) => rule.at),
    rules.map((rule) => lineTop(rule.line)),
    rules.map((rule) => rule.name),
  );
  const place = { x: { field: "f0", ...x }, y: { field: "f1", ...PIXELS } };
  return [
    {
      data,
      mark: { type: "rule", color: MUTED, strokeDash: [4, 3] },
      encoding: { ...place, y2: { value: "height" } },
    },
    ...haloText(data, place, { baseline: "bottom", dy: -1, fontSize: LABEL_SIZE, color: MUTED }),
  ];
}

interface Plot {
  readonly metric: string;
  readonly domain: readonly [number, number];
  readonly height: number;
  /** Room that the names of the baselines take above the plot. */
  readonly lift: number;
}

function dotLayers(rows: readonly ScoreRow[], models: readonly string[], plot: Plot): Draft[] {
  const [low, high] = plot.domain;
  const splits = [...new Set(rows.map((row) => row.split))];
  const step = plot.height / models.length;
  // The splits of one model stand a few pixels apart, so that equal scores do not hide each other.
  const shift = Math.min(10, step / (splits.length + 1));
  const y = (row: ScoreRow): number =>
    step * (models.indexOf(row.model) + 0.5) + shift * (splits.indexOf(row.split) - (splits.length - 1) / 2);
  const clamp = (value: number): number => Math.max(low, Math.min(high, value));
  const x = scaleOf(plot.metric, plot.domain);
  const colour = {
    type: "nominal",
    scale: { domain: splits, range: splits.map((_, i) => PALETTE[i % PALETTE.length]) },
    legend: { title: null, symbolSize: 70, offset: 6 + plot.lift },
  };
  const shapes = { domain: splits, range: splits.map((_, i) => SHAPES[i % SHAPES.length]) };
  const ranged = rows.filter((row) => Number.isFinite(row.low) && Number.isFinite(row.high));
  const inside = rows.filter((row) => row.score >= low && row.score <= high);
  const outside = rows.filter((row) => !inside.includes(row));
  const printed = columnNumbers(
    outside.map((row) => row.score),
    2,
  );
  const edge = (side: readonly ScoreRow[], align: string, text: (value: string) => string): Draft => ({
    data: inline(
      side.map((row) => clamp(row.score)),
      side.map(y),
      side.map((row) => text(printed[outside.indexOf(row)])),
      side.map((row) => row.split),
    ),
    mark: { type: "text", align, fontSize: LABEL_SIZE - 1 },
    encoding: {
      x: { field: "f0", ...x },
      y: { field: "f1", ...PIXELS },
      text: { field: "f2", type: "nominal" },
      color: { field: "f3", ...colour },
    },
  });
  return [
    {
      data: inline(
        ranged.map((row) => clamp(row.low ?? row.score)),
        ranged.map((row) => clamp(row.high ?? row.score)),
        ranged.map(y),
        ranged.map((row) => row.split),
      ),
      mark: { type: "rule", strokeWidth: 1.5 },
      encoding: {
        x: { field: "f0", ...x },
        x2: { field: "f1" },
        y: { field: "f2", ...PIXELS },
        color: { field: "f3", ...colour },
      },
    },
    {
      data: inline(
        inside.map((row) => row.score),
        inside.map(y),
        inside.map((row) => row.split),
      ),
      mark: { type: "point", filled: true, size: 55, opacity: 1 },
      encoding: {
        x: { field: "f0", ...x },
        y: { field: "f1", ...PIXELS },
        color: { field: "f2", ...colour },
        shape: { field: "f2", type: "nominal", scale: shapes },
      },
    },
    edge(
      rows.filter((row) => row.score < low),
      "left",
      (value) => `◀ ${value}`,
    ),
    edge(
      rows.filter((row) => row.score > high),
      "right",
      (value) => `${value} ▶`,
    ),
  ];
}
