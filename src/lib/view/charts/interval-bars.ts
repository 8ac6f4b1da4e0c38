import { axis } from "../axis";
import { extentOf } from "../decimate";
import { emptyFigure } from "../empty";
import { Figure, type FigureOptions } from "../figure";
import { columnNumbers } from "../numbers";
import { inline } from "../rows";
import { distinctLabels } from "../text";
import { INK, LABEL_SIZE, MUTED, PALETTE } from "../theme";

/** One bar: a name, its value, and how far the value could be off. */
export interface Bar {
  readonly name: string;
  /** NaN is drawn as "missing". */
  readonly value: number;
  /** Ends of the interval; undefined or NaN where there is none. */
  readonly low?: number;
  readonly high?: number;
}

export interface IntervalBarsOptions extends FigureOptions {
  /** What the length means, with its unit. */
  readonly valueTitle?: string;
  /** Range of the axis; default: from 0 to the longest bar. */
  readonly domain?: readonly [number, number];
  /** Significant digits of the printed values; default 3. */
  readonly digits?: number;
}

const ROW = 20;
const NAMES = 220;

/** Horizontal bars in the given order, their values printed at the end, intervals as thin rules. */
export function intervalBars(bars: readonly Bar[], options: IntervalBarsOptions = {}): Figure {
  const fallbackTitle = options.valueTitle ?? "Bars";
  if (bars.length === 0) return emptyFigure(fallbackTitle, options);
  const width = options.width ?? 280;
  const names = distinctLabels(
    bars.map((bar) => bar.name),
    NAMES,
    LABEL_SIZE,
  );
  const ends = bars.flatMap((bar) => [0, bar.value, endOf(bar.low, bar.value), endOf(bar.high, bar.value)]);
  const domain = options.domain ?? extentOf(ends);
  const finite = bars.map((bar) => Number.isFinite(bar.value));
  const reach = bars.map((bar, i) => (finite[i] ? Math.max(0, bar.value, endOf(bar.high, bar.value)) : 0));
  const y = {
    field: "f0",
    type: "nominal",
    sort: null,
    scale: { domain: names, padding: 0.28 },
    axis: { title: null, ticks: false, domain: false, labelLimit: NAMES, labelPadding: 6 },
  };
  const x = {
    type: "quantitative",
    scale: {
      domain: domain[0] === domain[1] ? [domain[0], domain[0] + 1] : domain,
      nice: options.domain === undefined,
    },
    axis: axis(options.valueTitle ?? "", ends, { grid: true, tickCount: 5 }),
  };
  const ranges = bars
    .map((bar, i) => ({ ...bar, label: names[i] }))
    .filter((bar) => Number.isFinite(bar.low) && Number.isFinite(bar.high));
  return new Figure(
    {
      width,
      height: options.height ?? Math.max(ROW, ROW * bars.length),
      layer: [
        {
          data: inline(
            names,
            bars.map((bar) => bar.value),
            bars.map((bar) => Number(bar.value < 0)),
          ),
          mark: { type: "bar", color: PALETTE[0] },
          encoding: {
            y,
            x: { field: "f1", ...x },
            color: {
              field: "f2",
              type: "nominal",
              scale: { domain: [0, 1], range: [PALETTE[0], PALETTE[1]] },
              legend: null,
            },
          },
        },
        {
          data: inline(
            ranges.map((bar) => bar.label),
            ranges.map((bar) => bar.low ?? Number.NaN),
            ranges.map((bar) => bar.high ?? Number.NaN),
          ),
          mark: { type: "rule", color: INK, strokeWidth: 1.2 },
          encoding: { y, x: { field: "f1", ...x }, x2: { field: "f2" } },
        },
        {
          data: inline(
            names,
            reach,
            columnNumbers(
              bars.map((bar) => bar.value),
              options.digits ?? 3,
            ),
          ),
          mark: { type: "text", align: "left", dx: 5, fontSize: LABEL_SIZE, color: MUTED },
          encoding: { y, x: { field: "f1", ...x }, text: { field: "f2", type: "nominal" } },
        },
      ],
    },
    { ...options, width: width + NAMES / 2, fallbackTitle },
  );
}

/** An end of an interval, or the value itself where it has none. */
function endOf(end: number | undefined, value: number): number {
  return end !== undefined && Number.isFinite(end) ? end : value;
}
