import { textWidth } from "./font";
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
  /** True when the axis is logarithmic. */
  readonly log?: boolean;
}

/** Height of a line of band names above the plot. */
const BAND_ROW = 15;
/** Lines of names over the first, for bands that are narrower than their names. */
const LIFTED = 3;

/** How far a legend moves up to leave room for the names of bands and marks. */
export function nameHeight(bands: readonly Band[] = [], marks: readonly Mark[] = [], span: Span): number {
  return bandHeight(bands, span) + stackMarks(marks.filter(hasName), span).height;
}

/** Pixels that the names of bands take above the plot. */
function bandHeight(bands: readonly Band[], span: Span): number {
  return BAND_ROW * Math.max(0, ...placeBandNames(bands, span).map((name) => name.line + 1));
}

/** Pixels from the left end of the plot to a place on its x axis. */
function pixelAt(at: number, { domain: [low, high], width, log }: Span): number {
  if (log) return (width * Math.log(at / low)) / (Math.log(high / low) || 1);
  return (width * (at - low)) / (high - low || 1);
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

interface BandName {
  readonly text: string;
  /** Where on the x axis the name begins, or ends when it reads to the left. */
  readonly at: number;
  readonly align: "left" | "right";
  /** 0 within the stripe; above it for a name that is wider than its stripe. */
  readonly line: number;
}

/** The names of bands: in the line above their stripes where they fit, in lines above that where they do not. */
function placeBandNames(bands: readonly Band[], span: Span): BandName[] {
  const lines: [number, number][][] = Array.from({ length: LIFTED }, () => []);
  return within(bands, span)
    .filter(hasName)
    .flatMap((band): BandName[] => {
      const text = plainText(band.label ?? "");
      const [left, right] = [pixelAt(band.from, span), pixelAt(band.to, span)];
      const wide = textWidth(text, LABEL_SIZE) + 6;
      if (wide <= right - left) return [{ text, at: band.from, align: "left", line: 0 }];
      const align = left + wide <= span.width ? "left" : "right";
      const [from, to] = align === "left" ? [left, left + wide] : [right - wide, right];
      const free = lines.findIndex((taken) => taken.every(([a, b]) => to <= a || from >= b));
      if (free >= 0 && from >= 0) {
        lines[free].push([from, to]);
        return [{ text, at: align === "left" ? band.from : band.to, align, line: free + 1 }];
      }
      if (right - left < 16) return [];
      return [{ text: fitText(text, right - left - 4, LABEL_SIZE), at: band.from, align: "left", line: 0 }];
    });
}

/** The names of bands above the plot; a name above the first line hangs on a rule from its band. */
export function bandNames(bands: readonly Band[], span: Span): Draft[] {
  const names = placeBandNames(bands, span);
  const lifted = names.filter((name) => name.line > 0);
  const rules: Draft[] =
    lifted.length === 0
      ? []
      : [
          {
            data: inline(
              lifted.map((name) => name.at),
              lifted.map((name) => 2 - BAND_ROW * (name.line + 1)),
            ),
            mark: { type: "rule", color: MUTED, strokeWidth: 0.75 },
            encoding: { x: xOf(span), y: inPixels("f1"), y2: { value: 0 } },
          },
        ];
  const texts = (["left", "right"] as const).flatMap((align) => {
    const part = names.filter((name) => name.align === align);
    if (part.length === 0) return [];
    const data = inline(
      part.map((name) => name.at),
      part.map((name) => -BAND_ROW * name.line),
      part.map((name) => name.text),
    );
    const look = { align, baseline: "bottom", dx: align === "left" ? 3 : -3, dy: -4 };
    return haloText(
      data,
      { x: xOf(span), y: inPixels("f1") },
      { ...look, fontSize: LABEL_SIZE, color: MUTED },
    );
  });
  return [...rules, ...texts];
}

function stackMarks(marks: readonly Mark[], span: Span): ReturnType<typeof stackNames<Named>> {
  const named = marks.map((mark) => ({ name: plainText(mark.label ?? ""), at: mark.at }));
  return stackNames(named, (at) => pixelAt(at, span));
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
  const lift = bandHeight(bands, span);
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

/** The colours of names: the given ones, else those of the palette in order. */
export function coloursOf(
  names: readonly string[],
  given: Readonly<Record<string, string>> = {},
): readonly string[] {
  return names.map((name, i) => (Object.hasOwn(given, name) ? given[name] : PALETTE[i % PALETTE.length]));
}

/** x halfway between the last row of a segment and the first of the next. */
export function boundariesOf(x: ArrayLike<number>, segment: ArrayLike<number | string | null>): number[] {
  const at: number[] = [];
  for (let i = 1; i < x.length; i++) {
    if (segment[i] !== segment[i - 1] && x[i] > x[i - 1]) at.push((x[i] + x[i - 1]) / 2);
  }
  return at;
}
