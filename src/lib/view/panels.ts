import type { Draft } from "./spec";
import { fit } from "./text";
import { LABEL_SIZE, WIDTH } from "./theme";

/** Sizes of equal panels that together are about as wide as one plot. */
export interface Grid {
  readonly columns: number;
  readonly panelWidth: number;
}

/** Room that the y axis of a panel takes. */
const AXIS_ROOM = 52;

/** How many panels stand beside each other, and how wide each is. */
export function gridOf(count: number, width: number = WIDTH, columns?: number): Grid {
  const across = Math.max(1, Math.min(count, columns ?? (count <= 1 ? 1 : count <= 4 ? 2 : 3)));
  return {
    columns: across,
    panelWidth: Math.max(70, Math.floor((width - AXIS_ROOM * (across - 1)) / across)),
  };
}

/** The name of a panel, small and above it, cut to the panel and the room beside it. */
export function panelTitle(text: string, panelWidth: number): Draft {
  return {
    text: fit(text, panelWidth + AXIS_ROOM - 10, LABEL_SIZE, "bold"),
    fontSize: LABEL_SIZE,
    fontWeight: "bold",
    anchor: "start",
    frame: "group",
    offset: 4,
  };
}

/** Panels in rows of `columns`. */
export function panelGrid(panels: readonly Draft[], grid: Grid, spacing = 14): Draft {
  return { concat: panels, columns: grid.columns, spacing };
}
