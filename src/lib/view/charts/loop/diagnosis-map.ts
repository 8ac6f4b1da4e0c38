import { fail } from "../../../core";
import { emptyFigure } from "../../empty";
import { Figure, type FigureOptions } from "../../figure";
import { cellLayers, groupLayers } from "../../grid-map";
import { inline } from "../../rows";
import type { Draft } from "../../spec";
import { distinctLabels, fitText, plainText } from "../../text";
import { INK, LABEL_SIZE, MUTED, WIDTH } from "../../theme";

/** How strongly each network function is suspected in one stretch of rows, and which one it was. */
export interface DiagnosedStretch {
  /** The stretch: an experiment, say. */
  readonly name: string;
  /** The functions that are known to be stressed; none where nobody knows, or nothing is. */
  readonly stressed: readonly string[];
  /** Suspicion by function: the higher, the more suspected; NaN where unknown. */
  readonly scores: Readonly<Record<string, number>>;
}

export interface DiagnosisMapOptions extends FigureOptions {
  /** Functions in the order of the chain; default: as the stretches name them. */
  readonly functions?: readonly string[];
  /** What the suspicion is, with its unit; default "suspicion". */
  readonly valueTitle?: string;
}

const CELL = 26;

/**
 * Which network function is under stress: a row a function, a column a stretch, the colour its share of the strongest
 * suspicion there. A dot is the most suspected one, a frame the one that is known to be stressed: a dot in a frame is a hit.
 *
 * @throws LabError for a stretch without scores
 */
export function diagnosisMap(
  stretches: readonly DiagnosedStretch[],
  options: DiagnosisMapOptions = {},
): Figure {
  const fallbackTitle = "Which function is under stress?";
  if (stretches.length === 0) return emptyFigure(fallbackTitle, options, "nothing was diagnosed");
  const functions = options.functions ?? [...new Set(stretches.flatMap(({ scores }) => Object.keys(scores)))];
  if (functions.length === 0) {
    fail({ code: "argument", expected: "scores of at least one function", found: "none" });
  }
  const width = options.width ?? WIDTH;
  const cell = width / stretches.length;
  const height = CELL * functions.length;
  const labels = distinctLabels(functions, 150, LABEL_SIZE);
  const x: number[] = [];
  const y: number[] = [];
  const value: number[] = [];
  const top: [number, number][] = [];
  const known: [number, number][] = [];
  stretches.forEach(({ scores, stressed }, k) => {
    const own = functions.map((name) => (Object.hasOwn(scores, name) ? scores[name] : Number.NaN));
    const most = Math.max(...own.filter(Number.isFinite));
    functions.forEach((name, f) => {
      x.push(k * cell);
      y.push(f * CELL);
      value.push(most > 0 ? Math.max(0, own[f]) / most : own[f] * 0);
      if (stressed.includes(name)) known.push([k, f]);
    });
    const first = own.indexOf(most);
    if (first >= 0) top.push([k, first]);
  });
  // Narrow columns have thin frames, or nothing would be left of what is in them.
  const edge = cell < 14 ? 0.8 : 1.5;
  const frames = known.flatMap(([k, f]): [number, number, number, number][] => [
    [k * cell + edge, f * CELL + edge, (k + 1) * cell - edge, (f + 1) * CELL - edge],
  ]);
  const pixels = { type: "quantitative", scale: null, axis: null };
  const layer: Draft[] = [
    ...cellLayers(
      { x, y, value, cellWidth: cell, cellHeight: CELL },
      { domain: [0, 1], scheme: "blues" },
      options.valueTitle ?? "share of the strongest",
    ),
    ...groupLayers(
      labels.map((label, f) => ({ label, from: f, to: f + 1 })),
      CELL,
      "y",
      { plot: width, room: 150 },
    ),
    ...(frames.length === 0
      ? []
      : [
          {
            data: inline(
              frames.map(([left]) => left),
              frames.map(([, above]) => above),
              frames.map(([, , right]) => right),
              frames.map(([, , , below]) => below),
            ),
            mark: { type: "rect", fill: null, stroke: "#d55e00", strokeWidth: cell < 14 ? 1.3 : 2 },
            encoding: {
              x: { field: "f0", ...pixels },
              x2: { field: "f2" },
              y: { field: "f1", ...pixels },
              y2: { field: "f3" },
            },
          },
        ]),
    {
      data: inline(
        top.map(([k]) => (k + 0.5) * cell),
        top.map(([, f]) => (f + 0.5) * CELL),
      ),
      mark: {
        type: "point",
        filled: true,
        fill: "#ffffff",
        stroke: INK,
        strokeWidth: 1.2,
        opacity: 1,
        size: Math.min(50, Math.max(14, cell * 3)),
      },
      encoding: { x: { field: "f0", ...pixels }, y: { field: "f1", ...pixels } },
    },
    ...stretchNames(stretches, cell, height),
  ];
  const key = "dot: most suspected; frame: known to be stressed";
  return new Figure(
    { width, height, layer },
    {
      ...options,
      width: width + 60,
      fallbackTitle,
      subtitle: options.subtitle === undefined ? key : `${options.subtitle} · ${key}`,
    },
  );
}

/** Names of the stretches under their columns, upright; of many only some. */
function stretchNames(stretches: readonly DiagnosedStretch[], cell: number, height: number): Draft[] {
  const every = Math.max(1, Math.ceil(13 / cell));
  const shown = [...stretches.keys()].filter((k) => k % every === 0);
  return [
    {
      data: inline(
        shown.map((k) => (k + 0.5) * cell),
        shown.map((k) => fitText(plainText(stretches[k].name), 110, LABEL_SIZE - 1)),
      ),
      mark: {
        type: "text",
        angle: 270,
        align: "right",
        baseline: "middle",
        dx: -5,
        fontSize: LABEL_SIZE - 1,
        color: MUTED,
      },
      encoding: {
        x: { field: "f0", type: "quantitative", scale: null, axis: null },
        y: { value: height },
        text: { field: "f1", type: "nominal" },
      },
    },
  ];
}
