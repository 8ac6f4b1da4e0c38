import { Figure, type FigureOptions } from "./figure";
import { inline } from "./rows";
import type { Draft } from "./spec";
import { HEIGHT, MUTED, WIDTH } from "./theme";

/** The picture for data in which there is nothing to draw: it says so, and why. */
export function emptyBody(options: FigureOptions, why = "no data"): Draft {
  return {
    width: options.width ?? WIDTH,
    height: Math.min(120, options.height ?? HEIGHT),
    data: inline([why]),
    view: { stroke: "#d8dee4" },
    mark: { type: "text", fontSize: 14, color: MUTED },
    encoding: { text: { field: "f0", type: "nominal" } },
  };
}

/** The figure of {@link emptyBody}. */
export function emptyFigure(fallbackTitle: string, options: FigureOptions, why = "no data"): Figure {
  return new Figure(emptyBody(options, why), { ...options, fallbackTitle });
}
