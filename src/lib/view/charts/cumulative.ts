import { coloursOf } from "../annotations";
import { axis, logAxis, withUnit } from "../axis";
import { decimate, extentOf } from "../decimate";
import { emptyFigure } from "../empty";
import { Figure, type FigureOptions } from "../figure";
import { inline } from "../rows";
import { namesOf, type Source, tableOf } from "../source";
import { plainText } from "../text";
import { HEIGHT, WIDTH } from "../theme";
import { dashChannel } from "./line-chart";

export interface CumulativeOptions extends FigureOptions {
  /** Numeric columns, drawn over one another. */
  readonly columns: string | readonly string[];
  readonly xTitle?: string;
  /** True for a logarithmic x axis, which suits latencies; values of 0 and below are left out. */
  readonly log?: boolean;
  /** Range of the x axis; default: that of the values. What lies outside it is counted, and not drawn. */
  readonly domain?: readonly [number, number];
  /** Those of the columns that are drawn dashed, such as trivial predictors. */
  readonly dashed?: readonly string[];
  /** Colours of columns by their names; default: those of the palette in order. */
  readonly colors?: Readonly<Record<string, string>>;
}

/**
 * Cumulative distributions: the share of values at or below x, which shows tails that a histogram hides. Missing
 * values are left out.
 *
 * @throws LabError for an unknown or non-numeric column
 */
export function cumulative(source: Source, options: CumulativeOptions): Figure {
  const table = tableOf(source);
  const names = namesOf(options.columns, "column");
  const fallbackTitle = `Cumulative distribution of ${names.join(", ")}`;
  const width = options.width ?? WIDTH;
  const x: number[] = [];
  const share: number[] = [];
  const name: string[] = [];
  for (const column of names) {
    const least = options.log ? 0 : Number.NEGATIVE_INFINITY;
    const sorted = table
      .numbers(column)
      .filter((value) => Number.isFinite(value) && value > least)
      .sort();
    const shares = sorted.map((_, i) => (100 * (i + 1)) / sorted.length);
    // Thinned along the shares, which are evenly spread: no stretch of the curve loses its shape.
    for (const row of decimate(shares, sorted, width).rows) {
      x.push(sorted[row]);
      share.push(shares[row]);
      name.push(plainText(column));
    }
  }
  if (x.length === 0) return emptyFigure(fallbackTitle, options);
  const domain = options.domain ?? extentOf(x);
  const xTitle = options.xTitle ?? (names.length === 1 ? withUnit(names[0]) : "value");
  return new Figure(
    {
      width,
      height: options.height ?? HEIGHT,
      data: inline(x, share, name),
      mark: { type: "line", interpolate: "step-after", ...(options.domain && { clip: true }) },
      encoding: {
        x: {
          field: "f0",
          type: "quantitative",
          scale: { domain, nice: false, ...(options.log ? { type: "log" } : { zero: false }) },
          axis: options.log ? logAxis(xTitle, domain, { grid: true }) : axis(xTitle, x, { grid: true }),
        },
        y: {
          field: "f1",
          type: "quantitative",
          scale: { domain: [0, 100] },
          axis: axis("% of values at or below", share, { tickCount: 5 }),
        },
        order: { field: "f1", type: "quantitative" },
        color: {
          field: "f2",
          type: "nominal",
          scale: { domain: names.map(plainText), range: coloursOf(names, options.colors) },
          legend: names.length === 1 ? null : { title: null },
        },
        ...dashChannel(names, options.dashed),
      },
    },
    { ...options, width, fallbackTitle },
  );
}
