import { fail } from "../../core";
import type { Dataset } from "./dataset";

export interface WindowOptions {
  /** Rows that one example looks back on, its last one included. */
  readonly lookback: number;
  /** How many rows after the window the target lies; 0 is the window's last row, 1 the next. */
  readonly horizon?: number;
}

/**
 * Rows strung together to windows: each example has the features of `lookback` rows, oldest first (`load@-2`,
 * `load@-1`, `load@0`), and the target of the row `horizon` after its last one. No window crosses a segment, or a row
 * that was left out.
 *
 * @example
 * const t = table.Table.of({ load: [1, 2, 3, 4], output_rate: [10, 20, 30, 40] });
 * const w = learn.windows(learn.dataset(t, { target: "output_rate" }), { lookback: 2, horizon: 1 });
 * w.features //=> ["load@-1", "load@0"]
 * [...w.y] //=> [30, 40]
 */
export function windows(data: Dataset, options: WindowOptions): Dataset {
  const { lookback, horizon = 0 } = options;
  for (const [name, value, least] of [
    ["lookback", lookback, 1],
    ["horizon", horizon, 0],
  ] as const) {
    if (!(Number.isSafeInteger(value) && value >= least)) {
      fail({ code: "argument", expected: `${name} as a whole number from ${least}`, found: String(value) });
    }
  }
  const { x, y, segments, sourceRows } = data;
  const ends: number[] = [];
  for (let first = 0; first + lookback - 1 + horizon < x.rows; first++) {
    const last = first + lookback - 1 + horizon;
    const unbroken = sourceRows[last] - sourceRows[first] === last - first;
    if (unbroken && segments?.ids[first] === segments?.ids[last]) ends.push(first + lookback - 1);
  }
  const width = lookback * x.columns;
  const values = new Float64Array(ends.length * width);
  ends.forEach((end, i) => {
    values.set(x.data.subarray((end - lookback + 1) * x.columns, (end + 1) * x.columns), i * width);
  });
  const back = Array.from({ length: lookback }, (_, k) => k - lookback + 1);
  return {
    features: back.flatMap((step) => data.features.map((name) => `${name}@${step === 0 ? "0" : step}`)),
    target: data.target,
    x: { rows: ends.length, columns: width, data: values },
    y: Float64Array.from(ends, (end) => y[end + horizon]),
    segments: segments && { ...segments, ids: Int32Array.from(ends, (end) => segments.ids[end + horizon]) },
    sourceRows: Int32Array.from(ends, (end) => sourceRows[end + horizon]),
    dropped: data.dropped + x.rows - ends.length,
  };
}
