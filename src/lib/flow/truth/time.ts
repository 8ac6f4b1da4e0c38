import { fail, quote } from "../../core";

/**
 * A time as milliseconds since the epoch: a number (times perUnit), an ISO text with a zone, or a text without one,
 * which is read in the given zone ("UTC", "+09:30", "Australia/Canberra").
 *
 * @example
 * flow.parseTime("1421927414", 1000, "UTC") //=> 1421927414000
 * flow.parseTime("2015-01-22 21:50:14", 1, "+10:00") //=> 1421927414000
 */
export function parseTime(text: string, perUnit: number, timeZone: string): number {
  const trimmed = text.trim();
  if (/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(trimmed)) return Number(trimmed) * perUnit;
  if (/(z|[+-]\d\d:?\d\d)$/i.test(trimmed)) {
    const ms = Date.parse(trimmed.replace(" ", "T"));
    if (!Number.isNaN(ms)) return ms;
  }
  const local = Date.parse(`${trimmed.replace(" ", "T")}Z`);
  if (Number.isNaN(local)) {
    return fail({
      code: "format",
      expected: "a time: a number, or year-month-day hour:minute:second",
      found: quote(text),
    });
  }
  return local - zoneOffset(local, timeZone);
}

/** How far a zone's clock is ahead of UTC, in ms, when that clock shows the given time. */
function zoneOffset(local: number, timeZone: string): number {
  const fixed = /^([+-])(\d\d):?(\d\d)$/.exec(timeZone);
  if (fixed !== null)
    return (fixed[1] === "-" ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3])) * 60_000;
  // The offset depends on the instant, which depends on the offset: the second look is right except in the hour
  // that a change of the clock skips.
  const first = local - offsetAt(local, timeZone);
  return offsetAt(first, timeZone);
}

function offsetAt(instant: number, timeZone: string): number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return fail({
      code: "argument",
      expected: 'a time zone such as "UTC", "+09:30" or "Australia/Canberra"',
      found: quote(timeZone),
    });
  }
  const part = Object.fromEntries(
    format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  );
  const shown = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
  return shown - Math.floor(instant / 1000) * 1000;
}
