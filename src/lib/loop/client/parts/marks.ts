import type uPlot from "uplot";
import type { EventKind } from "../../live/messages";
import type { RunView } from "./run-view";
import type { Colours } from "./theme-colours";

/** The signs of events, here and in the list. */
export const GLYPHS: Readonly<Record<EventKind, string>> = {
  stage: "│",
  drift: "▼",
  "follow-up": "▽",
  adopted: "▲",
  refused: "○",
  rollback: "◀",
  swap: "△",
  failure: "✕",
  pause: "Ⅱ",
  resume: "▶",
  end: "■",
};

export function colourOf(kind: EventKind, colours: Colours): string {
  if (kind === "drift" || kind === "failure") return colours.alert;
  if (kind === "adopted") return colours.good;
  if (kind === "rollback") return colours.accent;
  return colours.muted;
}

/** Height of the strip above the first panel, CSS pixels: names of the stages, and below them the signs of events. */
export const STRIP = 32;

/** Every other stage stands on a tint. */
export function drawStages(u: uPlot, view: RunView, colours: Colours): void {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.globalAlpha = 0.5;
  ctx.fillStyle = colours.grid;
  for (const [k, [left, right]] of spans(u, view).entries()) {
    if (k % 2 === 1 && right > left) ctx.fillRect(left, bbox.top, right - left, bbox.height);
  }
  ctx.restore();
}

/** Where the stages stand, in the canvas's pixels; right of left for those in view. */
function spans(u: uPlot, view: RunView): (readonly [number, number])[] {
  const { left, width } = u.bbox;
  return (view.state?.stages ?? []).map(({ from, to }) => [
    Math.max(u.valToPos(from, "x", true), left),
    Math.min(u.valToPos(to, "x", true), left + width),
  ]);
}

/** Lines where something happened; with a strip, the stages' names and the events' signs in it. */
export function drawMarks(u: uPlot, view: RunView, colours: Colours, strip: boolean): void {
  const { ctx, bbox } = u;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.font = `${11 * scale}px system-ui, sans-serif`;
  ctx.textBaseline = "top";
  if (strip) {
    ctx.fillStyle = colours.muted;
    ctx.textAlign = "left";
    for (const [k, [left, right]] of spans(u, view).entries()) {
      const name = view.state?.stages[k].name ?? "";
      if (right > left)
        ctx.fillText(fit(ctx, name, right - left - 8 * scale), left + 2 * scale, bbox.top - 30 * scale);
    }
  }
  ctx.textAlign = "center";
  let before = Number.NEGATIVE_INFINITY;
  for (const { kind, seq } of view.events) {
    if (seq === null || seq < view.from || seq > view.to || UNMARKED.has(kind)) continue;
    const x = Math.round(u.valToPos(seq, "x", true));
    ctx.strokeStyle = colourOf(kind, colours);
    ctx.fillStyle = ctx.strokeStyle;
    ctx.lineWidth = scale;
    ctx.setLineDash(kind === "drift" || kind === "failure" ? [] : [3 * scale, 3 * scale]);
    ctx.globalAlpha = 0.55;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.globalAlpha = 1;
    // Signs that would cover one another say nothing: the list below has them all.
    if (!strip || x - before < 9 * scale) continue;
    before = x;
    ctx.fillText(GLYPHS[kind], x, bbox.top - 14 * scale);
  }
  ctx.restore();
}

/** These are in the list only. */
const UNMARKED: ReadonlySet<EventKind> = new Set(["pause", "resume", "end", "stage", "swap"]);

/** A text cut to a width. */
export function fit(ctx: CanvasRenderingContext2D, text: string, width: number): string {
  if (width <= 0) return "";
  if (ctx.measureText(text).width <= width) return text;
  let cut = text.slice(0, 80);
  while (cut.length > 0 && ctx.measureText(`${cut}…`).width > width) cut = cut.slice(0, -1);
  return cut === "" ? "" : `${cut}…`;
}
