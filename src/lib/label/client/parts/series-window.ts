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

/** A window in which a stretch is seen: the one there is where it lies inside, else one with room on both sides. */
export function showing(
  range: { readonly start: number | null; readonly end: number | null },
  now: SeriesWindow,
  extent: readonly [number, number],
): SeriesWindow {
  const start = Math.min(extent[1], Math.max(extent[0], range.start ?? extent[0]));
  const end = Math.max(start, Math.min(extent[1], range.end ?? extent[1]));
  if (start >= now.start && end <= now.end) return now;
  const span = Math.min(extent[1] - extent[0], Math.max(2 * (end - start), now.end - now.start));
  return inside((start + end - span) / 2, span, extent);
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

/** A moment that a person wrote: a number, or for the epoch a date (UTC where no zone is named). Null is open, undefined none. */
export function momentOf(text: string, epoch: boolean): number | null | undefined {
  const written = text.trim();
  if (written === "") return null;
  const number = Number(written);
  if (Number.isFinite(number)) return number;
  if (!epoch || !/^\d{4}-\d\d-\d\d/.test(written)) return undefined;
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(written.slice(10));
  const time = Date.parse(zoned || written.length === 10 ? written : `${written.replace(" ", "T")}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** A time as text that reads back as the same time. */
export function edgeText(time: number | null, epoch: boolean, open: string): string {
  if (time === null) return open;
  if (!epoch || Math.abs(time) > 8.64e15) return String(time);
  return Number.isInteger(time) ? new Date(time).toISOString() : String(time);
}
