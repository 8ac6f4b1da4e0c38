import { axis, withUnit } from "../axis";
import { binSamples } from "../bins";
import { emptyFigure } from "../empty";
import { Figure, type FigureOptions } from "../figure";
import { gridOf, panelGrid, panelName } from "../panels";
import { inline } from "../rows";
import { namesOf, type Source, tableOf } from "../source";
import type { Draft } from "../spec";
import { plainText } from "../text";
import { HEIGHT, PALETTE } from "../theme";

export interface DistributionsOptions extends FigureOptions {
  /** Numeric columns that both samples have, one panel each. */
  readonly columns: string | readonly string[];
  /** What the two samples are called; default "reference" and "window". */
  readonly names?: readonly [string, string];
  /** Colours of the two; default: the palette's first two. */
  readonly colors?: readonly [string, string];
  /** Default 40, over the range of both samples together. */
  readonly bins?: number;
  /** What the shares are of; default "% of rows". */
  readonly yTitle?: string;
  readonly across?: number;
}

/**
 * Two samples over one another, a panel per column: the share of rows in each of the same bins, the reference as a
 * filled shape, the window as an outline.
 *
 * @throws LabError for a column that one of the samples lacks
 */
export function distributions(reference: Source, window: Source, options: DistributionsOptions): Figure {
  const tables = [tableOf(reference), tableOf(window)] as const;
  const columns = namesOf(options.columns, "column");
  const names = (options.names ?? ["reference", "window"]).map(plainText);
  const fallbackTitle = `${names[0]} and ${names[1]}`;
  const grid = gridOf(columns.length, options.width, options.across);
  const alone = columns.length === 1;
  const panels: Draft[] = [];
  for (const column of columns) {
    const binned = binSamples(
      tables.map((table) => table.numbers(column)),
      options.bins ?? 40,
    );
    if (binned === undefined) continue;
    const { edges, counts, totals } = binned;
    const x: number[] = [];
    const share: number[] = [];
    const name: string[] = [];
    counts.forEach((count, k) => {
      if (totals[k] === 0) return;
      // A step per bin: its lower edge, and the last bin's upper edge, then down to zero.
      for (let i = 0; i <= count.length; i++) {
        x.push(edges[i]);
        share.push((100 * count[Math.min(i, count.length - 1)]) / totals[k]);
        name.push(names[k]);
      }
    });
    const shapes = {
      data: inline(x, share, name),
      mark: { type: "area", interpolate: "step-after", line: { strokeWidth: 1.3 }, opacity: 0.22 },
      encoding: {
        x: {
          field: "f0",
          type: "quantitative",
          scale: { domain: [edges[0], edges[edges.length - 1]], nice: false, zero: false },
          axis: axis(alone ? withUnit(column) : "", edges, { tickCount: 4, labelFlush: true }),
        },
        y: {
          field: "f1",
          type: "quantitative",
          stack: null,
          axis: axis(panels.length % grid.columns === 0 ? (options.yTitle ?? "% of rows") : "", share, {
            tickCount: 3,
            minExtent: 24,
          }),
        },
        color: {
          field: "f2",
          type: "nominal",
          scale: { domain: names, range: options.colors ?? [PALETTE[0], PALETTE[1]] },
          legend: { title: null, symbolType: "square", symbolOpacity: 1 },
        },
      },
    };
    panels.push({
      width: grid.panelWidth,
      height: options.height ?? (alone ? HEIGHT : 90),
      layer: [shapes, ...panelName(alone ? "" : withUnit(column), grid.panelWidth)],
    });
  }
  if (panels.length === 0) return emptyFigure(fallbackTitle, options);
  return new Figure(panelGrid(panels, grid), { ...options, fallbackTitle });
}
