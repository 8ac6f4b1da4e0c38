import type { Band as Extremes, RunSnapshot } from "../../../loop";
import { Table } from "../../../table";
import { nameHeight } from "../../annotations";
import { extentOf } from "../../decimate";
import { emptyFigure } from "../../empty";
import { Figure, type FigureOptions } from "../../figure";
import { panelName } from "../../panels";
import type { Draft } from "../../spec";
import { plainText } from "../../text";
import { INK, MUTED, PALETTE, WIDTH } from "../../theme";
import { type LineOptions, lineLayers } from "../line-chart";
import { stageBands, targetTitle } from "./loop-record";

const BASELINE = "baseline";
const TRUTH = "truth";
const CURRENT = "in service";
/** Height of a legend above a panel. */
const LEGEND = 20;

/**
 * Where a run stands: truth and predictions, windowed accuracy, drift score with its tiers, one below the other. Drawn
 * from a snapshot, so a run of millions of rows makes a small picture, with every peak in it.
 */
export function runState(snapshot: RunSnapshot, options: FigureOptions = {}): Figure {
  const { state, rows, drift } = snapshot;
  const title = options.title ?? `Run ${state.run}`;
  const common = { title, simulated: state.simulated, ...options };
  if (rows.seq.length < 2) return emptyFigure(title, common, "no row was predicted yet");
  const width = options.width ?? WIDTH;
  // A stage that is not through yet reaches as far as the rows do.
  const bands = stageBands(
    state.stages.map((stage) => ({ ...stage, to: Math.min(stage.to, state.last ?? stage.to) })),
  );
  const panel = (
    name: string,
    table: Table,
    lines: readonly string[],
    more: Partial<LineOptions>,
    height: number,
    last: boolean,
  ): Draft => {
    // The stages are named once, above the first panel; a legend stands between a panel and its name.
    const named = lines.includes(TRUTH) ? bands : bands.map((band) => ({ ...band, label: "" }));
    const span = { domain: extentOf(table.numbers("row")), width };
    const lift = nameHeight(named, [], span) + (lines.length > 1 ? LEGEND : 0);
    const layer = [
      ...lineLayers(table, lines, {
        x: "row",
        y: lines,
        xTitle: last ? "row of the replay" : "",
        xLabels: last,
        yTitle: "",
        yTicks: 3,
        bands: named,
        ...more,
        width,
        height,
      }),
      ...panelName(name, width, { lift }),
    ];
    return { width, height, layer };
  };
  const colors = { [BASELINE]: PALETTE[1], [TRUTH]: MUTED, [CURRENT]: PALETTE[0], score: INK };
  const predictions = zigzag(state, rows.seq, {
    [BASELINE]: rows.baseline,
    [TRUTH]: rows.truth,
    [CURRENT]: rows.current,
  });
  const { accuracy } = rows;
  const accuracies = zigzag(state, accuracy.seq, {
    [BASELINE]: scaled(accuracy.baseline),
    [CURRENT]: scaled(accuracy.current),
  });
  const limits = drift.tiers.at(-1) ?? [];
  const tolerance = Math.round(state.tolerance * 100);
  const panels = [
    panel(
      `predictions of ${targetTitle(state.target)}`,
      predictions,
      [BASELINE, TRUTH, CURRENT],
      { colors },
      130,
      false,
    ),
    ...(accuracy.seq.length === 0
      ? []
      : [
          panel(
            `right within ${tolerance} % over the last ${state.window} rows (%)`,
            accuracies,
            [BASELINE, CURRENT],
            { colors, yDomain: [0, 100] },
            70,
            drift.seq.length === 0,
          ),
        ]),
    ...(drift.seq.length === 0
      ? []
      : [
          panel(
            "drift score",
            zigzag(state, drift.seq, { score: drift.score }),
            ["score"],
            {
              colors,
              levels: limits.map((at, t) => ({ at, label: `tier ${"ABC"[t] ?? t + 1}` })),
              zero: true,
            },
            70,
            true,
          ),
        ]),
  ];
  return new Figure(
    { vconcat: panels, spacing: 14, resolve: { scale: { color: "independent" } } },
    { ...common, width, fallbackTitle: plainText(title) },
  );
}

/**
 * Extremes as lines down to the lowest and up to the highest value of each column. All panels reach over the
 * whole run, whatever their series have: a row without values stands at both ends.
 */
function zigzag(
  { first, last }: RunSnapshot["state"],
  seq: readonly number[],
  channels: Readonly<Record<string, Extremes>>,
): Table {
  const names = Object.keys(channels);
  const columns = channels[names[0]][0].length;
  const row = new Float64Array(2 * columns + 2);
  const values = names.map(() => new Float64Array(2 * columns + 2).fill(Number.NaN));
  row[0] = first ?? seq[0];
  row[2 * columns + 1] = last ?? seq[columns - 1];
  for (let k = 0; k < columns; k++) {
    const next = seq[k + 1] ?? seq[k];
    row[2 * k + 1] = seq[k];
    row[2 * k + 2] = seq[k] + (next - seq[k]) / 2;
    names.forEach((name, c) => {
      const [min, max] = channels[name];
      values[c][2 * k + 1] = min[k] ?? Number.NaN;
      values[c][2 * k + 2] = max[k] ?? Number.NaN;
    });
  }
  return Table.fromColumns([["row", row], ...names.map((name, c) => [name, values[c]] as const)]);
}

function scaled([min, max]: Extremes): Extremes {
  const percent = (values: readonly (number | null)[]) =>
    values.map((value) => (value === null ? null : value * 100));
  return [percent(min), percent(max)];
}
