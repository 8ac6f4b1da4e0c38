import { inline } from "./rows";
import type { Draft } from "./spec";
import { fit } from "./text";
import { INK, LABEL_SIZE, MUTED, PALETTE } from "./theme";

/** A stretch of the x axis with a name, such as a stage. */
export interface Band {
  readonly from: number;
  readonly to: number;
  readonly label?: string;
}

/** A place on the x axis with a name, such as an alarm or a retraining. */
export interface Mark {
  readonly at: number;
  readonly label?: string;
}

/** A level on the y axis with a name, such as a threshold. */
export interface Level {
  readonly at: number;
  readonly label?: string;
}

interface Span {
  /** Lowest and highest x of the picture. */
  readonly domain: readonly [number, number];
  /** Plot width in pixels. */
  readonly width: number;
}

/** Height of one line of names above the plot. */
const NAME_ROW = 15;

/** How far legends move up to leave room for the names of bands and marks. */
export function nameRows(bands: readonly Band[] = [], marks: readonly Mark[] = []): number {
  return NAME_ROW * (Number(bands.some(hasName)) + Number(marks.some(hasName)));
}

function hasName(item: { readonly label?: string }): boolean {
  return item.label !== undefined && item.label !== "";
}

/**
 * Stage bands: pale stripes over the whole height, their names above the plot, cut to the stripe. With `filled`
 * false, for maps whose ground is full, a rule at each begin instead.
 */
export function bandLayers(bands: readonly Band[], span: Span, filled = true): Draft[] {
  const [low, high] = span.domain;
  const shown = bands
    .map((band) => ({ ...band, from: Math.max(low, band.from), to: Math.min(high, band.to) }))
    .filter((band) => band.to > band.from);
  if (shown.length === 0) return [];
  const pixels = (band: Band): number => (span.width * (band.to - band.from)) / (high - low || 1);
  const stripe = (part: readonly Band[], color: string): Draft => ({
    data: inline(
      part.map((band) => band.from),
      part.map((band) => band.to),
    ),
    mark: { type: "rect", color },
    encoding: { x: { field: "f0", type: "quantitative" }, x2: { field: "f1" } },
  });
  const names: Draft = {
    data: inline(
      shown.map((band) => band.from),
      shown.map((band) => (pixels(band) < 16 ? "" : fit(band.label ?? "", pixels(band) - 4, LABEL_SIZE))),
    ),
    mark: { type: "text", align: "left", baseline: "bottom", dy: -4, fontSize: LABEL_SIZE, color: MUTED },
    encoding: {
      x: { field: "f0", type: "quantitative" },
      y: { value: 0 },
      text: { field: "f1", type: "nominal" },
    },
  };
  const begins: Draft = {
    data: inline(shown.map((band) => band.from)),
    mark: { type: "rule", color: INK, strokeWidth: 1 },
    encoding: { x: { field: "f0", type: "quantitative" }, y: { value: -NAME_ROW }, y2: { value: "height" } },
  };
  if (!filled) return [begins, names];
  const even = shown.filter((_, i) => i % 2 === 0);
  const odd = shown.filter((_, i) => i % 2 === 1);
  return [stripe(even, "#eef3f8"), stripe(odd, "#f8f4ec"), names];
}

/** Vertical rules with their names above the upper end, and above the names of the bands when there are any. */
export function markLayers(
  marks: readonly Mark[],
  span: Span,
  options: { readonly colour?: string; readonly bands?: readonly Band[] } = {},
): Draft[] {
  const colour = options.colour ?? INK;
  const lift = nameRows(options.bands);
  const [low, high] = span.domain;
  const shown = marks.filter((mark) => mark.at >= low && mark.at <= high);
  if (shown.length === 0) return [];
  const data = inline(
    shown.map((mark) => mark.at),
    shown.map((mark) => mark.label ?? ""),
  );
  return [
    {
      data,
      mark: { type: "rule", color: colour, strokeDash: [4, 3], strokeWidth: 1 },
      encoding: { y: { value: -lift }, y2: { value: "height" }, x: { field: "f0", type: "quantitative" } },
    },
    {
      data,
      mark: {
        type: "text",
        align: "center",
        baseline: "bottom",
        dy: -4 - lift,
        fontSize: LABEL_SIZE,
        color: colour,
      },
      encoding: {
        x: { field: "f0", type: "quantitative" },
        y: { value: 0 },
        text: { field: "f1", type: "nominal" },
      },
    },
  ];
}

/** Horizontal rules with their names at the right end, outside the data. */
export function levelLayers(
  levels: readonly Level[],
  colour: string = MUTED,
  dash: readonly number[] = [4, 3],
): Draft[] {
  if (levels.length === 0) return [];
  const data = inline(
    levels.map((level) => level.at),
    levels.map((level) => level.label ?? ""),
  );
  return [
    {
      data,
      mark: { type: "rule", color: colour, strokeDash: dash, strokeWidth: 1 },
      encoding: { y: { field: "f0", type: "quantitative" } },
    },
    {
      data,
      mark: { type: "text", align: "left", baseline: "middle", dx: 4, fontSize: LABEL_SIZE, color: colour },
      encoding: {
        x: { value: "width" },
        y: { field: "f0", type: "quantitative" },
        text: { field: "f1", type: "nominal" },
      },
    },
  ];
}

/** Segment boundaries: thin rules where one experiment ends and the next begins. */
export function boundaryLayer(at: readonly number[]): Draft[] {
  if (at.length === 0) return [];
  return [
    {
      data: inline(at),
      mark: { type: "rule", color: "#d8dee4", strokeWidth: 1 },
      encoding: { x: { field: "f0", type: "quantitative" } },
    },
  ];
}

/** A colour scale over names in their order: the same name, the same colour, whatever the data hold. */
export function colours(names: readonly string[]): Draft {
  return { domain: names, range: names.map((_, i) => PALETTE[i % PALETTE.length]) };
}

/** x halfway between the last row of a segment and the first of the next. */
export function boundariesOf(x: ArrayLike<number>, segment: ArrayLike<number | string | null>): number[] {
  const at: number[] = [];
  for (let i = 1; i < x.length; i++) {
    if (segment[i] !== segment[i - 1] && x[i] > x[i - 1]) at.push((x[i] + x[i - 1]) / 2);
  }
  return at;
}
