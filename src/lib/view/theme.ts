import { FONT_FAMILY } from "./font";

/** Okabe and Ito's colours (2008), told apart with every common form of colour blindness; darkest first. */
export const PALETTE: readonly string[] = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
  "#4d4d4d",
  "#8c6d31",
];

export const INK = "#1f2328";
export const MUTED = "#59636e";
export const FAINT = "#d8dee4";
/** Thresholds, alarms, and the word "simulated". */
export const ALERT = "#b3261e";

/** Plot area of a one-column figure, in CSS pixels. */
export const WIDTH = 440;
export const HEIGHT = 240;

export const TITLE_SIZE = 14;
export const SUBTITLE_SIZE = 12;
export const LABEL_SIZE = 11;

/** Vega-Lite's config for every figure: set for print, one look. */
export const CONFIG = {
  aria: false,
  background: "#ffffff",
  font: FONT_FAMILY,
  padding: 10,
  title: {
    aria: false,
    anchor: "start",
    frame: "bounds",
    fontSize: TITLE_SIZE,
    fontWeight: "bold",
    color: INK,
    subtitleFontSize: SUBTITLE_SIZE,
    subtitleColor: MUTED,
    subtitlePadding: 4,
    offset: 10,
    lineHeight: 18,
    subtitleLineHeight: 16,
  },
  axis: {
    aria: false,
    labelFontSize: LABEL_SIZE,
    titleFontSize: 12,
    titleFontWeight: "normal",
    titleColor: INK,
    labelColor: INK,
    labelLimit: 220,
    titleLimit: 0,
    domainColor: "#8c959f",
    tickColor: "#8c959f",
    tickSize: 4,
    gridColor: "#eaeef2",
    titlePadding: 6,
    labelSeparation: 8,
  },
  axisX: { grid: false },
  legend: {
    aria: false,
    labelFontSize: LABEL_SIZE,
    titleFontSize: LABEL_SIZE,
    titleFontWeight: "normal",
    titleColor: MUTED,
    labelColor: INK,
    labelLimit: 220,
    titleLimit: 220,
    orient: "top",
    direction: "horizontal",
    offset: 6,
    symbolStrokeWidth: 2.5,
  },
  header: { labelFontSize: LABEL_SIZE, titleFontSize: 12 },
  view: { stroke: null },
  line: { strokeWidth: 1.4, strokeCap: "round", strokeJoin: "round" },
  range: { category: PALETTE },
} as const;
