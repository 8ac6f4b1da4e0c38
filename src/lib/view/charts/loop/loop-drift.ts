import { Table } from "../../../table";
import { extentOf } from "../../decimate";
import { emptyFigure } from "../../empty";
import { Figure } from "../../figure";
import { type Level, levelLayers } from "../../levels";
import { ALERT, INK } from "../../theme";
import { lineLayers } from "../line-chart";
import { eventLanes } from "./event-lanes";
import { type LoopFigureOptions, type LoopRecord, ROWS_TITLE, stretchOf } from "./loop-record";

const SCORE = "drift score";

/**
 * The drift score of a run at each look of its monitor, with the limits of its tiers and the bound that it cannot
 * exceed, and below it what happened to each trigger. Limits that changed during the run are steps, else levels.
 */
export function loopDrift(record: LoopRecord, options: LoopFigureOptions = {}): Figure {
  const { head } = record;
  const fallbackTitle = `Drift score, adaptation ${head.strategy}`;
  const { span, bands } = stretchOf(record, options);
  const given = { ...options, simulated: options.simulated ?? head.simulated };
  const readings = record.readings.filter(({ seq }) => seq >= span.domain[0] && seq <= span.domain[1]);
  if (readings.length === 0) return emptyFigure(fallbackTitle, given, "the monitor had no look");
  const tierCount = readings.reduce((most, { tiers }) => Math.max(most, tiers.length), 0);
  const bound = number(readings[readings.length - 1].bound);
  const columns: [string, number[]][] = [[SCORE, readings.map(({ score }) => number(score))]];
  const levels: Level[] = [];
  for (let k = 0; k < tierCount; k++) {
    const limits = readings.map(({ tiers }) => number(tiers[k]));
    const name = `tier ${"ABC"[k] ?? k + 1}`;
    if (limits.every((limit) => limit === limits[0])) levels.push({ at: limits[0], label: name });
    else columns.push([name, limits]);
  }
  const tops = [...columns.flatMap(([, values]) => values), ...levels.map(({ at }) => at), bound];
  const yDomain = [0, Math.max(extentOf(tops)[1], 0) * 1.03 || 1] as const;
  const height = options.height ?? 190;
  const lanes = eventLanes(record.events, span, bands);
  const names = columns.map(([name]) => name);
  // The ends of the stretch are on the axis also where the monitor had no look: all panels share it.
  const table = Table.of([
    ["seq", [span.domain[0], ...readings.map(({ seq }) => seq), span.domain[1]]] as const,
    ...columns.map(([name, values]) => [name, [Number.NaN, ...values, Number.NaN]] as const),
  ]);
  const layers = lineLayers(table, names, {
    ...options,
    x: "seq",
    y: names,
    xTitle: lanes.length === 0 ? ROWS_TITLE : "",
    yTitle: "drift score",
    xLabels: lanes.length === 0,
    yDomain,
    width: span.width,
    bands,
    dashed: names.slice(1),
    colors: Object.fromEntries(names.slice(1).map((name) => [name, ALERT])),
  });
  if (layers.length === 0) return emptyFigure(fallbackTitle, given, "no score is a number");
  const axis = { domain: yDomain, height };
  const known = levels.filter(({ at }) => Number.isFinite(at));
  const panel = {
    width: span.width,
    height,
    layer: [
      ...layers,
      ...levelLayers(known, axis, { color: ALERT, strokeDash: [4, 3] }),
      ...(Number.isFinite(bound)
        ? levelLayers([{ at: bound, label: "bound" }], axis, { color: INK, strokeDash: [1, 0] })
        : []),
    ],
  };
  return new Figure(
    { vconcat: [panel, ...lanes], spacing: 10 },
    { ...given, width: span.width, fallbackTitle },
  );
}

/** JSON has no NaN: a number that was not defined came as null. */
export function number(value: number | null | undefined): number {
  return value ?? Number.NaN;
}
