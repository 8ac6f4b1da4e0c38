import type { Table } from "../../table";
import {
  type Band,
  bandLayers,
  bandNames,
  boundariesOf,
  boundaryLayer,
  colours,
  type Mark,
  markLayers,
  nameHeight,
} from "../annotations";
import { axis, ROW_AXIS, timeAxis, withUnit } from "../axis";
import { decimate, extentOf } from "../decimate";
import { emptyBody } from "../empty";
import { Figure, type FigureOptions } from "../figure";
import { type Level, levelLayers } from "../levels";
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

/** The layers of one line panel; none when nothing is finite. */
export function lineLayers(
  table: Table,
  names: readonly string[],
  options: LineOptions & { readonly width: number },
): Draft[] {
  const x = options.x === undefined ? rowNumbers(table.length) : table.numbers(options.x);
  const segment = options.segment === undefined ? undefined : table.column(options.segment);
  const drawn: { x: number[]; y: number[]; name: string[]; run: string[] } = {
    x: [],
    y: [],
    name: [],
    run: [],
  };
  names.forEach((name, k) => {
    const column = table.numbers(name);
    const y = options.log ? column.map((value) => (value > 0 ? value : Number.NaN)) : column;
    const { rows, runs } = decimate(x, y, options.width, segment);
    rows.forEach((row, i) => {
      drawn.x.push(x[row]);
      drawn.y.push(y[row]);
      drawn.name.push(plainText(name));
      drawn.run.push(`${k}.${runs[i]}`);
    });
  });
  if (drawn.x.length === 0) return [];

  const domain = extentOf(x);
  const span = { domain, width: options.width, time: options.time };
  const levels = options.levels ?? [];
  const yRange = options.yDomain ?? extentOf([...extentOf(drawn.y), ...levels.map((level) => level.at)]);
  const yTitle = options.yTitle ?? (names.length === 1 ? withUnit(names[0]) : sharedUnit(names));
  const xTitle = options.xTitle ?? (options.x === undefined ? "row" : withUnit(options.x));
  const data = inline(drawn.x, drawn.y, drawn.name, drawn.run);
  return [
    ...bandLayers(options.bands ?? [], span),
    ...boundaryLayer(segment === undefined ? [] : boundariesOf(x, segment), span),
    {
      data,
      mark: { type: "line", clip: true },
      encoding: {
        x: {
          field: "f0",
          type: options.time ? "temporal" : "quantitative",
          scale: { domain, nice: false, ...(options.time ? { type: "utc" } : { zero: false }) },
          axis: options.time
            ? timeAxis(xTitle, domain)
            : axis(xTitle, x, options.x === undefined ? ROW_AXIS : {}),
        },
        y: {
          field: "f1",
          type: "quantitative",
          scale: options.log
            ? { type: "log" }
            : {
                zero: options.zero ?? false,
                ...(options.yDomain === undefined ? {} : { domain: options.yDomain, nice: false }),
              },
          axis: axis(yTitle, drawn.y, options.log ? { format: "~s", tickCount: 5 } : {}),
        },
        detail: { field: "f3", type: "nominal" },
        color: {
          field: "f2",
          type: "nominal",
          scale: colours(names.map(plainText)),
          legend:
            names.length === 1
              ? null
              : { title: null, offset: 6 + nameHeight(options.bands, options.marks, span) },
        },
      },
    },
    ...levelLayers(levels, { domain: yRange, height: options.height ?? HEIGHT }),
    ...markLayers(options.marks ?? [], span, options.bands),
    ...bandNames(options.bands ?? [], span),
  ];
}

/** The unit when all columns share one. */
function sharedUnit(names: readonly string[]): string {
  const units = new Set(names.map((name) => withUnit(name).slice(name.length).trim().replace(/[()]/g, "")));
  return units.size === 1 ? ([...units][0] as string) : "";
}
