import type { Table } from "../../table";
import {
  type Band,
  bandLayers,
  bandNames,
  boundariesOf,
  boundaryLayer,
  coloursOf,
  type Mark,
  markLayers,
  nameHeight,
} from "../annotations";
import { axis, logAxis, ROW_AXIS, timeAxis, withUnit } from "../axis";
import { decimate, extentOf } from "../decimate";
import { emptyBody } from "../empty";
import { Figure, type FigureOptions } from "../figure";
import { type Level, levelLayers } from "../levels";
import { ribbonLayers } from "../ribbon";
import { inline } from "../rows";
import { namesOf, rowNumbers, type Source, tableOf } from "../source";
import type { Draft } from "../spec";
import { plainText } from "../text";
import { HEIGHT, WIDTH } from "../theme";

export interface LineOptions extends FigureOptions {
  /** Numeric column for the x axis; default: the row number. */
  readonly x?: string;
  /** One or several numeric columns, drawn over one another. */
  readonly y: string | readonly string[];
  /** Column whose change ends a line and draws a boundary, such as "experiment". */
  readonly segment?: string;
  readonly xTitle?: string;
  readonly yTitle?: string;
  /** True when x holds milliseconds since the epoch: the axis then shows UTC times. */
  readonly time?: boolean;
  /** True for a logarithmic y axis; values of 0 and below have no place on it and are left out. */
  readonly log?: boolean;
  /** True for a logarithmic x axis; rows at 0 and below are left out. */
  readonly logX?: boolean;
  /** Those of the y columns that are drawn dashed: what is computed or expected, beside what is measured. */
  readonly dashed?: readonly string[];
  /** Colours of y columns by their names; default: those of the palette in order. */
  readonly colors?: Readonly<Record<string, string>>;
  /** Names of two more columns for a y column: a pale ribbon between them, such as an interval around the line. */
  readonly ribbons?: Readonly<Record<string, readonly [low: string, high: string]>>;
  /** Range of the y axis; default: that of the values and levels. */
  readonly yDomain?: readonly [number, number];
  /** True to begin the y axis at 0; default false. */
  readonly zero?: boolean;
  readonly bands?: readonly Band[];
  readonly marks?: readonly Mark[];
  readonly levels?: readonly Level[];
}

/**
 * Series over time or rows. Missing values are gaps; long series are thinned so that every peak stays.
 *
 * @throws LabError for an unknown or non-numeric column
 * @example
 * view.lineChart({ rate: [1, 2, 4] }, { y: "rate" }).title //=> "rate over rows"
 */
export function lineChart(source: Source, options: LineOptions): Figure {
  const table = tableOf(source);
  const names = namesOf(options.y, "column for y");
  const { body, fallbackTitle } = lineBody(table, names, options);
  return new Figure(body, { ...options, fallbackTitle });
}

/** The picture of a line chart, for the figures that are made of one; `drawn` is false when nothing is finite. */
export function lineBody(
  table: Table,
  names: readonly string[],
  options: LineOptions,
): { readonly body: Draft; readonly fallbackTitle: string; readonly drawn: boolean } {
  const width = options.width ?? WIDTH;
  const layers = lineLayers(table, names, { ...options, width });
  return {
    body:
      layers.length === 0 ? emptyBody(options) : { width, height: options.height ?? HEIGHT, layer: layers },
    fallbackTitle: `${names.join(", ")} over ${options.x ?? "rows"}`,
    drawn: layers.length > 0,
  };
}

/** What a panel among several may need beside the options of a chart. */
interface PanelOptions {
  /** False in a panel over another one with the same x axis. */
  readonly xLabels?: boolean;
  /** About how many ticks a low panel has room for. */
  readonly yTicks?: number;
}

/** The layers of one line panel; none when nothing is finite. */
export function lineLayers(
  table: Table,
  names: readonly string[],
  options: LineOptions & PanelOptions & { readonly width: number },
): Draft[] {
  const given = options.x === undefined ? rowNumbers(table.length) : table.numbers(options.x);
  const x = options.logX ? positive(given) : given;
  const place = options.logX ? x.map(Math.log) : x;
  const segment = options.segment === undefined ? undefined : table.column(options.segment);
  const numbers = (name: string): Float64Array => (options.log ? positive : same)(table.numbers(name));
  const drawn: { x: number[]; y: number[]; name: string[]; run: string[] } = {
    x: [],
    y: [],
    name: [],
    run: [],
  };
  names.forEach((name, k) => {
    const y = numbers(name);
    const { rows, runs } = decimate(place, y, options.width, segment);
    rows.forEach((row, i) => {
      drawn.x.push(x[row]);
      drawn.y.push(y[row]);
      drawn.name.push(plainText(name));
      drawn.run.push(`${k}.${runs[i]}`);
    });
  });
  if (drawn.x.length === 0) return [];

  const palette = coloursOf(names, options.colors);
  const ribbons = Object.entries(options.ribbons ?? {}).map(([name, [low, high]]) => ({
    color: palette[Math.max(0, names.indexOf(name))],
    low: numbers(low),
    high: numbers(high),
  }));
  const domain = extentOf(x);
  const span = { domain, width: options.width, time: options.time, log: options.logX };
  const levels = (options.levels ?? []).filter(({ at }) => at > 0 || !options.log);
  const values = [drawn.y, ...ribbons.flatMap(({ low, high }) => [low, high])].flatMap(extentOf);
  const yRange = options.yDomain ?? extentOf([...values, ...levels.map((level) => level.at)]);
  const titles = {
    x: options.xTitle ?? (options.x === undefined ? "row" : withUnit(options.x)),
    y: options.yTitle ?? (names.length === 1 ? withUnit(names[0]) : sharedUnit(names)),
  };
  return [
    ...bandLayers(options.bands ?? [], span),
    ...boundaryLayer(segment === undefined ? [] : boundariesOf(x, segment), span),
    ...ribbons.flatMap((ribbon) => ribbonLayers(ribbon, x, place, options.width)),
    {
      data: inline(drawn.x, drawn.y, drawn.name, drawn.run),
      mark: { type: "line", clip: true },
      encoding: {
        x: { field: "f0", ...xChannel(titles.x, x, options) },
        y: { field: "f1", ...yChannel(titles.y, [...values, ...drawn.y], yRange, options) },
        detail: { field: "f3", type: "nominal" },
        color: {
          field: "f2",
          type: "nominal",
          scale: { domain: names.map(plainText), range: palette },
          legend:
            names.length === 1
              ? null
              : { title: null, offset: 6 + nameHeight(options.bands, options.marks, span) },
        },
        ...dashChannel(names, options.dashed),
      },
    },
    ...levelLayers(levels, { domain: yRange, height: options.height ?? HEIGHT, log: options.log }),
    ...markLayers(options.marks ?? [], span, options.bands),
    ...bandNames(options.bands ?? [], span),
  ];
}

const same = (values: Float64Array): Float64Array => values;
/** On a logarithmic axis 0 and below have no place. */
const positive = (values: Float64Array): Float64Array =>
  values.map((value) => (value > 0 ? value : Number.NaN));

type Channel = { readonly [key: string]: Draft };

function xChannel(title: string, x: Float64Array, options: LineOptions & PanelOptions): Channel {
  const domain = extentOf(x);
  if (options.time) {
    return {
      type: "temporal",
      scale: { domain, nice: false, type: "utc" },
      axis: timeAxis(title, domain),
    };
  }
  return {
    type: "quantitative",
    scale: { domain, nice: false, ...(options.logX ? { type: "log" } : { zero: false }) },
    axis: options.logX
      ? logAxis(title, domain)
      : axis(title, x, {
          ...(options.x === undefined ? ROW_AXIS : {}),
          ...(options.xLabels === false ? { labels: false } : {}),
        }),
  };
}

function yChannel(
  title: string,
  values: readonly number[],
  range: readonly [number, number],
  options: LineOptions & PanelOptions,
): Channel {
  if (options.log) {
    const domain = options.yDomain ?? ([range[0] / 1.15, range[1] * 1.15] as const);
    return {
      type: "quantitative",
      scale: { type: "log", domain, nice: false },
      axis: logAxis(title, domain),
    };
  }
  const fixed = options.yDomain === undefined ? {} : { domain: options.yDomain, nice: false };
  return {
    type: "quantitative",
    scale: { zero: options.zero ?? false, ...fixed },
    axis: axis(
      title,
      values,
      options.yTicks === undefined ? {} : { tickCount: options.yTicks, minExtent: 40 },
    ),
  };
}

/** Dashes by the name in f2, in the legend too; nothing when no line is dashed. */
export function dashChannel(names: readonly string[], dashed: readonly string[] = []): Channel {
  if (dashed.length === 0) return {};
  const range = names.map((name) => (dashed.includes(name) ? [5, 3] : [1, 0]));
  return { strokeDash: { field: "f2", type: "nominal", scale: { domain: names.map(plainText), range } } };
}

/** The unit when all columns share one. */
function sharedUnit(names: readonly string[]): string {
  const units = new Set(names.map((name) => withUnit(name).slice(name.length).trim().replace(/[()]/g, "")));
  return units.size === 1 ? ([...units][0] as string) : "";
}
