import { Table } from "../../../table";
import type { Span } from "../../annotations";
import { extentOf } from "../../decimate";
import { emptyFigure } from "../../empty";
import { Figure } from "../../figure";
import { inline } from "../../rows";
import type { Draft } from "../../spec";
import { lineLayers } from "../line-chart";
import { eventLanes, FATE_COLORS } from "./event-lanes";
import {
  type LoopFigureOptions,
  type LoopRecord,
  onePerPixel,
  ROWS_TITLE,
  stretchOf,
  targetTitle,
} from "./loop-record";
import { settlementsOf } from "./settlements";

/** Colours of a run's three series, the same in every figure of the loop. */
export const SERIES_COLORS = { truth: "#9aa4af", baseline: "#d55e00", adaptive: "#0072b2" } as const;

/**
 * Truth, the frozen baseline and the model in service over the rows of a run, with stages, swaps, and what happened to
 * each trigger. Baseline and model stand in a panel each over the same truth: over thousands of rows three lines in one
 * plot hide one another. `height` is that of a panel.
 */
export function loopPredictions(record: LoopRecord, options: LoopFigureOptions = {}): Figure {
  const { head } = record;
  const fallbackTitle = `Truth and prediction, adaptation ${head.strategy}`;
  const { rows, seq, span, bands } = stretchOf(record, options);
  const truth = rows.numbers("truth");
  const series = { baseline: rows.numbers("baseline"), adaptive: rows.numbers("current") };
  const given = { ...options, simulated: options.simulated ?? head.simulated };
  if (seq.length === 0) return emptyFigure(fallbackTitle, given, "no row was predicted");
  const { domain: yDomain, beyond } = rangeOf(
    truth,
    Object.values(series),
    extentOf(record.rows.numbers("truth")),
  );
  const swaps = settlementsOf(record.events)
    .filter(({ fate, at }) => fate === "adopted" && at > span.domain[0] && at <= span.domain[1])
    .map(({ at }) => at);
  const lanes = eventLanes(record.events, span, bands);
  const names = { baseline: "frozen baseline", adaptive: "model in service" };
  const panels = (["baseline", "adaptive"] as const).map((kind, k): Draft => {
    const table = Table.fromColumns([
      ["seq", seq],
      ["truth", truth],
      [names[kind], series[kind]],
    ]);
    const last = k === 1 && lanes.length === 0;
    const layers = lineLayers(table, ["truth", names[kind]], {
      ...options,
      x: "seq",
      y: ["truth", names[kind]],
      xTitle: last ? ROWS_TITLE : "",
      yTitle: targetTitle(head.target),
      yDomain,
      xLabels: last,
      width: span.width,
      bands: k === 0 ? bands : bands.map(({ from, to }) => ({ from, to })),
      colors: { truth: SERIES_COLORS.truth, [names[kind]]: SERIES_COLORS[kind] },
    });
    return {
      width: span.width,
      height: options.height ?? 130,
      layer: [...layers, ...(kind === "adaptive" ? swapRules(swaps, span) : [])],
    };
  });
  const note = beyond === 0 ? [] : [`outside the axis: ${beyond} prediction${beyond === 1 ? "" : "s"}`];
  const subtitle = [...(options.subtitle === undefined ? [] : [options.subtitle]), ...note].join(" · ");
  return new Figure(
    { vconcat: [...panels, ...lanes], spacing: 10, resolve: { scale: { color: "independent" } } },
    { ...given, width: span.width, fallbackTitle, ...(subtitle === "" ? {} : { subtitle }) },
  );
}

/** A thin rule where a new model began to serve. */
function swapRules(all: readonly number[], span: Span): Draft[] {
  const at = onePerPixel(all, span).map((i) => all[i]);
  if (at.length === 0) return [];
  return [
    {
      data: inline(at),
      mark: { type: "rule", color: FATE_COLORS.adopted, strokeWidth: 1, opacity: 0.55 },
      encoding: { x: { field: "f0", type: "quantitative" } },
    },
  ];
}

/**
 * The y axis: the truth, and of the predictions what lies within half the range of the run's truth around it; one wild
 * prediction would make everything else a flat line.
 */
function rangeOf(
  truth: ArrayLike<number>,
  predictions: readonly ArrayLike<number>[],
  ofRun: readonly [number, number],
): { readonly domain: readonly [number, number]; readonly beyond: number } {
  const [least, most] = ofRun;
  const room = (most - least) / 2 || Math.abs(most) / 2 || 1;
  const all = predictions.flatMap((values) => Array.from(values).filter(Number.isFinite));
  const near = all.filter((value) => value >= least - room && value <= most + room);
  const [low, high] = extentOf([...Array.from(truth).filter(Number.isFinite), ...near]);
  const pad = (high - low || 1) * 0.02;
  return { domain: [low - pad, high + pad], beyond: all.length - near.length };
}
