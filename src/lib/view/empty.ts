import { Figure, type FigureOptions } from "./figure";
import { inline } from "./rows";
import { HEIGHT, MUTED, WIDTH } from "./theme";

/** The figure for data in which there is nothing to draw: it says so, in the size the other would have had. */
export function emptyFigure(fallbackTitle: string, options: FigureOptions, why = "no data"): Figure {
  return new Figure(
    {
      width: options.width ?? WIDTH,
      height: Math.min(120, options.height ?? HEIGHT),
      data: inline([why]),
      view: { stroke: "#d8dee4" },
      mark: { type: "text", fontSize: 14, color: MUTED },
      encoding: { text: { field: "f0", type: "nominal" } },
    },
    { ...options, fallbackTitle },
  );
}
