import { lineTop, stackNames } from "./label-placement";
import { inline } from "./rows";
import type { Draft } from "./spec";
import { fitText, plainText } from "./text";
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

/** The x axis that annotations stand on. */
export interface Span {
  /** Lowest and highest x of the picture. */
  readonly domain: readonly [number, number];
  /** Plot width in pixels. */
  readonly width: number;
  /** True when x holds instants. */
  readonly time?: boolean;
}

/** Height of the line of band names above the plot. */
const BAND_ROW = 15;

/** How far a legend moves up to leave room for the names of bands and marks. */
export function nameHeight(bands: readonly Band[] = [], marks: readonly Mark[] = [], span: Span): number {
  const bandRow = bands.some(hasName) ? BAND_ROW : 0;
  return bandRow + stackMarks(marks.filter(hasName), span).height;
}

function hasName(item: { readonly label?: string }): boolean {
  return item.label !== undefined && item.label !== "";
}

/** A channel in pixels, which needs no scale. */
function inPixels(field: string): Draft {
  return { field, type: "quantitative", scale: null, axis: null };
}

function xOf(span: Span): Draft {
  return { field: "f0", type: span.time ? "temporal" : "quantitative" };
}

/** The parts of bands that lie in the picture. */
function within(bands: readonly Band[], { domain: [low, high] }: Span): Band[] {
  return bands
    .map((band) => ({ ...band, from: Math.max(low, band.from), to: Math.min(high, band.to) }))
    .filter((band) => band.to > band.from);
}

/** Stage bands: pale stripes over the whole height. */
export function bandLayers(bands: readonly Band[], span: Span): Draft[] {
  const shown = within(bands, span);
  return ["#eef3f8", "#f8f4ec"].flatMap((color, k) => {
    const part = shown.filter((_, i) => i % 2 === k);
    if (part.length === 0) return [];
    const data = inline(
      part.map((band) => band.from),
      part.map((band) => band.to),
    );
    return [{ data, mark: { type: "rect", color }, encoding: { x: xOf(span), x2: { field: "f1" } } }];
  });
}

/** For maps, whose ground is full: a rule where each band begins. */
export function bandBegins(bands: readonly Band[], span: Span): Draft[] {
  const shown = within(bands, span);
  if (shown.length === 0) return [];
  return [
    {
      data: inline(shown.map((band) => band.from)),
      mark: { type: "rule", color: INK, strokeWidth: 1 },
      encoding: { x: xOf(span), y: { value: -BAND_ROW }, y2: { value: "height" } },
    },
  ];
}

/** The names of bands above the plot, cut to their stripes. */
export function bandNames(bands: readonly Band[], span: Span): Draft[] {
  const [low, high] = span.domain;
  const pixels = (band: Band): number => (span.width * (band.to - band.from)) / (high - low || 1);
  const named = within(bands, span).filter((band) => hasName(band) && pixels(band) >= 16);
  if (named.length === 0) return [];
  const data = inline(
    named.map((band) => band.from),
    named.map(() => 0),
    named.map((band) => fitText(plainText(band.label ?? ""), pixels(band) - 4, LABEL_SIZE)),
  );
  const look = { align: "left", baseline: "bottom", dx: 1, dy: -4, fontSize: LABEL_SIZE, color: MUTED };
  return haloText(data, { x: xOf(span), y: inPixels("f1") }, look);
}

function stackMarks(marks: readonly Mark[], span: Span): ReturnType<typeof stackNames<Named>> {
  const named = marks.map((mark) => ({ name: plainText(mark.label ?? ""), at: mark.at }));
  return stackNames(named, span.domain, span.width);
}
interface Named {
  readonly name: string;
  readonly at: number;
}

/** Vertical rules with their names above the upper end, over the names of the bands when there are any. */
export function markLayers(marks: readonly Mark[], span: Span, bands: readonly Band[] = []): Draft[] {
  const [low, high] = span.domain;
  const shown = stackMarks(
    marks.filter((mark) => mark.at >= low && mark.at <= high),
    span,
  ).items;
  if (shown.length === 0) return [];
  const lift = bands.some(hasName) ? BAND_ROW : 0;
  const top = shown.map((mark) => (mark.name === "" ? 0 : lineTop(mark.line) - lift));
  const place = { x: xOf(span), y: inPixels("f1") };
  const rules: Draft = {
    data: inline(
      shown.map((mark) => mark.at),
      top,
    ),
    mark: { type: "rule", color: INK, strokeDash: [4, 3], strokeWidth: 1 },
    encoding: { ...place, y2: { value: "height" } },
  };
  const named = shown.filter((mark) => mark.name !== "");
  if (named.length === 0) return [rules];
  const data = inline(
    named.map((mark) => mark.at),
    named.map((mark) => lineTop(mark.line) - lift),
    named.map((mark) => mark.name),
  );
  return [rules, ...haloText(data, place, { fontSize: LABEL_SIZE, color: INK, baseline: "bottom", dy: -2 })];
}

/** Texts in f2 with a white rim, so that a rule which passes behind does not strike them through. */
export function haloText(
  data: Draft,
  place: { readonly [key: string]: Draft },
  look: { readonly [key: string]: Draft },
): Draft[] {
  const encoding = { ...place, text: { field: "f2", type: "nominal" } };
  return [
    { data, mark: { type: "text", ...look, color: "#ffffff", stroke: "#ffffff", strokeWidth: 3 }, encoding },
    { data, mark: { type: "text", ...look }, encoding },
  ];
}

/** Segment boundaries: thin rules where one experiment ends and the next begins. */
export function boundaryLayer(at: readonly number[], span: Span): Draft[] {
  if (at.length === 0) return [];
  return [
    {
      data: inline(at),
      mark: { type: "rule", color: "#d8dee4", strokeWidth: 1 },
      encoding: { x: xOf(span) },
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
