import type { AdoptionGain } from "../../../loop";
import { axis } from "../../axis";
import { extentOf } from "../../decimate";
import { emptyFigure } from "../../empty";
import { Figure, type FigureOptions } from "../../figure";
import { textWidth } from "../../font";
import { inline } from "../../rows";
import type { Draft } from "../../spec";
import { fitText, plainText } from "../../text";
import { INK, LABEL_SIZE, MUTED } from "../../theme";
import { FATE_COLORS } from "./event-lanes";

export interface AdoptionGainsOptions extends FigureOptions {
  /** What a gain means, with its unit; default "mean relative error, old − new (points)". */
  readonly valueTitle?: string;
  /** Gains are multiplied by this; default 100, which makes points of relative errors. */
  readonly scale?: number;
  /** Names of the two estimates; default "at the gate" and "on the rows that followed". */
  readonly names?: readonly [gate: string, after: string];
}

/** Height of a challenger's two lines; of many challengers they are lower. */
const ROWS = [26, 18] as const;
const MANY = 24;
const ROOM = 150;
/** Most challengers in one figure; the first and last are shown of more. */
const MOST = 60;
const AT_GATE = "at the gate";
const AFTER = "on the rows that followed";

/**
 * What each challenger was worth, an interval each: as the gate saw it before the decision (hollow), and as the rows
 * that followed say (filled). Right of 0 the new model is better. Refused ones are grey: a grey filled dot right of 0 is
 * a gain that the gate let go.
 *
 * @example
 * const after = { gain: 0.1, low: 0.05, high: 0.15, rows: 90 };
 * view.adoptionGains([{ number: 1, adopted: true, at: 421, after }]).svg().includes("1 · row 421") //=> true
 */
export function adoptionGains(gains: readonly AdoptionGain[], options: AdoptionGainsOptions = {}): Figure {
  const fallbackTitle = "What each adoption gained";
  const { scale = 100, names = [AT_GATE, AFTER] } = options;
  const measured = gains.filter((one) => Number.isFinite(one.gate?.gain) || Number.isFinite(one.after?.gain));
  if (measured.length === 0) return emptyFigure(fallbackTitle, options, "no challenger was judged");
  const shown =
    measured.length <= MOST ? measured : [...measured.slice(0, MOST / 2), ...measured.slice(-MOST / 2)];
  const row = ROWS[Number(shown.length > MANY)];
  const points = shown.flatMap((one, k) =>
    ([one.gate, one.after] as const).flatMap((estimate, side) => {
      if (estimate === undefined || !Number.isFinite(estimate.gain)) return [];
      const { gain, low, high } = estimate;
      const y = row * (k + (side === 0 ? 0.32 : 0.68));
      const kind = side === 0 ? "gate" : "after";
      return [{ y, kind, adopted: one.adopted, gain: scale * gain, low: scale * low, high: scale * high }];
    }),
  );
  const width = options.width ?? 330;
  const height = row * shown.length;
  const ends = points.flatMap(({ gain, low, high }) => [0, gain, low, high]).filter(Number.isFinite);
  const [low, high] = extentOf(ends);
  const pad = (high - low || 1) * 0.04;
  const x = {
    type: "quantitative",
    scale: { domain: [low - pad, high + pad], nice: false, zero: false },
    axis: axis(options.valueTitle ?? "mean relative error, old − new (points)", ends, {
      grid: true,
      tickCount: 6,
    }),
  };
  const y = { field: "f1", type: "quantitative", scale: null, axis: null };
  const dots = (kind: "gate" | "after", adopted: boolean): Draft[] => {
    const part = points.filter((point) => point.kind === kind && point.adopted === adopted);
    if (part.length === 0) return [];
    const color = FATE_COLORS[adopted ? "adopted" : "refused"];
    const data = inline(
      part.map((point) => point.gain),
      part.map((point) => point.y),
      part.map((point) => point.low),
      part.map((point) => point.high),
    );
    const place = { x: { field: "f0", ...x }, y };
    return [
      {
        data,
        mark: {
          type: "rule",
          color,
          strokeWidth: kind === "gate" ? 1 : 2,
          opacity: kind === "gate" ? 0.8 : 1,
        },
        encoding: { x: { field: "f2", ...x }, x2: { field: "f3" }, y },
      },
      {
        data,
        mark:
          kind === "gate"
            ? {
                type: "point",
                filled: true,
                fill: "#ffffff",
                stroke: color,
                strokeWidth: 1.3,
                size: 34,
                opacity: 1,
              }
            : { type: "point", filled: true, color, size: 46, opacity: 1 },
        encoding: place,
      },
    ];
  };
  const label = (one: AdoptionGain): string =>
    fitText(
      plainText(`${one.number} · row ${one.at}${one.note === undefined ? "" : ` · ${one.note}`}`),
      ROOM,
      LABEL_SIZE,
    );
  const middle = shown.map((_, k) => row * (k + 0.5));
  const left = { type: "text", align: "right", baseline: "middle", dx: -8, fontSize: LABEL_SIZE };
  const layer: Draft[] = [
    stripes(shown.length, row),
    {
      data: inline([0]),
      mark: { type: "rule", color: INK, strokeWidth: 1 },
      encoding: { x: { field: "f0", ...x } },
    },
    ...([true, false] as const).flatMap((adopted) => [...dots("gate", adopted), ...dots("after", adopted)]),
    ...([true, false] as const).flatMap((adopted): Draft[] => {
      const part = [...shown.keys()].filter((k) => shown[k].adopted === adopted);
      if (part.length === 0) return [];
      return [
        {
          data: inline(
            part.map(() => 0),
            part.map((k) => middle[k]),
            part.map((k) => label(shown[k])),
          ),
          mark: { ...left, color: adopted ? INK : MUTED },
          encoding: { x: { value: 0 }, y, text: { field: "f2", type: "nominal" } },
        },
      ];
    }),
    ...legend(names),
  ];
  const omitted = measured.length - shown.length;
  const notes = [
    ...(options.subtitle === undefined ? [] : [options.subtitle]),
    ...(omitted > 0 ? [`${omitted} in the middle are left out`] : []),
  ];
  return new Figure(
    { width, height, layer },
    {
      ...options,
      width: width + ROOM,
      fallbackTitle,
      ...(notes.length === 0 ? {} : { subtitle: notes.join(" · ") }),
    },
  );
}

/** Every second challenger on a pale ground, so that the two estimates of one are seen together. */
function stripes(count: number, row: number): Draft {
  const even = Array.from({ length: Math.ceil(count / 2) }, (_, k) => 2 * k);
  return {
    data: inline(
      even.map((k) => row * k),
      even.map((k) => row * (k + 1)),
    ),
    mark: { type: "rect", color: "#f3f5f7" },
    encoding: {
      y: { field: "f0", type: "quantitative", scale: null, axis: null },
      y2: { field: "f1" },
      x: { value: 0 },
      x2: { value: "width" },
    },
  };
}

/** Hollow and filled, adopted and refused: what the marks mean, above the plot. */
function legend(names: readonly [string, string]): Draft[] {
  let x = -ROOM / 2;
  const items = [
    { text: `○ ${plainText(names[0])}`, color: INK },
    { text: `● ${plainText(names[1])}`, color: INK },
    { text: "adopted", color: FATE_COLORS.adopted },
    { text: "kept the old", color: FATE_COLORS.refused },
  ];
  return items.map(({ text, color }): Draft => {
    const at = x;
    x += textWidth(text, LABEL_SIZE) + 14;
    return {
      data: inline([text]),
      mark: { type: "text", align: "left", baseline: "bottom", fontSize: LABEL_SIZE, color, dy: -6 },
      encoding: { x: { value: at }, y: { value: 0 }, text: { field: "f0", type: "nominal" } },
    };
  });
}
