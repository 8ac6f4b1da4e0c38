import type { SeriesReply } from "../../app/protocol";
import type { SeriesWindow } from "./series-window";

/**
 * Draws one channel: a band from the lowest to the highest value of each bucket, or a line where the rows themselves
 * are shown. A gap stays a gap: nothing is drawn across a missing value. Gives the range of values that was drawn.
 */
export function drawChannel(
  canvas: HTMLCanvasElement,
  reply: SeriesReply,
  channel: SeriesReply["channels"][number],
  window: SeriesWindow,
  colours: { readonly line: string; readonly grid: string },
): readonly [number, number] | undefined {
  const ratio = devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  if (context === null) return undefined;
  context.scale(ratio, ratio);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < channel.low.length; i++) {
    const [least, most] = [channel.low[i], channel.high[i]];
    if (least !== null && least < low) low = least;
    if (most !== null && most > high) high = most;
  }
  if (low > high) return undefined;
  const pad = high > low ? (high - low) * 0.06 : Math.abs(high) * 0.06 || 1;
  const y = (v: number) => height - ((v - low + pad) / (high - low + 2 * pad)) * height;
  const x = (t: number) => ((t - window.start) / (window.end - window.start)) * width;
  context.strokeStyle = colours.grid;
  context.lineWidth = 1;
  context.beginPath();
  for (const share of [0.25, 0.5, 0.75]) {
    context.moveTo(0, Math.round(height * share) + 0.5);
    context.lineTo(width, Math.round(height * share) + 0.5);
  }
  context.stroke();
  context.strokeStyle = colours.line;
  context.lineWidth = 1.25;
  context.lineJoin = "round";
  context.beginPath();
  let pen = false;
  for (let i = 0; i < channel.low.length; i++) {
    const [least, most] = [channel.low[i], channel.high[i]];
    if (least === null || most === null) {
      pen = false;
      continue;
    }
    const at = x(reply.times[i]);
    if (pen) context.lineTo(at, y(least));
    else context.moveTo(at, y(least));
    // A single value between gaps is still seen, and a bucket is as high as its extremes.
    context.lineTo(at, Math.abs(y(most) - y(least)) < 1 ? y(least) + 1 : y(most));
    pen = true;
  }
  context.stroke();
  return [low, high];
}
