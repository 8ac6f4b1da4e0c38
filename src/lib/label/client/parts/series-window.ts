import { numberText } from "./columns";

/** The stretch of time on the screen, and how it is mapped to pixels. */
export interface SeriesWindow {
  readonly start: number;
  readonly end: number;
}

/** The window after a turn of the wheel at a place (0 to 1): narrower or wider, inside the extent. */
export function zoomed(
  now: SeriesWindow,
  at: number,
  factor: number,
  extent: readonly [number, number],
): SeriesWindow {
  const span = Math.min(
    extent[1] - extent[0],
    Math.max((now.end - now.start) * factor, (extent[1] - extent[0]) * 1e-7),
  );
  return inside(now.start + (now.end - now.start) * at - span * at, span, extent);
}

/** The window moved by a part of its width. */
export function panned(now: SeriesWindow, by: number, extent: readonly [number, number]): SeriesWindow {
  const span = now.end - now.start;
  return inside(now.start + span * by, span, extent);
}

function inside(start: number, span: number, [first, last]: readonly [number, number]): SeriesWindow {
  const from = Math.max(first, Math.min(start, last - span));
  return { start: from, end: from + span };
}

/** Where a time stands between 0 and 1 of the window; an open end is its edge. */
export function placeOf(time: number | null, now: SeriesWindow, open: 0 | 1): number {
  if (time === null) return open;
  return Math.min(1, Math.max(0, (time - now.start) / (now.end - now.start)));
}

/** A few round times across the window. */
export function ticks({ start, end }: SeriesWindow, most = 6): number[] {
  const rough = (end - start) / most;
  if (!(rough > 0)) return [start];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((k) => k * power).find((size) => size >= rough) ?? power * 10;
  const found: number[] = [];
  for (let at = Math.ceil(start / step) * step; at <= end + step * 1e-9; at += step) found.push(at);
  return found;
}

const DAY_MS = 86_400_000;

/** A moment as a tick shows it: the time of day, the day where days are seen, parts of a second where those are. */
export function momentText(time: number, epoch: boolean, span: number): string {
  if (!epoch) return numberText(Math.round(time * 1e6) / 1e6);
  const iso = new Date(time).toISOString();
  if (span > 3 * DAY_MS) return iso.slice(0, 10);
  if (span > DAY_MS / 2) return iso.slice(5, 16).replace("T", " ");
  return iso.slice(11, span < 10_000 ? 23 : 19);
}
