import { Table } from "../../../table";
import { nameHeight, type Span } from "../../annotations";
import { extentOf } from "../../decimate";
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
import { type LoopFigureOptions, type LoopRecord, onePerPixel, ROWS_TITLE, stretchOf } from "./loop-record";

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
 * statistic. A sign on a scale that goes below 0, a logarithmic one say, is shown by its distance from the threshold, and
 * 0 is the limit. Looks that raised an alarm are red. `height` is that of a panel.
 */
export function loopSigns(record: LoopRecord, options: LoopFigureOptions = {}): Figure {
  const { head } = record;
  const fallbackTitle = `What the monitor saw, adaptation ${head.strategy}`;
  const { span, bands } = stretchOf(record, options);
  const given = { ...options, simulated: options.simulated ?? head.simulated };
  const readings = record.readings.filter(({ seq }) => seq >= span.domain[0] && seq <= span.domain[1]);
  const lanes = eventLanes(record.events, span, bands);
  const signs = measuredSigns(readings);
  if (signs.length === 0) return emptyFigure(fallbackTitle, given, "the monitor had no look");
  const height = options.height ?? 64;
  const panels = signs.map((sign, k): Draft => {
    const { looks, limit, yDomain } = sign;
    const last = k === signs.length - 1 && lanes.length === 0;
    const table = Table.of([
      ["seq", [span.domain[0], ...looks.map(({ seq }) => seq), span.domain[1]]] as const,
      ["value", [Number.NaN, ...looks.map(({ value }) => value), Number.NaN]] as const,
    ]);
    return {
      width: span.width,
      height,
      layer: [
        ...lineLayers(table, ["value"], {
          ...options,
          x: "seq",
          y: "value",
          xTitle: last ? ROWS_TITLE : "",
          yTitle: "",
          xLabels: last,
          yDomain,
          yTicks: 3,
          width: span.width,
          bands: k === 0 ? bands : bands.map(({ from, to }) => ({ from, to })),
        }),
        ...levelLayers([{ at: limit, label: "limit" }], { domain: yDomain, height }, LIMIT),
        ...alarmDots(looks, span),
        ...panelName(sign.title, span.width, { lift: k === 0 ? nameHeight(bands, [], span) : 0 }),
      ],
    };
  });
  const cut = signs.reduce((sum, sign) => sum + sign.cut, 0);
  const notes = [
    options.subtitle ?? "statistic / threshold",
    ...(cut > 0 ? [`${cut} looks above ${MOST} are drawn at ${MOST}`] : []),
  ];
  return new Figure(
    { vconcat: [...panels, ...lanes], spacing: 12 },
    { ...given, width: span.width, fallbackTitle, subtitle: notes.join(" · ") },
  );
}

interface MeasuredLook {
  readonly seq: number;
  readonly value: number;
  readonly alarm: boolean;
}

interface MeasuredSign {
  readonly title: string;
  readonly looks: readonly MeasuredLook[];
  readonly limit: number;
  readonly yDomain: readonly [number, number];
  /** Looks that are drawn lower than they are. */
  readonly cut: number;
}

/** The signs of which anything was measured, each on a scale that has its limit in one place. */
function measuredSigns(readings: LoopRecord["readings"]): readonly MeasuredSign[] {
  const names = [...new Set(readings.flatMap(({ signs }) => signs.map(({ name }) => name as string)))];
  return names.flatMap((name): MeasuredSign[] => {
    const looks = readings.flatMap(({ seq, signs }) => {
      const sign = signs.find((one) => one.name === name);
      if (sign === undefined) return [];
      return [
        {
          seq,
          alarm: sign.alarm,
          statistic: number(sign.statistic),
          threshold: number(sign.threshold),
        },
      ];
    });
    const title = ABOUT[name] ?? name;
    const signed = looks.some(({ statistic, threshold }) => statistic < 0 || threshold <= 0);
    const values = looks.map(({ statistic, threshold }) =>
      signed ? statistic - threshold : statistic / threshold,
    );
    if (!values.some(Number.isFinite)) return [];
    const [low, high] = extentOf(values);
    if (signed) {
      const pad = 0.05 * (Math.max(0, high) - Math.min(0, low) || 1);
      const measured = looks.map(({ seq, alarm }, i) => ({ seq, alarm, value: values[i] }));
      const yDomain = [Math.min(0, low) - pad, Math.max(0, high) + pad] as const;
      return [{ title: `${title} (statistic − threshold)`, looks: measured, limit: 0, yDomain, cut: 0 }];
    }
    const top = Math.min(MOST, Math.max(1.5, high) * 1.05);
    const cut = values.filter((value) => value > top).length;
    const measured = looks.map(({ seq, alarm }, i) => ({ seq, alarm, value: Math.min(top, values[i]) }));
    return [{ title, looks: measured, limit: 1, yDomain: [0, top], cut }];
  });
}

/** Looks that raised an alarm; of those in one column of pixels the first. */
function alarmDots(looks: readonly MeasuredLook[], span: Span): Draft[] {
  const raised = looks.filter(({ alarm, value }) => alarm && !Number.isNaN(value));
  const alarms = onePerPixel(
    raised.map(({ seq }) => seq),
    span,
  ).map((i) => raised[i]);
  if (alarms.length === 0) return [];
  return [
    {
      data: inline(
        alarms.map(({ seq }) => seq),
        alarms.map(({ value }) => value),
      ),
      mark: { type: "point", filled: true, size: 12, opacity: 1, color: ALERT },
      encoding: { x: { field: "f0", type: "quantitative" }, y: { field: "f1", type: "quantitative" } },
    },
  ];
}

const LIMIT = { color: ALERT, strokeDash: [4, 3] } as const;
