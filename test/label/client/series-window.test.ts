import assert from "node:assert/strict";
import {
  edgeText,
  momentOf,
  momentText,
  panned,
  placeOf,
  showing,
  ticks,
  zoomed,
} from "../../../src/lib/label/client/parts/series-window";

const EXTENT = [0, 1000] as const;

describe("the stretch of time on the screen", () => {
  it("zooms around a place and stays inside the data", () => {
    assert.deepEqual(zoomed({ start: 0, end: 1000 }, 0.25, 0.5, EXTENT), { start: 125, end: 625 });
    assert.deepEqual(zoomed({ start: 100, end: 200 }, 0.5, 100, EXTENT), { start: 0, end: 1000 });
    const deepest = Array.from({ length: 200 }).reduce<{ start: number; end: number }>(
      (now) => zoomed(now, 0.3, 0.5, EXTENT),
      { start: 0, end: 1000 },
    );
    assert.ok(deepest.end > deepest.start);
  });

  it("pans to the edges and no further", () => {
    assert.deepEqual(panned({ start: 0, end: 100 }, -1, EXTENT), { start: 0, end: 100 });
    assert.deepEqual(panned({ start: 850, end: 950 }, 1, EXTENT), { start: 900, end: 1000 });
  });

  it("puts open ends at its edges", () => {
    const now = { start: 100, end: 200 };
    assert.deepEqual([placeOf(null, now, 0), placeOf(null, now, 1), placeOf(150, now, 0)], [0, 1, 0.5]);
  });

  it("has a few round ticks, also for one moment", () => {
    assert.deepEqual(ticks({ start: 0, end: 10 }), [0, 2, 4, 6, 8, 10]);
    assert.deepEqual(ticks({ start: 5, end: 5 }), [5]);
    assert.deepEqual(
      [4e8, 8e7, 1e6, 1000].map((span) => momentText(Date.UTC(2026, 1, 3, 4, 5, 6, 789), true, span)),
      ["2026-02-03", "02-03 04:05", "04:05:06", "04:05:06.789"],
    );
    assert.equal(momentText(1234.5, false, 10), "1234.5");
    assert.ok(ticks({ start: 1.7e12, end: 1.7e12 + 3.6e6 }).length <= 7);
  });

  it("shows a stretch where it is, else with room around it, and never beyond the series", () => {
    const now = { start: 10, end: 20 };
    assert.deepEqual(showing({ start: 12, end: 20 }, now, [0, 100]), now);
    assert.deepEqual(showing({ start: 50, end: 60 }, now, [0, 100]), { start: 45, end: 65 });
    assert.deepEqual(showing({ start: null, end: 2 }, now, [0, 100]), { start: 0, end: 10 });
    assert.deepEqual(showing({ start: 500, end: null }, now, [0, 100]), { start: 90, end: 100 });
    assert.deepEqual(showing({ start: null, end: null }, now, [0, 100]), { start: 0, end: 100 });
  });

  it("reads times as they are written, and back", () => {
    const cases: [string, boolean, number | null | undefined][] = [
      ["", false, null],
      ["  ", true, null],
      ["12.5", false, 12.5],
      ["1e3", true, 1000],
      ["2026-01-31", true, Date.UTC(2026, 0, 31)],
      ["2026-01-31T12:00:00Z", true, Date.UTC(2026, 0, 31, 12)],
      ["2026-01-31 12:00", true, Date.UTC(2026, 0, 31, 12)],
      ["2026-01-31T12:00+02:00", true, Date.UTC(2026, 0, 31, 10)],
      ["2026-01-31", false, undefined],
      ["Infinity", false, undefined],
      ["<img>", true, undefined],
      ["2026-99-99", true, undefined],
      ["\u202E1", true, undefined],
    ];
    for (const [text, epoch, time] of cases) assert.equal(momentOf(text, epoch), time, text);
    for (const time of [0, -1.5, 1 / 3, 1_700_000_000_123, 1_700_000_000_123.25, 9e15, 1e300]) {
      for (const epoch of [true, false]) assert.equal(momentOf(edgeText(time, epoch, "open"), epoch), time);
    }
    assert.equal(edgeText(null, true, "open end"), "open end");
  });
});
