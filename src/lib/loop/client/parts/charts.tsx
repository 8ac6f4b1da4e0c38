import type { Host } from "../../../widget/client";
import type { DriftWindow, RowsWindow, RunState } from "../../live/messages";
import { count, percent, short, tierName } from "./format";
import { HeatPanel } from "./heat-panel";
import { type Columns, type Lines, linesOf } from "./lines";
import { Navigation } from "./navigation";
import type { RunView } from "./run-view";
import { type Channel, SeriesPanel } from "./series-panel";

const PREDICTIONS: readonly Channel[] = [
  { label: "baseline", colour: ({ baseline }) => baseline, alpha: 0.45 },
  { label: "truth", colour: ({ truth }) => truth, width: 1.5, alpha: 0.6 },
  { label: "in service", colour: ({ current }) => current, alpha: 0.6 },
];
const ACCURACY: readonly Channel[] = [
  { label: "baseline", colour: ({ baseline }) => baseline, width: 1.5 },
  { label: "in service", colour: ({ current }) => current, width: 1.75 },
];
const SCORE: readonly Channel[] = [
  { label: "score", colour: ({ ink }) => ink, width: 1.5 },
  // From amber to red, with longer dashes the higher: told apart without colours too.
  { label: "tier A", colour: ({ caution }) => caution, dash: [3, 4] },
  { label: "tier B", colour: ({ baseline }) => baseline, dash: [7, 4] },
  { label: "tier C", colour: ({ alert }) => alert, dash: [14, 4] },
  { label: "bound", colour: ({ muted }) => muted, dash: [1, 3] },
];

const predictions = ({ seq, truth, baseline, current, exact }: RowsWindow): Columns => ({
  seq,
  bands: [baseline, truth, current],
  exact,
});
const predictionLines = ({ rows }: RunView): Lines => linesOf(rows.whole, rows.near, predictions, 3);

const accuracies = ({ accuracy }: RowsWindow): Columns => ({
  seq: accuracy.seq,
  bands: [accuracy.baseline, accuracy.current],
  exact: false,
});
const accuracyLines = ({ rows }: RunView): Lines => {
  const { x, ys, exact } = linesOf(rows.whole, rows.near, accuracies, 2);
  return { x, exact, ys: ys.map((y) => y.map((value) => (value === null ? null : value * 100))) };
};

const scores = ({ seq, score, tiers, bound }: DriftWindow): Columns => {
  const flat = (values: (number | null)[]) => [values, values] as const;
  return {
    seq,
    bands: [
      score,
      ...[0, 1, 2].map((tier) => flat(tiers.map((limits) => limits[tier] ?? null))),
      flat(seq.map(() => bound)),
    ],
    exact: false,
  };
};
const scoreLines = ({ drift }: RunView): Lines => linesOf(drift.whole, drift.near, scores, 5);

const SIGN: readonly Channel[] = [
  { label: "statistic", colour: ({ ink }) => ink, width: 1.5 },
  { label: "threshold", colour: ({ alert }) => alert, dash: [4, 4] },
];
/** One function a sign: a panel is made anew when its function is another. */
const signLines = new Map<string, (view: RunView) => Lines>();

function linesOfSign(name: string): (view: RunView) => Lines {
  const known = signLines.get(name);
  if (known !== undefined) return known;
  const columns = ({ seq, signs }: DriftWindow): Columns => {
    const sign = signs.find((one) => one.name === name);
    const nothing = seq.map(() => null);
    const threshold = sign?.threshold ?? nothing;
    return { seq, bands: [sign?.statistic ?? [nothing, nothing], [threshold, threshold]], exact: false };
  };
  const lines = ({ drift }: RunView): Lines => linesOf(drift.whole, drift.near, columns, 2);
  signLines.set(name, lines);
  return lines;
}

/** The signs beside the drift score, which is the sign of the inputs itself. */
function otherSigns(view: RunView): readonly string[] {
  const signs = view.drift.whole?.data.signs ?? [];
  return signs
    .filter(({ name, statistic }) => name !== "inputs" && statistic[1].some((value) => value !== null))
    .map(({ name }) => name);
}

const wholePercent = (value: number): string => `${Math.round(value)} %`;
const onePercent = (value: number): string => `${value.toFixed(1)} %`;

interface Props {
  readonly host: Host;
  readonly view: RunView;
  readonly state: RunState;
  readonly narrow: boolean;
}

/** All panels, one below the other on one axis. */
export function Charts({ host, view, state, narrow }: Props) {
  const gutter = narrow ? 84 : 132;
  const common = { view, theme: host.theme, gutter };
  const { latest, target } = state;
  const signs = otherSigns(view);
  return (
    <div class="charts">
      <Navigation view={view} />
      <SeriesPanel
        {...common}
        title={`Predictions of ${target} against the truth`}
        about={`${target}: truth, baseline and the model in service over ${count(state.rows)} rows. Missing truths are gaps.`}
        height={narrow ? 230 : 270}
        channels={PREDICTIONS}
        lines={predictionLines}
        format={short}
        rowAxis={false}
        strip
      />
      <SeriesPanel
        {...common}
        title={`Right within ${Math.round(state.tolerance * 100)} %, over the last ${state.window} rows`}
        about={`Windowed accuracy: now ${percent(latest.current)} in service, ${percent(latest.baseline)} baseline.`}
        height={130}
        channels={ACCURACY}
        lines={accuracyLines}
        format={onePercent}
        axisFormat={wholePercent}
        range={[0, 100]}
        rowAxis={false}
      />
      <SeriesPanel
        {...common}
        title="Drift score"
        about={`Drift score with its tiers and bound: now ${short(latest.score)}, ${tierName(latest.tier)}.`}
        height={signs.length === 0 ? 150 : 130}
        channels={SCORE}
        lines={scoreLines}
        format={short}
        rowAxis={signs.length === 0}
      />
      {signs.map((name, k) => (
        <SeriesPanel
          {...common}
          key={`${name} ${k === signs.length - 1}`}
          title={`Sign of drift: ${name}`}
          about={`The statistic of the sign ${name} with its threshold over the rows in view.`}
          height={k === signs.length - 1 ? 126 : 110}
          channels={SIGN}
          lines={linesOfSign(name)}
          format={short}
          rowAxis={k === signs.length - 1}
        />
      ))}
      <HeatPanel {...common} />
    </div>
  );
}
