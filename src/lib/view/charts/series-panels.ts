import {
  type Band,
  bandLayers,
  bandNames,
  boundariesOf,
  boundaryLayer,
  type Mark,
  markLayers,
  nameHeight,
} from "../annotations";
import { axis, withUnit } from "../axis";
import { decimate, extentOf } from "../decimate";
import { emptyFigure } from "../empty";
import { Figure, type FigureOptions } from "../figure";
import { panelName } from "../panels";
import { inline } from "../rows";
import { namesOf, rowNumbers, type Source, tableOf } from "../source";
import { PALETTE, WIDTH } from "../theme";

export interface SeriesOptions extends FigureOptions {
  /** Numeric columns, one panel each, from top to bottom. */
  readonly columns: readonly string[];
  /** Numeric column for the shared x axis; default: the row number. */
  readonly x?: string;
  /** Column whose change ends a line and draws a boundary. */
  readonly segment?: string;
  readonly xTitle?: string;
  readonly bands?: readonly Band[];
  readonly marks?: readonly Mark[];
}

/**
 * Small multiples: one narrow panel per column over one x axis, each with its own scale. `height` is that of a panel.
 *
 * @throws LabError for an unknown or non-numeric column
 */
export function seriesPanels(source: Source, options: SeriesOptions): Figure {
  const table = tableOf(source);
  const names = namesOf(options.columns, "column");
  const fallbackTitle = `${names.length} series over ${options.x ?? "rows"}`;
  if (table.length === 0) return emptyFigure(fallbackTitle, options);
  const width = options.width ?? WIDTH;
  const x = options.x === undefined ? rowNumbers(table.length) : table.numbers(options.x);
  const segment = options.segment === undefined ? undefined : table.column(options.segment);
  const xTitle = options.xTitle ?? (options.x === undefined ? "row" : withUnit(options.x));
  const domain = extentOf(x);
  const span = { domain, width };

  const panels = names.map((name, k) => {
    const y = table.numbers(name);
    const { rows, runs } = decimate(x, y, width, segment);
    const last = k === names.length - 1;
    const unnamed = <T extends { readonly label?: string }>(items: readonly T[] = []): T[] =>
      items.map((item) => (k === 0 ? item : { ...item, label: "" }));
    return {
      width,
      height: options.height ?? 64,
      layer: [
        ...bandLayers(unnamed(options.bands), span),
        ...boundaryLayer(segment === undefined ? [] : boundariesOf(x, segment), span),
        {
          data: inline(
            rows.map((row) => x[row]),
            rows.map((row) => y[row]),
            runs,
          ),
          mark: { type: "line", color: PALETTE[0] },
          encoding: {
            x: {
              field: "f0",
              type: "quantitative",
              scale: { domain, nice: false, zero: false },
              axis: axis(last ? xTitle : "", x, last ? {} : { labels: false }),
            },
            y: {
              field: "f1",
              type: "quantitative",
              scale: { zero: false, nice: true },
              axis: axis("", y, { tickCount: 3, minExtent: 40 }),
            },
            detail: { field: "f2", type: "nominal" },
          },
        },
        ...markLayers(unnamed(options.marks), span, unnamed(options.bands)),
        ...bandNames(unnamed(options.bands), span),
        ...panelName(withUnit(name), width, {
          lift: k === 0 ? nameHeight(options.bands, options.marks, span) : 0,
        }),
      ],
    };
  });
  return new Figure({ vconcat: panels, spacing: 10 }, { ...options, width, fallbackTitle });
}
