import { numberFormat } from "./axis";
import { extentOf } from "./decimate";
import type { ColumnGroup } from "./groups";
import { inline } from "./rows";
import type { Draft } from "./spec";
import { fitText } from "./text";
import { INK, LABEL_SIZE } from "./theme";

/** Cells of a map: upper left corner, in pixels downwards, and what the colour shows; NaN leaves the grey ground. */
export interface Cells {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly value: readonly number[];
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Scale and axis when x is in the data's unit; default: x is in pixels. */
  readonly xScale?: { readonly [key: string]: Draft };
}

/** A map of coloured cells on a grey ground, with its colour legend at the right. */
export function cellLayers(
  cells: Cells,
  scale: { readonly [key: string]: Draft },
  legendTitle: string,
): Draft[] {
  const kept = [...cells.value.keys()].filter((i) => Number.isFinite(cells.value[i]));
  const format = numberFormat(...extentOf(cells.value));
  const pick = (values: readonly number[], add = 0): number[] => kept.map((i) => values[i] + add);
  return [
    {
      data: inline([0]),
      mark: { type: "rect", color: MISSING },
      encoding: { x: { value: 0 }, x2: { value: "width" }, y: { value: 0 }, y2: { value: "height" } },
    },
    {
      data: inline(
        pick(cells.x),
        pick(cells.x, cells.cellWidth),
        pick(cells.y),
        pick(cells.y, cells.cellHeight),
        kept.map((i) => cells.value[i]),
      ),
      mark: { type: "rect" },
      encoding: {
        x: { field: "f0", type: "quantitative", ...(cells.xScale ?? { scale: null, axis: null }) },
        x2: { field: "f1" },
        y: { field: "f2", type: "quantitative", scale: null, axis: null },
        y2: { field: "f3" },
        fill: {
          field: "f4",
          type: "quantitative",
          scale,
          legend: {
            title: legendTitle,
            orient: "right",
            direction: "vertical",
            gradientLength: 120,
            gradientThickness: 12,
            tickCount: 5,
            ...(format === "" ? {} : { format }),
          },
        },
      },
    },
  ];
}

/** Ground of a map, seen where a value is missing. */
const MISSING = "#d0d7de";

/** Names of groups beside an axis of cells, and thin rules between groups that have more than one member. */
export function groupLayers(
  groups: readonly ColumnGroup[],
  cell: number,
  axis: "x" | "y",
  size: {
    /** Length of the other side of the plot, in pixels. */
    readonly plot: number;
    /** Pixels that a name may take. */
    readonly room: number;
  },
): Draft[] {
  const across = axis === "x" ? "y" : "x";
  const members = Math.min(...groups.map((group) => group.to - group.from));
  const fontSize = Math.max(6, Math.min(LABEL_SIZE, Math.floor(cell * members * 1.05)));
  const ends = groups.filter((group) => group.from > 0).map((group) => group.from * cell);
  const along = { field: "f0", type: "quantitative", scale: null, axis: null };
  const rules = {
    data: inline(ends),
    mark: { type: "rule", color: "#ffffff", strokeWidth: cell > 4 ? 1 : 0.4 },
    encoding: { [axis]: along, [across]: { value: 0 }, [`${across}2`]: { value: size.plot } },
  };
  const names = {
    data: inline(
      groups.map((group) => ((group.from + group.to) / 2) * cell),
      groups.map((group) => fitText(group.label, size.room, fontSize)),
    ),
    mark: {
      type: "text",
      fontSize,
      color: INK,
      align: "right",
      baseline: "middle",
      ...(axis === "x" ? { angle: 315, dy: 6 } : { dx: -6 }),
    },
    encoding: {
      [axis]: along,
      [across]: { value: axis === "x" ? size.plot : 0 },
      text: { field: "f1", type: "nominal" },
    },
  };
  return [rules, names];
}
