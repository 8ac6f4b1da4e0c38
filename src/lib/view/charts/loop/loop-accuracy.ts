import { fail } from "../../../core";
import { Table } from "../../../table";
import { emptyFigure } from "../../empty";
import { Figure } from "../../figure";
import { distinctLabels } from "../../text";
import { LABEL_SIZE } from "../../theme";
import { lineBody } from "../line-chart";
import {
  hindsightOf,
  type LoopFigureOptions,
  type LoopRecord,
  persistenceOf,
  ROWS_TITLE,
  relativeErrors,
  stretchOf,
} from "./loop-record";
import { CONSTANT, PERSISTENCE, runColors, TRIVIAL_COLORS } from "./run-colors";

export interface LoopAccuracyOptions extends LoopFigureOptions {
  /** Relative error that still is a hit; default 0.2. */
  readonly tau?: number;
  /** Rows of the trailing window; default 200. */
  readonly window?: number;
}

/**
 * accuracy@τ over a trailing window of rows, for the models in service of several runs over the same rows, the frozen
 * baseline of the first of them, and two that need no model: the row before, and each stage's own median, which only
 * hindsight has.
 *
 * @throws LabError without a run
 */
export function loopAccuracy(runs: readonly LoopRecord[], options: LoopAccuracyOptions = {}): Figure {
  if (runs.length === 0) fail({ code: "argument", expected: "at least one run", found: "none" });
  const { tau = 0.2, window = 200 } = options;
  const fallbackTitle = `Accuracy@${tau} over ${window} rows`;
  const first = stretchOf(runs[0], options);
  const given = { ...options, simulated: options.simulated ?? runs.some(({ head }) => head.simulated) };
  if (first.seq.length === 0) return emptyFigure(fallbackTitle, given, "no row was predicted");
  const names = distinctLabels(
    runs.map(({ head }) => head.strategy),
    140,
    LABEL_SIZE,
  );
  // Windows reach back over the beginning of the stretch, so they are made of all rows and then cut.
  const lines = new Map<string, Float64Array>();
  const place = new Map(Array.from(first.seq, (seq, i) => [seq, i]));
  const add = (name: string, record: LoopRecord, prediction: ArrayLike<number>): void => {
    const seq = record.rows.numbers("seq");
    const errors = relativeErrors(record.rows.numbers("truth"), prediction);
    const line = new Float64Array(first.seq.length).fill(Number.NaN);
    trailingShare(errors, tau, window).forEach((share, i) => {
      const at = place.get(seq[i]);
      if (at !== undefined) line[at] = share;
    });
    lines.set(name, line);
  };
  const [head] = runs;
  const [seq, truth] = [head.rows.numbers("seq"), head.rows.numbers("truth")];
  for (const [k, run] of runs.entries()) add(names[k], run, run.rows.numbers("current"));
  // A run that does not adapt is its own baseline.
  if (!runs.some((run) => run.head.strategy === "none")) add(BASELINE, head, head.rows.numbers("baseline"));
  add(PERSISTENCE, head, persistenceOf(seq, truth));
  add(CONSTANT, head, hindsightOf(seq, truth, head.head.stages));
  const table = Table.of([["seq", first.seq] as const, ...lines]);
  const columns = [...lines.keys()];
  const { body } = lineBody(table, columns, {
    ...options,
    x: "seq",
    y: columns,
    xTitle: ROWS_TITLE,
    yTitle: `rows within ${Number((100 * tau).toPrecision(3))} % (%)`,
    yDomain: [0, 100],
    bands: first.bands,
    dashed: [PERSISTENCE, CONSTANT],
    colors: { ...runColors(names), ...TRIVIAL_COLORS },
  });
  return new Figure(body, {
    ...given,
    fallbackTitle,
    subtitle: options.subtitle ?? `share of the last ${window} rows with a known truth`,
  });
}

const BASELINE = "frozen baseline";

/** Percent of the last `window` known errors that are at most τ; NaN before there are as many. */
function trailingShare(errors: Float64Array, tau: number, window: number): Float64Array {
  const ring = new Uint8Array(window);
  let [known, hits] = [0, 0];
  return errors.map((error) => {
    if (!Number.isNaN(error)) {
      const slot = known++ % window;
      if (known > window) hits -= ring[slot];
      ring[slot] = Number(error <= tau);
      hits += ring[slot];
    }
    return known < window ? Number.NaN : (100 * hits) / window;
  });
}
