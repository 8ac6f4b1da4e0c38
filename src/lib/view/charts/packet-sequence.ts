import { emptyFigure } from "../empty";
import { Figure, type FigureOptions } from "../figure";
import { inline } from "../rows";
import type { Draft } from "../spec";
import { fitText, plainText } from "../text";
import { FAINT, INK, LABEL_SIZE, MUTED, PALETTE, WIDTH } from "../theme";

/** One packet between two ends. */
export interface SequencePacket {
  /** When it was seen, as the reader shall read it: "0.132 ms". */
  readonly time: string;
  /** True from the first end to the second. */
  readonly forward: boolean;
  /** What it was: flags, payload. */
  readonly label: string;
}

export interface PacketSequenceOptions extends FigureOptions {
  /** Names of the two ends; the first one stands on the left. */
  readonly ends: readonly [string, string];
  /** Most packets drawn, default 30; the subtitle says how many follow. */
  readonly most?: number;
}

/** Height of one packet's line, and how far its arrow falls on the way. */
const STEP = 21;
const FALL = 5;

/**
 * A conversation packet by packet: two vertical lines, an arrow for each packet, time from top to bottom. Distances
 * between arrows are equal, whatever the time between them; the times stand on the left.
 */
export function packetSequence(packets: readonly SequencePacket[], options: PacketSequenceOptions): Figure {
  const fallbackTitle = `${packets.length} packets`;
  if (packets.length === 0) return emptyFigure(fallbackTitle, options);
  const width = options.width ?? WIDTH - 80;
  const shown = packets.slice(0, options.most ?? 30);
  const height = STEP * shown.length + 10;
  const rest = packets.length - shown.length;
  const subtitle = [
    options.subtitle,
    rest === 0 ? undefined : `the first ${shown.length} of ${packets.length} packets`,
  ]
    .filter((part) => part !== undefined)
    .join("; ");
  const top = shown.map((_, k) => STEP * (k + 1) - FALL);
  const bottom = top.map((y) => y + FALL);
  const starts = shown.map(({ forward }) => (forward ? 0 : width));
  const ends = shown.map(({ forward }) => (forward ? width : 0));
  const text = (values: Draft, look: { readonly [key: string]: Draft }): Draft => ({
    data: values,
    mark: { type: "text", fontSize: LABEL_SIZE, color: INK, ...look },
    encoding: { x: pixel("f0"), y: pixel("f1"), text: { field: "f2", type: "nominal" } },
  });
  const layer: Draft[] = [
    {
      data: inline([0, width]),
      mark: { type: "rule", color: FAINT, strokeWidth: 2 },
      encoding: { x: pixel("f0"), y: { value: 0 }, y2: { value: height } },
    },
    ...[true, false].flatMap((forward): Draft[] => {
      const own = shown.flatMap((packet, k) => (packet.forward === forward ? [k] : []));
      if (own.length === 0) return [];
      const color = PALETTE[forward ? 0 : 1];
      const pick = (values: readonly number[]): number[] => own.map((k) => values[k]);
      return [
        {
          data: inline(pick(starts), pick(top), pick(ends), pick(bottom)),
          mark: { type: "rule", color, strokeWidth: 1.3 },
          encoding: { x: pixel("f0"), y: pixel("f1"), x2: { field: "f2" }, y2: { field: "f3" } },
        },
        {
          data: inline(
            pick(ends).map((x) => x + (forward ? -4 : 4)),
            pick(bottom),
          ),
          mark: {
            type: "point",
            shape: forward ? "triangle-right" : "triangle-left",
            filled: true,
            size: 55,
            color,
            opacity: 1,
          },
          encoding: { x: pixel("f0"), y: pixel("f1") },
        },
      ];
    }),
    text(
      inline(
        shown.map(() => width / 2),
        top.map((y) => y - 1),
        shown.map(({ label }) => fitText(plainText(label), width - 40, LABEL_SIZE)),
      ),
      { baseline: "bottom" },
    ),
    text(
      inline(
        shown.map(() => -8),
        top.map((y) => y + FALL / 2),
        shown.map(({ time }) => plainText(time)),
      ),
      { align: "right", baseline: "middle", color: MUTED },
    ),
    ...options.ends.map((name, k) =>
      text(inline([k === 0 ? 0 : width], [-5], [fitText(plainText(name), width / 2 - 6, LABEL_SIZE)]), {
        align: k === 0 ? "left" : "right",
        baseline: "bottom",
        fontWeight: "bold",
      }),
    ),
  ];
  return new Figure(
    { width, height, layer, view: { stroke: null } },
    { ...options, fallbackTitle, width, ...(subtitle === "" ? {} : { subtitle }) },
  );
}

/** A channel in pixels, which needs no scale. */
function pixel(field: string): Draft {
  return { field, type: "quantitative", scale: null, axis: null };
}
