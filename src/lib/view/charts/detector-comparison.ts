import { axis } from "../axis";
import { emptyFigure } from "../empty";
import { Figure, type FigureOptions } from "../figure";
import { placeDotNames } from "../label-placement";
import { inline } from "../rows";
import type { Draft } from "../spec";
import { fitText, plainText } from "../text";
import { HEIGHT, INK, LABEL_SIZE, MUTED, PALETTE, WIDTH } from "../theme";

/** How one detector did on streams whose changes are known. */
export interface DetectorRow {
  readonly name: string;
  /** Mean rows from a change to its alarm; NaN when none was found. */
  readonly delay: number;
  /** Alarms without a change, per 1000 rows. */
  readonly falseAlarms: number;
  /** Share of changes that were found, 0 to 1. */
  readonly found?: number;
  /** True for always-fire and its like. */
  readonly baseline?: boolean;
}

/**
 * Detectors by delay and false alarms: good ones stand at the lower left. A dot's area is the share of changes found;
 * detectors that found none stand in a strip at the top.
 */
export function detectorComparison(rows: readonly DetectorRow[], options: FigureOptions = {}): Figure {
  const fallbackTitle = "Detectors: delay and false alarms";
  const shown = rows.filter((row) => Number.isFinite(row.falseAlarms));
  if (shown.length === 0) return emptyFigure(fallbackTitle, options);
  const width = options.width ?? WIDTH;
  const height = options.height ?? HEIGHT + 40;
  const delays = shown.map((row) => row.delay).filter(Number.isFinite);
  const blind = shown.some((row) => !Number.isFinite(row.delay));
  const top = Math.max(1, ...delays) * (blind ? 1.3 : 1.12);
  const right = Math.max(0.1, ...shown.map((row) => row.falseAlarms)) * 1.08;
  const at = (row: DetectorRow): number => (Number.isFinite(row.delay) ? row.delay : top * 0.94);
  const names = shown.map((row) => {
    const name = fitText(plainText(row.name), 180, LABEL_SIZE);
    return Number.isFinite(row.delay) ? name : `${name} (found none)`;
  });
  const places = placeDotNames(
    shown.map((row, i) => ({
      x: (width * row.falseAlarms) / right,
      y: height * (1 - at(row) / top),
      name: names[i],
    })),
    width,
  );
  const x = {
    type: "quantitative",
    scale: { domain: [0, right], nice: false },
    axis: axis("false alarms per 1000 rows", [0, right], { grid: true, tickCount: 6 }),
  };
  const y = {
    type: "quantitative",
    scale: { domain: [0, top], nice: false },
    axis: axis("delay (rows)", [0, top], { tickCount: 5 }),
  };
  const nameLayer = (align: string): Draft[] => {
    const here = [...shown.keys()].filter((i) => places[i].align === align);
    // Offsets differ from dot to dot, so a layer per side; dx and dy are the same within it but for the centre.
    return [true, false].flatMap((up) => {
      const part = here.filter((i) => (align === "center" ? places[i].dy < 0 === up : up));
      if (part.length === 0) return [];
      const { dx, dy } = places[part[0]];
      return [
        {
          data: inline(
            part.map((i) => shown[i].falseAlarms),
            part.map((i) => at(shown[i])),
            part.map((i) => names[i]),
          ),
          mark: { type: "text", align, dx, dy, baseline: "middle", fontSize: LABEL_SIZE, color: INK },
          encoding: {
            x: { field: "f0", ...x },
            y: { field: "f1", ...y },
            text: { field: "f2", type: "nominal" },
          },
        },
      ];
    });
  };
  return new Figure(
    {
      width,
      height,
      layer: [
        {
          data: inline(
            shown.map((row) => row.falseAlarms),
            shown.map(at),
            shown.map((row) => 30 + 110 * Math.max(0, Math.min(1, row.found ?? 1))),
            shown.map((row) => Number(row.baseline ?? false)),
          ),
          mark: { type: "point", filled: true, opacity: 0.9, clip: false },
          encoding: {
            x: { field: "f0", ...x },
            y: { field: "f1", ...y },
            size: { field: "f2", type: "quantitative", scale: null, legend: null },
            color: {
              field: "f3",
              type: "nominal",
              scale: { domain: [0, 1], range: [PALETTE[0], MUTED] },
              legend: null,
            },
          },
        },
        ...["left", "right", "center"].flatMap(nameLayer),
      ],
    },
    { ...options, width, fallbackTitle },
  );
}
