import type { LoopEvent } from "../../../loop";
import { type Band, bandLayers, type Span } from "../../annotations";
import { axis } from "../../axis";
import { textWidth } from "../../font";
import { inline } from "../../rows";
import type { Draft } from "../../spec";
import { ALERT, INK, LABEL_SIZE, MUTED } from "../../theme";
import { onePerPixel, ROWS_TITLE } from "./loop-record";
import { isDrift, settlementsOf } from "./settlements";

/** Colours of what became of a trigger, the same in every figure of the loop. */
export const FATE_COLORS = { adopted: "#00724f", refused: "#6e7781", failed: ALERT, open: INK } as const;

interface Lane {
  readonly name: string;
  readonly color: string;
  readonly shape: string;
  readonly at: readonly number[];
  /** Numbers beside the marks; undefined for those that have none. */
  readonly numbers?: readonly number[];
}

const LANE = 17;
const NUMBER_SIZE = 9;

/**
 * A narrow panel under a plot over rows: one lane a kind of event, a mark for each, numbered as the triggers are.
 * Marks too close for their numbers carry those of the group ("4–9").
 */
export function eventLanes(events: readonly LoopEvent[], span: Span, bands: readonly Band[]): Draft[] {
  const [low, high] = span.domain;
  const lanes = lanesOf(events)
    .map((lane) => inside(lane, low, high))
    .filter(({ at }) => at.length > 0);
  if (lanes.length === 0) return [];
  const height = LANE * lanes.length;
  const x = {
    field: "f0",
    type: "quantitative",
    scale: { domain: [low, high], nice: false, zero: false },
    axis: axis(ROWS_TITLE, [low, high], { tickMinStep: 1 }),
  };
  const y = { field: "f1", type: "quantitative", scale: null, axis: null };
  return [
    {
      width: span.width,
      height,
      layer: [
        ...bandLayers(bands, span),
        ...lanes.flatMap((lane, k): Draft[] => {
          const middle = LANE * (k + 0.5);
          const look = { fontSize: LABEL_SIZE, baseline: "middle", color: lane.color };
          const labels = numberLabels(lane, span);
          const seen = onePerPixel(lane.at, span).map((i) => lane.at[i]);
          const numbered = (align: "left" | "right"): Draft[] => {
            const part = labels.filter((label) => label.align === align);
            if (part.length === 0) return [];
            const data = inline(
              part.map((label) => label.at),
              part.map(() => middle),
              part.map((label) => label.text),
            );
            const dx = align === "left" ? 5 : -5;
            return [
              {
                data,
                mark: { type: "text", align, dx, ...look, fontSize: NUMBER_SIZE, color: MUTED },
                encoding: { x, y, text: { field: "f2", type: "nominal" } },
              },
            ];
          };
          return [
            {
              data: inline(
                seen,
                seen.map(() => middle),
              ),
              mark: {
                type: "point",
                filled: true,
                size: 36,
                opacity: 1,
                shape: lane.shape,
                color: lane.color,
              },
              encoding: { x, y },
            },
            {
              data: inline([lane.name]),
              mark: { type: "text", align: "left", dx: 9, ...look },
              encoding: {
                x: { value: "width" },
                y: { value: middle },
                text: { field: "f0", type: "nominal" },
              },
            },
            ...numbered("left"),
            ...numbered("right"),
          ];
        }),
      ],
    },
  ];
}

function lanesOf(events: readonly LoopEvent[]): readonly Lane[] {
  const settlements = settlementsOf(events);
  const lane = (name: string, shape: string, fate: keyof typeof FATE_COLORS): Lane => {
    const own = settlements.filter((one) => one.fate === fate);
    const numbers = own.map(({ number }) => number);
    return { name, shape, color: FATE_COLORS[fate], at: own.map(({ at }) => at), numbers };
  };
  const at = (wanted: (event: LoopEvent) => boolean): number[] => events.filter(wanted).map(({ seq }) => seq);
  const asked = (name: string, shape: string, color: string, drift: boolean): Lane => {
    const own = settlements.filter(({ trigger }) => isDrift(trigger) === drift);
    return {
      ...{ name, shape, color },
      at: own.map(({ trigger }) => trigger.seq),
      numbers: own.map(({ number }) => number),
    };
  };
  return [
    asked("drift found", "triangle-up", "#b35900", true),
    asked("follow-up", "triangle-right", "#8c6d31", false),
    lane("adopted", "circle", "adopted"),
    lane("kept the old", "cross", "refused"),
    lane("training failed", "square", "failed"),
    {
      name: "rolled back",
      shape: "triangle-left",
      color: INK,
      at: events.flatMap((event) =>
        event.type === "swap" && event.pointer.cause === "rollback" ? [event.pointer.from] : [],
      ),
    },
    { name: "part failed", shape: "square", color: ALERT, at: at(({ type }) => type === "failure") },
    { name: "paused", shape: "diamond", color: MUTED, at: at(({ type }) => type === "pause") },
  ];
}

function inside(lane: Lane, low: number, high: number): Lane {
  const kept = [...lane.at.keys()].filter((i) => lane.at[i] >= low && lane.at[i] <= high);
  const numbers = lane.numbers;
  return {
    ...lane,
    at: kept.map((i) => lane.at[i]),
    ...(numbers && { numbers: kept.map((i) => numbers[i]) }),
  };
}

interface NumberLabel {
  readonly at: number;
  readonly text: string;
  readonly align: "left" | "right";
}

/** Numbers right of their marks; a run of marks that leave no room has one label, behind its last mark or before its first. */
function numberLabels(lane: Lane, { domain: [low, high], width }: Span): NumberLabel[] {
  const { at, numbers } = lane;
  if (numbers === undefined) return [];
  const pixel = (place: number): number => (width * (place - low)) / (high - low || 1);
  const labels: NumberLabel[] = [];
  let first = 0;
  for (let i = 0; i < at.length; i++) {
    const text = first === i ? String(numbers[i]) : `${numbers[first]}–${numbers[i]}`;
    const wide = textWidth(text, NUMBER_SIZE) + 10;
    const after = (i + 1 < at.length ? pixel(at[i + 1]) : width) - pixel(at[i]);
    if (after >= wide) labels.push({ at: at[i], text, align: "left" });
    else if (i + 1 < at.length) continue;
    else if (pixel(at[first]) - (first > 0 ? pixel(at[first - 1]) + 24 : 0) >= wide) {
      labels.push({ at: at[first], text, align: "right" });
    }
    first = i + 1;
  }
  return labels;
}
