import { Table } from "../../../table";
import { nameHeight } from "../../annotations";
import { emptyFigure } from "../../empty";
import { Figure } from "../../figure";
import { levelLayers } from "../../levels";
import { panelName } from "../../panels";
import { inline } from "../../rows";
import type { Draft } from "../../spec";
import { ALERT } from "../../theme";
import { lineLayers } from "../line-chart";
import { eventLanes } from "./event-lanes";
import { number } from "./loop-drift";
import { type LoopFigureOptions, type LoopRecord, ROWS_TITLE, stretchOf } from "./loop-record";

const ABOUT: Readonly<Record<string, string>> = {
  inputs: "inputs: distributions of all counters",
  vnf: "vnf: distributions of one function's counters",
  structure: "structure: how the counters hang together",
  residuals: "residuals: errors of the model in service",
};

/** A ratio beyond this is drawn at the upper end: 1 is where decisions are. */
const MOST = 4;

/**
 * What a run's monitor looked at, a panel a sign: the statistic over its threshold, so that 1 is the limit whatever the
 * statistic. Looks at or above it are red. `height` is that of a panel.
 */
export function loopSigns(record: LoopRecord, options: LoopFigureOptions = {}): Figure {
  const { head } = record;
  const fallbackTitle = `What the monitor saw, adaptation ${head.strategy}`;
  const { span, bands } = stretchOf(record, options);
  const given = { ...options, simulated: options.simulated ?? head.simulated };
  const readings = record.readings.filter(({ seq }) => seq >= span.domain[0] && seq <= span.domain[1]);
  const names = [...new Set(readings.flatMap(({ signs }) => signs.map(({ name }) => name as string)))];
  const lanes = eventLanes(record.events, span, bands);
  const height = options.height ?? 64;
  let cut = 0;
  const drawn = names.flatMap((name) => {
    const looks = readings.flatMap(({ seq, signs }) => {
      const sign = signs.find((one) => one.name === name);
      if (sign === undefined) return [];
      return [{ seq, ratio: number(sign.statistic) / number(sign.threshold), alarm: sign.alarm }];
    });
    return looks.some(({ ratio }) => Number.isFinite(ratio)) ? [{ name, looks }] : [];
  });
  if (drawn.length === 0) return emptyFigure(fallbackTitle, given, "the monitor had no look");
  const panels = drawn.map(({ name, looks }, k): Draft => {
    const top = Math.min(
      MOST,
      Math.max(1.5, ...looks.map(({ ratio }) => ratio).filter(Number.isFinite)) * 1.05,
    );
    const yDomain = [0, top] as const;
    cut += looks.filter(({ ratio }) => ratio > top).length;
    const last = k === drawn.length - 1 && lanes.length === 0;
    const title = ABOUT[name] ?? name;
    const table = Table.of([
      ["seq", [span.domain[0], ...looks.map(({ seq }) => seq), span.domain[1]]] as const,
      ["ratio", [Number.NaN, ...looks.map(({ ratio }) => Math.min(top, ratio)), Number.NaN]] as const,
    ]);
    const alarms = looks.filter(({ alarm, ratio }) => alarm && !Number.isNaN(ratio));
    return {
      width: span.width,
      height,
      layer: [
        ...lineLayers(table, ["ratio"], {
          ...options,
          x: "seq",
          y: "ratio",
          xTitle: last ? ROWS_TITLE : "",
          yTitle: "",
          xLabels: last,
          yDomain,
          yTicks: 3,
          width: span.width,
          bands: k === 0 ? bands : bands.map(({ from, to }) => ({ from, to })),
        }),
        ...levelLayers([{ at: 1, label: "limit" }], { domain: yDomain, height }, LIMIT),
        ...(alarms.length === 0
          ? []
          : [
              {
                data: inline(
                  alarms.map(({ seq }) => seq),
                  alarms.map(({ ratio }) => Math.min(top, ratio)),
                ),
                mark: { type: "point", filled: true, size: 12, opacity: 1, color: ALERT },
                encoding: {
                  x: { field: "f0", type: "quantitative" },
                  y: { field: "f1", type: "quantitative" },
                },
              },
            ]),
        ...panelName(title, span.width, { lift: k === 0 ? nameHeight(bands, [], span) : 0 }),
      ],
    };
  });
  const notes = [
    options.subtitle ?? "statistic / threshold; 1 is the limit",
    ...(cut > 0 ? [`${cut} looks above ${MOST} are drawn at ${MOST}`] : []),
  ];
  return new Figure(
    { vconcat: [...panels, ...lanes], spacing: 12 },
    { ...given, width: span.width, fallbackTitle, subtitle: notes.join(" · ") },
  );
}

const LIMIT = { color: ALERT, strokeDash: [4, 3] } as const;
