import { emptyFigure } from "../empty";
import { Figure, type FigureOptions } from "../figure";
import { cellLayers, groupLayers } from "../grid-map";
import { groupColumns } from "../groups";
import { pearson } from "../pearson";
import { type Source, tableOf } from "../source";
import { WIDTH } from "../theme";

export interface CorrelationMapOptions extends FigureOptions {
  /** Numeric columns; default: all numeric ones. */
  readonly columns?: readonly string[];
  /** Puts the lab's counters together by event (default) or by VNF and names the groups; "none" names each column. */
  readonly groupBy?: "event" | "vnf" | "none";
  /** True for r with its sign, false (default) for |r|. */
  readonly signed?: boolean;
}

/**
 * Pearson's correlation of each column with each other, as a map of cells; grey where it does not exist (a constant
 * column, fewer than three rows). Pairs use the rows in which both have a value.
 *
 * @throws LabError for an unknown or non-numeric column
 */
export function correlationMap(source: Source, options: CorrelationMapOptions = {}): Figure {
  const table = tableOf(source);
  const fallbackTitle = options.signed ? "Correlation r" : "Correlation |r|";
  const { columns, groups } = groupColumns(
    options.columns ?? table.numericNames(),
    options.groupBy ?? "event",
  );
  const n = columns.length;
  if (n === 0 || table.length === 0) return emptyFigure(fallbackTitle, options);

  const scale = options.signed
    ? { domain: [-1, 1], scheme: "purpleorange", reverse: true }
    : { domain: [0, 1], scheme: "blues" };
  const cell = Math.max(3, Math.min(28, (options.width ?? WIDTH) / n));
  const side = cell * n;
  const values = columns.map((name) => table.numbers(name));
  const x: number[] = [];
  const y: number[] = [];
  const r: number[] = [];
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      // The matrix is symmetric: the lower half has been computed when the upper is reached.
      const value = k < i ? r[k * n + i] : pearson(values[i], values[k]);
      x.push(k * cell);
      y.push(i * cell);
      r.push(options.signed ? value : Math.abs(value));
    }
  }
  return new Figure(
    {
      width: side,
      height: side,
      layer: [
        ...cellLayers(
          { x, y, value: r, cellWidth: cell, cellHeight: cell },
          scale,
          options.signed ? "r" : "|r|",
        ),
        ...groupLayers(groups, cell, "y", { plot: side, room: 200 }),
        ...groupLayers(groups, cell, "x", { plot: side, room: 200 }),
      ],
    },
    { ...options, width: side, fallbackTitle },
  );
}
