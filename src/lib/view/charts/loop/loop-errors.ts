import { fail } from "../../../core";
import { Table } from "../../../table";
import { emptyFigure } from "../../empty";
import type { Figure } from "../../figure";
import { distinctLabels } from "../../text";
import { LABEL_SIZE } from "../../theme";
import { cumulative } from "../cumulative";
import { distributions } from "../distributions";
import { SERIES_COLORS } from "./loop-predictions";
import {
  hindsightOf,
  type LoopFigureOptions,
  type LoopRecord,
  persistenceOf,
  relativeErrors,
  stretchOf,
} from "./loop-record";
import { CONSTANT, PERSISTENCE, runColors, TRIVIAL_COLORS } from "./run-colors";

const BASELINE = "frozen baseline";
const PERCENT = 100;
/** Errors below a hundredth of a percent count there: a logarithmic axis has no 0. */
const LEAST = 0.01;

/**
 * How large the relative errors of several runs over the same rows are: the share of rows at or below each size, beside
 * the frozen baseline of the first run, the row before, and each stage's own median.
 *
 * @throws LabError without a run
 */
export function loopErrors(runs: readonly LoopRecord[], options: LoopFigureOptions = {}): Figure {
  if (runs.length === 0) fail({ code: "argument", expected: "at least one run", found: "none" });
  const fallbackTitle = "How large the errors are";
  const given = { ...options, simulated: options.simulated ?? runs.some(({ head }) => head.simulated) };
  const names = distinctLabels(
    runs.map(({ head }) => head.strategy),
    140,
    LABEL_SIZE,
  );
  const [head] = runs;
  const first = stretchOf(head, options);
  const truth = first.rows.numbers("truth");
  const whole = { seq: head.rows.numbers("seq"), truth: head.rows.numbers("truth") };
  const cut = (values: Float64Array): Float64Array => {
    const wanted = new Set(first.seq);
    return values.filter((_, i) => wanted.has(whole.seq[i]));
  };
  const errors: [string, Float64Array][] = runs.map((run, k) => {
    const { rows } = stretchOf(run, options);
    return [names[k], relativeErrors(rows.numbers("truth"), rows.numbers("current"))];
  });
  if (!runs.some((run) => run.head.strategy === "none")) {
    errors.push([BASELINE, relativeErrors(truth, first.rows.numbers("baseline"))]);
  }
  errors.push(
    [PERSISTENCE, relativeErrors(truth, cut(persistenceOf(whole.seq, whole.truth)))],
    [CONSTANT, relativeErrors(truth, cut(hindsightOf(whole.seq, whole.truth, head.head.stages)))],
  );
  const longest = Math.max(...errors.map(([, values]) => values.length));
  const percent = (values: Float64Array): Float64Array =>
    Float64Array.from({ length: longest }, (_, i) => Math.max(LEAST, PERCENT * (values[i] ?? Number.NaN)));
  const table = Table.fromColumns(errors.map(([name, values]) => [name, percent(values)] as const));
  return cumulative(table, {
    ...given,
    title: options.title ?? fallbackTitle,
    columns: table.names,
    log: true,
    domain: [0.5, 500],
    xTitle: "relative error (%)",
    dashed: [PERSISTENCE, CONSTANT],
    colors: { ...runColors(names), ...TRIVIAL_COLORS },
  });
}

/**
 * The relative errors of the frozen baseline and of the model in service, over one another; errors of 100 % and more
 * are in the last bin.
 */
export function loopErrorHistogram(record: LoopRecord, options: LoopFigureOptions = {}): Figure {
  const { head } = record;
  const fallbackTitle = `Errors, adaptation ${head.strategy}`;
  const given = {
    ...options,
    simulated: options.simulated ?? head.simulated,
    title: options.title ?? fallbackTitle,
  };
  const { rows } = stretchOf(record, options);
  const column = "relative error (%), 100 and more in the last bin";
  const percent = (name: string): Table => {
    const errors = relativeErrors(rows.numbers("truth"), rows.numbers(name));
    return Table.fromColumns([[column, errors.map((error) => Math.min(PERCENT, PERCENT * error))]]);
  };
  if (rows.length === 0) return emptyFigure(fallbackTitle, given, "no row was predicted");
  return distributions(percent("baseline"), percent("current"), {
    ...given,
    columns: column,
    names: [BASELINE, "model in service"],
    colors: [SERIES_COLORS.baseline, SERIES_COLORS.adaptive],
    bins: 50,
  });
}
