import { axis, logTicks } from "../axis";
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
  /** Rows from a change to its alarm, as a mean or median; NaN when none was found. */
  readonly delay: number;
  /** Alarms without a change, per 1000 rows. */
  readonly falseAlarms: number;
  /** Share of changes that were found, 0 to 1. */
  readonly found?: number;
  /** True for always-fire and its like. */
  readonly baseline?: boolean;
}

/** Height of a line of the strip for detectors that found nothing. */
const STRIP_LINE = 15;
const PIXELS = { type: "quantitative", scale: null, axis: null } as const;

/**
 * Detectors by delay and false alarms: good ones stand at the lower left. A dot's area is the share of changes found;
 * detectors that found none stand in a strip at the top. The axis of false alarms is linear near 0 and logarithmic
 * beyond, so that always-fire (1000 of 1000) leaves the others their room.
 */
export function detectorComparison(rows: readonly DetectorRow[], options: FigureOptions = {}): Figure {
  const fallbackTitle = "Detectors: delay and false alarms";
  const shown = rows.filter((row) => Number.isFinite(row.falseAlarms) && row.falseAlarms >= 0);
  if (shown.length === 0) return emptyFigure(fallbackTitle, options);
  const width = options.width ?? WIDTH;
  const blind = shown.filter((row) => !Number.isFinite(row.delay));
  const strip = blind.length === 0 ? 0 : STRIP_LINE * blind.length + 8;
  // Every name needs a line somewhere.
  const height = options.height ?? Math.max(HEIGHT + 40, 15 * shown.length) + strip;

  const alarms = alarmScale(
    shown.map((row) => row.falseAlarms),
    width,
  );
  const slowest = Math.max(1, ...shown.map((row) => row.delay).filter(Number.isFinite));
  const delayTop = slowest * 1.08;
  const delayLow = -0.05 * slowest;
  const perRow = (height - strip) / (delayTop - delayLow);
  const top = delayTop + strip / perRow;
  const x = shown.map((row) => alarms.pixelAt(row.falseAlarms));
  const y = shown.map((row) =>
    Number.isFinite(row.delay)
      ? height - (row.delay - delayLow) * perRow
      : STRIP_LINE * (blind.indexOf(row) + 0.5) + 2,
  );
  const texts = shown.map((row) => fitText(plainText(row.name), 180, LABEL_SIZE));
  const names = placeDotNames(
    shown.map((row, i) => ({ x: x[i], y: y[i], name: texts[i], below: blind.includes(row) ? 0 : strip })),
    { width, height },
  );
  const led = [...names.keys()].filter((i) => names[i].led);
  return new Figure(
    {
      width,
      height,
      layer: [
        axesLayer(alarms, { domain: [delayLow, top], ticksTo: delayTop }),
        ...stripLayers(strip, width),
        {
          data: inline(
            led.map((i) => x[i]),
            led.map((i) => y[i]),
            led.map((i) => names[i].x + (names[i].align === "left" ? -2 : 2)),
            led.map((i) => names[i].y),
          ),
          mark: { type: "rule", color: MUTED, strokeWidth: 0.6 },
          encoding: {
            x: { field: "f0", ...PIXELS },
            y: { field: "f1", ...PIXELS },
            x2: { field: "f2" },
            y2: { field: "f3" },
          },
        },
        {
          data: inline(
            x,
            y,
            shown.map((row) => 30 + 90 * Math.max(0, Math.min(1, row.found ?? 1))),
            shown.map((row) => Number(row.baseline ?? false)),
          ),
          mark: { type: "point", filled: true, opacity: 0.9, clip: false },
          encoding: {
            x: { field: "f0", ...PIXELS },
            y: { field: "f1", ...PIXELS },
            size: { field: "f2", type: "quantitative", scale: null, legend: null },
            color: {
              field: "f3",
              type: "nominal",
              scale: { domain: [0, 1], range: [PALETTE[0], MUTED] },
              legend: null,
            },
          },
        },
        ...(["left", "right"] as const).map((align): Draft => {
          const part = [...names.keys()].filter((i) => names[i].align === align);
          return {
            data: inline(
              part.map((i) => names[i].x),
              part.map((i) => names[i].y),
              part.map((i) => texts[i]),
            ),
            mark: { type: "text", align, baseline: "middle", fontSize: LABEL_SIZE, color: INK },
            encoding: {
              x: { field: "f0", ...PIXELS },
              y: { field: "f1", ...PIXELS },
              text: { field: "f2", type: "nominal" },
            },
          };
        }),
      ],
    },
    { ...options, width, fallbackTitle },
  );
}

interface AlarmScale {
  readonly scale: { readonly [key: string]: Draft };
  readonly ticks: readonly number[];
  pixelAt(value: number): number;
}

/** An axis from 0 that is linear up to the least rate and logarithmic beyond, with ticks at 1 and 3 of each decade. */
function alarmScale(rates: readonly number[], width: number): AlarmScale {
  const highest = Math.max(...rates);
  const least = Math.min(...rates.filter((rate) => rate > 0), 1);
  const constant = 10 ** Math.floor(Math.log10(least));
  const right = Math.max(highest, 3 * constant) * 1.1;
  // Half a step of room, so that dots at 0 do not stand on the axis.
  const left = -0.12 * constant;
  const fold = (value: number): number => Math.sign(value) * Math.log1p(Math.abs(value) / constant);
  return {
    scale: { type: "symlog", constant, domain: [left, right], nice: false },
    ticks: [0, ...logTicks(constant, right)],
    pixelAt: (value) => (width * (fold(value) - fold(left))) / (fold(right) - fold(left)),
  };
}

/** The axes; everything else is placed in pixels, as the names are. */
function axesLayer(
  alarms: AlarmScale,
  delay: { readonly domain: readonly [number, number]; readonly ticksTo: number },
): Draft {
  const ticks = linearTicks(delay.ticksTo);
  return {
    data: inline([0], [0]),
    mark: { type: "point", opacity: 0 },
    encoding: {
      x: {
        field: "f0",
        type: "quantitative",
        scale: alarms.scale,
        axis: axis("false alarms per 1000 rows", alarms.ticks, {
          grid: true,
          values: alarms.ticks,
          format: ",~r",
        }),
      },
      y: {
        field: "f1",
        type: "quantitative",
        scale: { domain: delay.domain, nice: false, zero: false },
        axis: axis("delay (rows)", ticks, { values: ticks }),
      },
    },
  };
}

/** Four to eight round numbers from 0. */
function linearTicks(to: number): number[] {
  const unit = 10 ** Math.floor(Math.log10(to));
  const step = [0.2, 0.5, 1, 2].map((part) => part * unit).find((size) => to / size <= 8) ?? unit;
  return Array.from({ length: Math.floor(to / step) + 1 }, (_, i) => i * step);
}

/** The strip of the detectors that found nothing. */
function stripLayers(height: number, width: number): Draft[] {
  if (height === 0) return [];
  return [
    {
      data: inline([0], [0], [width], [height]),
      mark: { type: "rect", color: "#f3f4f6" },
      encoding: {
        x: { field: "f0", ...PIXELS },
        y: { field: "f1", ...PIXELS },
        x2: { field: "f2" },
        y2: { field: "f3" },
      },
    },
    {
      data: inline([width - 4], [height - 3], ["found no change"]),
      mark: { type: "text", align: "right", baseline: "bottom", fontSize: LABEL_SIZE, color: MUTED },
      encoding: {
        x: { field: "f0", ...PIXELS },
        y: { field: "f1", ...PIXELS },
        text: { field: "f2", type: "nominal" },
      },
    },
  ];
}
