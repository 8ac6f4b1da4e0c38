import type { Table } from "../../table";
import { colours } from "../annotations";
import { axis, withUnit } from "../axis";
import { extentOf } from "../decimate";
import { emptyFigure } from "../empty";
import { Figure, type FigureOptions } from "../figure";
import { inline } from "../rows";
import { type Source, tableOf } from "../source";
import type { Draft } from "../spec";
import { plainText } from "../text";
import { MUTED, PALETTE } from "../theme";

export interface ScatterOptions extends FigureOptions {
  /** Numeric columns. */
  readonly x: string;
  readonly y: string;
  /** Text column whose values are told apart by colour; more than 2 000 points are then drawn paler, not binned. */
  readonly group?: string;
  readonly xTitle?: string;
  readonly yTitle?: string;
  /** True for truth against prediction: both axes get the same range, and the line of equality is drawn. */
  readonly identity?: boolean;
  /** With `identity`: shades the cone in which |y − x| ≤ tolerance · x, the points that accuracy@τ counts. */
  readonly tolerance?: number;
}

/** From here on single points hide one another, and cells show how many there are. */
const MOST_POINTS = 2000;
const CELLS = 72;

/**
 * One column against another. Rows in which either is missing are left out and counted in the subtitle; more than
 * 2000 points are drawn as a density of cells on a logarithmic colour scale.
 *
 * @throws LabError for an unknown or non-numeric column
 */
export function scatter(source: Source, options: ScatterOptions): Figure {
  const table = tableOf(source);
  const fallbackTitle = `${options.y} against ${options.x}`;
  const points = finitePoints(table, options);
  const left = table.length - points.x.length;
  if (points.x.length === 0) return emptyFigure(fallbackTitle, options);

  const all = extentOf([...extentOf(points.x), ...extentOf(points.y)]);
  const square = padded(all);
  const domainX = options.identity ? square : widen(extentOf(points.x));
  const domainY = options.identity ? square : widen(extentOf(points.y));
  const scales = {
    x: {
      type: "quantitative",
      scale: { domain: domainX, nice: !options.identity, zero: false },
      axis: axis(options.xTitle ?? withUnit(options.x), options.identity ? all : points.x, {
        grid: true,
        tickCount: 5,
      }),
    },
    y: {
      type: "quantitative",
      scale: { domain: domainY, nice: !options.identity, zero: false },
      axis: axis(options.yTitle ?? withUnit(options.y), options.identity ? all : points.y, { tickCount: 5 }),
    },
  };
  const dense = points.x.length > MOST_POINTS && options.group === undefined;
  const layers = [
    ...coneLayer(options, square, scales),
    dense ? densityLayer(points, domainX, domainY, scales) : pointLayer(points, scales),
    ...identityLayer(options, square, scales),
  ];
  const side = options.width ?? 320;
  const notes = [options.subtitle, left > 0 ? `${left} of ${table.length} rows lack a value` : undefined];
  const subtitle = notes.filter((note) => note !== undefined).join(" · ");
  return new Figure(
    { width: side, height: options.height ?? side, layer: layers },
    { ...options, width: side, fallbackTitle, subtitle: subtitle === "" ? undefined : subtitle },
  );
}

interface Points {
  readonly x: number[];
  readonly y: number[];
  readonly group: string[] | undefined;
}
interface Scales {
  readonly x: { readonly [key: string]: Draft };
  readonly y: { readonly [key: string]: Draft };
}

function finitePoints(table: Table, options: ScatterOptions): Points {
  const x = table.numbers(options.x);
  const y = table.numbers(options.y);
  const group = options.group === undefined ? undefined : table.column(options.group);
  const points: Points = { x: [], y: [], group: group === undefined ? undefined : [] };
  for (let i = 0; i < table.length; i++) {
    if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) continue;
    points.x.push(x[i]);
    points.y.push(y[i]);
    if (group !== undefined) points.group?.push(plainText(String(group[i] ?? "missing")));
  }
  return points;
}

function pointLayer(points: Points, scales: Scales): Draft {
  const group = points.group;
  const opacity = points.x.length > MOST_POINTS ? 0.25 : points.x.length > 300 ? 0.45 : 0.75;
  return {
    data: inline(points.x, points.y, ...(group === undefined ? [] : [group])),
    mark: { type: "circle", size: points.x.length > 300 ? 10 : 24, opacity, color: PALETTE[0] },
    encoding: {
      x: { field: "f0", ...scales.x },
      y: { field: "f1", ...scales.y },
      color:
        group === undefined
          ? undefined
          : {
              field: "f2",
              type: "nominal",
              scale: colours([...new Set(group)]),
              legend: { title: null, symbolOpacity: 1, symbolSize: 60 },
            },
    },
  };
}

function densityLayer(
  points: Points,
  domainX: readonly [number, number],
  domainY: readonly [number, number],
  scales: Scales,
): Draft {
  const stepX = (domainX[1] - domainX[0]) / CELLS || 1;
  const stepY = (domainY[1] - domainY[0]) / CELLS || 1;
  const counts = new Map<number, number>();
  for (let i = 0; i < points.x.length; i++) {
    const column = Math.min(CELLS - 1, Math.floor((points.x[i] - domainX[0]) / stepX));
    const row = Math.min(CELLS - 1, Math.floor((points.y[i] - domainY[0]) / stepY));
    const cell = row * CELLS + column;
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  const cells = [...counts.keys()].sort((a, b) => a - b);
  return {
    data: inline(
      cells.map((cell) => domainX[0] + (cell % CELLS) * stepX),
      cells.map((cell) => domainX[0] + ((cell % CELLS) + 1) * stepX),
      cells.map((cell) => domainY[0] + Math.floor(cell / CELLS) * stepY),
      cells.map((cell) => domainY[0] + (Math.floor(cell / CELLS) + 1) * stepY),
      cells.map((cell) => counts.get(cell) ?? 0),
    ),
    mark: { type: "rect" },
    encoding: {
      x: { field: "f0", ...scales.x },
      x2: { field: "f1" },
      y: { field: "f2", ...scales.y },
      y2: { field: "f3" },
      fill: {
        field: "f4",
        type: "quantitative",
        scale: { type: "log", scheme: "viridis", reverse: true },
        legend: {
          title: "rows per cell",
          orient: "right",
          direction: "vertical",
          gradientLength: 120,
          tickCount: 3,
          format: "~s",
        },
      },
    },
  };
}

function identityLayer(
  options: ScatterOptions,
  [low, high]: readonly [number, number],
  scales: Scales,
): Draft[] {
  if (!options.identity) return [];
  return [
    {
      data: inline([low, high], [low, high]),
      mark: { type: "line", color: MUTED, strokeDash: [4, 3], strokeWidth: 1 },
      encoding: { x: { field: "f0", ...scales.x }, y: { field: "f1", ...scales.y } },
    },
  ];
}

function coneLayer(options: ScatterOptions, [low, high]: readonly [number, number], scales: Scales): Draft[] {
  const tolerance = options.tolerance;
  if (!options.identity || tolerance === undefined) return [];
  const x = [Math.max(0, low), high];
  return [
    {
      data: inline(
        x,
        x.map((at) => at * (1 - tolerance)),
        x.map((at) => at * (1 + tolerance)),
      ),
      mark: { type: "area", color: "#eaeef2", clip: true },
      encoding: {
        x: { field: "f0", ...scales.x },
        y: { field: "f1", ...scales.y },
        y2: { field: "f2" },
      },
    },
  ];
}

/** A range of no width gets one, so that a constant column has a place on its axis. */
function widen([low, high]: [number, number]): [number, number] {
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

/** A range with some room at both ends, so that no dot stands on the frame; from 0 on when it nearly begins there. */
function padded([low, high]: [number, number]): [number, number] {
  const room = 0.03 * (high - low) || 0.5;
  return [low >= 0 && low < 4 * room ? 0 : low - room, high + room];
}
