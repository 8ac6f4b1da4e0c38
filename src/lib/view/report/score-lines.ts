import type { Run } from "../../loop";
import { hindsightOf, persistenceOf, relativeErrors } from "../charts/loop/loop-record";
import { CONSTANT, PERSISTENCE } from "../charts/loop/run-colors";

/** What one predictor scored on one stretch of rows. */
export interface ScoreLine {
  readonly stretch: string;
  readonly predictor: string;
  /** Rows with a truth and a prediction. */
  readonly rows: number;
  /** Percent of them within 20 and 25 %. */
  readonly acc20: number;
  readonly acc25: number;
  /** Mean absolute error, in the target's unit. */
  readonly mae: number;
}

/**
 * Scores of the frozen baseline and the model in service, beside the row before and each stage's own median, over all
 * rows, each stage, and the rows after the first trigger. Made of the rows alone, so that a run which was killed has
 * them too.
 */
export function scoreLines(run: Pick<Run, "head" | "rows" | "events">): readonly ScoreLine[] {
  const seq = run.rows.numbers("seq");
  const truth = run.rows.numbers("truth");
  const predictors: readonly (readonly [string, Float64Array])[] = [
    ["frozen baseline", run.rows.numbers("baseline")],
    ["model in service", run.rows.numbers("current")],
    [PERSISTENCE, persistenceOf(seq, truth)],
    [CONSTANT, hindsightOf(seq, truth, run.head.stages)],
  ];
  const first = run.events.find((event) => event.type === "drift");
  const stretches = [
    { name: "all rows", from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
    ...run.head.stages,
    ...(first === undefined
      ? []
      : [{ name: "after the first trigger", from: first.seq + 1, to: Number.POSITIVE_INFINITY }]),
  ];
  return stretches.flatMap(({ name, from, to }) => {
    const rows = [...seq.keys()].filter((i) => seq[i] >= from && seq[i] < to);
    if (rows.length === 0) return [];
    const pick = (values: Float64Array): Float64Array => Float64Array.from(rows, (i) => values[i]);
    const own = pick(truth);
    return predictors.map(([predictor, values]) => ({
      stretch: name,
      predictor,
      ...scored(own, pick(values)),
    }));
  });
}

function scored(truth: Float64Array, prediction: Float64Array): Omit<ScoreLine, "stretch" | "predictor"> {
  const errors = relativeErrors(truth, prediction);
  let [rows, in20, in25, off] = [0, 0, 0, 0];
  errors.forEach((error, i) => {
    if (!Number.isFinite(error)) return;
    rows++;
    if (error <= 0.2) in20++;
    if (error <= 0.25) in25++;
    off += Math.abs(prediction[i] - truth[i]);
  });
  return { rows, acc20: (100 * in20) / rows, acc25: (100 * in25) / rows, mae: off / rows };
}
