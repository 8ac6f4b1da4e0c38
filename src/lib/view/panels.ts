import { inline } from "./rows";
import type { Draft } from "./spec";
import { fitText, plainText } from "./text";
import { INK, LABEL_SIZE, MUTED, WIDTH } from "./theme";

/** Sizes of equal panels that together are about as wide as one plot. */
export interface Grid {
  readonly columns: number;
  readonly panelWidth: number;
}

/** Panels together are somewhat wider than one plot: each has an axis of its own. */
const GRID_WIDTH = WIDTH + 90;

/** Room that the y axis of a panel takes. */
const AXIS_ROOM = 52;

/** How many panels stand beside each other, and how wide each is. */
export function gridOf(count: number, width: number = GRID_WIDTH, columns?: number): Grid {
  const across = Math.max(1, Math.min(count, columns ?? (count <= 1 ? 1 : count <= 4 ? 2 : 3)));
  return {
    columns: across,
    panelWidth: Math.max(70, Math.floor((width - AXIS_ROOM * (across - 1)) / across)),
  };
}

/**
 * The name of a panel, small and above its left corner, and a note in its upper right corner. A text layer keeps the
 * same distance in every panel; a title would move with the labels of the axis.
 */
export function panelName(text: string, panelWidth: number, options: PanelNameOptions = {}): Draft[] {
  const look = { fontSize: LABEL_SIZE, color: INK };
  const name = fitText(plainText(text), panelWidth + AXIS_ROOM - 10, LABEL_SIZE);
  return [
    {
      data: inline([name]),
      mark: { type: "text", align: "left", baseline: "bottom", dy: -5 - (options.lift ?? 0), ...look },
      encoding: { x: { value: 0 }, y: { value: 0 }, text: { field: "f0", type: "nominal" } },
    },
    ...(options.note === undefined
      ? []
      : [
          {
            data: inline([options.note]),
            mark: { type: "text", align: "right", baseline: "top", dx: -3, dy: 2, ...look, color: MUTED },
            encoding: { x: { value: "width" }, y: { value: 0 }, text: { field: "f0", type: "nominal" } },
          },
        ]),
  ];
}

interface PanelNameOptions {
  readonly note?: string;
  /** Pixels to stay above, for names of bands and marks. */
  readonly lift?: number;
}

/** Panels in rows of `columns`. */
export function panelGrid(panels: readonly Draft[], grid: Grid, spacing = 14): Draft {
  return { concat: panels, columns: grid.columns, spacing };
}
