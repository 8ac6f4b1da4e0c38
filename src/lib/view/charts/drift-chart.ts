import type { Mark } from "../annotations";
import { extentOf } from "../decimate";
import { emptyFigure } from "../empty";
import { Figure } from "../figure";
import { type Level, levelLayers } from "../levels";
import { inline } from "../rows";
import { type Source, tableOf } from "../source";
import { ALERT, HEIGHT, INK, WIDTH } from "../theme";
import { type LineOptions, lineLayers } from "./line-chart";

export interface DriftOptions extends Omit<LineOptions, "y" | "levels" | "log" | "zero" | "yDomain"> {
  /** Numeric column of the score; NaN where the window is not full yet. */
  readonly score: string;
  /** Thresholds, such as the tiers of retraining. */
  readonly thresholds?: readonly Level[];
  /** The score that cannot be exceeded: ln 2 or 1 for the Jensen–Shannon divergence. */
  readonly bound?: Level;
  /** Rows at which an alarm was raised, drawn as triangles below the axis's zero line. */
  readonly alarms?: readonly Mark[];
}

/**
 * A drift score over the rows of a stream, with its thresholds, its bound, stage bands, marks and alarms. The axis
 * begins at 0 and ends above the bound, so that the score is seen in proportion.
 *
 * @throws LabError for an unknown or non-numeric column
 */
export function driftChart(source: Source, options: DriftOptions): Figure {
  const table = tableOf(source);
  const fallbackTitle = `Drift score over ${options.x ?? "rows"}`;
  const width = options.width ?? WIDTH;
  const height = options.height ?? HEIGHT;
  const thresholds = options.thresholds ?? [];
  const bound = options.bound === undefined ? [] : [options.bound];
  const tops = [
    extentOf(table.numbers(options.score))[1],
    ...[...thresholds, ...bound].map((level) => level.at),
  ];
  const yDomain = [0, Math.max(...tops) * 1.03 || 1] as const;
  const layers = lineLayers(table, [options.score], {
    ...options,
    y: options.score,
    yTitle: options.yTitle ?? "drift score",
    yDomain,
    width,
  });
  if (layers.length === 0) return emptyFigure(fallbackTitle, options);
  const alarms = options.alarms ?? [];
  return new Figure(
    {
      width,
      height,
      layer: [
        ...layers,
        ...levelLayers(thresholds, { domain: yDomain, height }, { color: ALERT, strokeDash: [4, 3] }),
        ...levelLayers(bound, { domain: yDomain, height }, { color: INK, strokeDash: [1, 0] }),
        ...(alarms.length === 0
          ? []
          : [
              {
                data: inline(alarms.map((alarm) => alarm.at)),
                mark: {
                  type: "point",
                  shape: "triangle-up",
                  filled: true,
                  size: 60,
                  color: ALERT,
                  opacity: 1,
                  yOffset: -6,
                },
                encoding: { x: { field: "f0", type: "quantitative" }, y: { value: "height" } },
              },
            ]),
      ],
    },
    { ...options, width, fallbackTitle },
  );
}
