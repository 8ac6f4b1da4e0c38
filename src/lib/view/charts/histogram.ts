import { axis, logAxis, withUnit } from "../axis";
import { binSamples } from "../bins";
import { extentOf } from "../decimate";
import { emptyFigure } from "../empty";
import { Figure, type FigureOptions } from "../figure";
import { gridOf, panelGrid, panelName } from "../panels";
import { inline } from "../rows";
import { namesOf, type Source, tableOf } from "../source";
import { HEIGHT, PALETTE } from "../theme";

export interface HistogramOptions extends FigureOptions {
  /** Numeric columns, one panel each. */
  readonly columns: string | readonly string[];
  /** Default 40. */
  readonly bins?: number;
  /** Panels beside each other; default: 2 for up to four columns, else 3. */
  readonly across?: number;
  /** True for a logarithmic count axis, which shows rare values. */
  readonly log?: boolean;
}

/**
 * Histograms, a panel per column. Missing values are in no bin; the panel's name says how many there are.
 *
 * @throws LabError for an unknown or non-numeric column
 */
export function histogram(source: Source, options: HistogramOptions): Figure {
  const table = tableOf(source);
  const names = namesOf(options.columns, "column");
  const fallbackTitle = names.length === 1 ? `Distribution of ${names[0]}` : "Distributions";
  const grid = gridOf(names.length, options.width, options.across);
  const alone = names.length === 1;
  const panels = names.flatMap((name) => {
    const values = table.numbers(name);
    const binned = binSamples([values], options.bins ?? 40);
    if (binned === undefined) return [];
    const missing = values.length - binned.totals[0];
    const counts = binned.counts[0];
    const floor = options.log ? 0.5 : 0;
    const rowsTitle = alone ? "rows" : "";
    const kept = [...counts.keys()].filter((i) => counts[i] > 0);
    const bars = {
      data: inline(
        kept.map((i) => binned.edges[i]),
        kept.map((i) => binned.edges[i + 1]),
        kept.map((i) => counts[i]),
        kept.map(() => floor),
      ),
      mark: { type: "rect", fill: PALETTE[0], stroke: "#ffffff", strokeWidth: alone ? 0.5 : 0.25 },
      encoding: {
        x: {
          field: "f0",
          type: "quantitative",
          scale: {
            domain: [binned.edges[0], binned.edges[binned.edges.length - 1]],
            nice: false,
            zero: false,
          },
          axis: axis(alone ? withUnit(name) : "", binned.edges, { tickCount: 4, labelFlush: true }),
        },
        x2: { field: "f1" },
        y: {
          field: "f2",
          type: "quantitative",
          scale: options.log ? { type: "log", domainMin: floor } : { zero: true },
          axis: options.log
            ? logAxis(rowsTitle, [1, extentOf(counts)[1]], { minExtent: 34 })
            : axis(rowsTitle, counts, { tickCount: alone ? 5 : 3, minExtent: 34 }),
        },
        y2: { field: "f3" },
      },
    };
    const note = missing > 0 ? `${missing} missing` : undefined;
    return [
      {
        width: grid.panelWidth,
        height: options.height ?? (alone ? HEIGHT : 90),
        layer: [bars, ...panelName(alone ? "" : withUnit(name), grid.panelWidth, { note })],
      },
    ];
  });
  if (panels.length === 0) return emptyFigure(fallbackTitle, options);
  return new Figure(panelGrid(panels, grid), { ...options, fallbackTitle });
}
