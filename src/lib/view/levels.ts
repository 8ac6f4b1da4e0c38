import { inline } from "./rows";
import type { Draft } from "./spec";
import { plainText } from "./text";
import { LABEL_SIZE, MUTED } from "./theme";

/** A level on the y axis with a name, such as a threshold. */
export interface Level {
  readonly at: number;
  readonly label?: string;
}

interface Axis {
  /** Range of the y axis, at least roughly. */
  readonly domain: readonly [number, number];
  /** Plot height in pixels. */
  readonly height: number;
  /** True when the axis is logarithmic. */
  readonly log?: boolean;
}

/** Least distance of two names, in pixels. */
const LINE = 13;

/** Horizontal rules with their names at the right end, outside the data; names of near levels are moved apart. */
export function levelLayers(
  levels: readonly Level[],
  axis: Axis,
  look: { readonly color: string; readonly strokeDash: readonly number[] } = {
    color: MUTED,
    strokeDash: [4, 3],
  },
): Draft[] {
  if (levels.length === 0) return [];
  const shifts = spreadNames(levels, axis);
  const y = { field: "f0", type: "quantitative" };
  return [
    {
      data: inline(levels.map((level) => level.at)),
      mark: { type: "rule", ...look, strokeWidth: 1 },
      encoding: { y },
    },
    // A mark's offset is one for all its texts, so each name is a layer.
    ...levels.map((level, i) => ({
      data: inline([level.at], [plainText(level.label ?? "")]),
      mark: {
        type: "text",
        align: "left",
        baseline: "middle",
        dx: 4,
        dy: shifts[i],
        fontSize: LABEL_SIZE,
        color: look.color,
      },
      encoding: { x: { value: "width" }, y, text: { field: "f1", type: "nominal" } },
    })),
  ];
}

/** How many pixels each name moves down so that neighbours are a line apart, the middle one staying in place. */
function spreadNames(levels: readonly Level[], { domain: [low, high], height, log }: Axis): number[] {
  const place = log ? Math.log : (value: number): number => value;
  const scale = height / (place(high) - place(low) || 1);
  const order = [...levels.keys()].sort((a, b) => levels[b].at - levels[a].at);
  const natural = order.map((i) => (place(high) - place(levels[i].at)) * scale);
  const placed = [...natural];
  for (let k = 1; k < placed.length; k++) placed[k] = Math.max(placed[k], placed[k - 1] + LINE);
  const drift = placed.reduce((sum, y, k) => sum + y - natural[k], 0) / placed.length;
  const shifts = new Array<number>(levels.length);
  order.forEach((i, k) => {
    shifts[i] = placed[k] === natural[k] && drift === 0 ? 0 : Math.round(placed[k] - natural[k] - drift);
  });
  return shifts;
}
