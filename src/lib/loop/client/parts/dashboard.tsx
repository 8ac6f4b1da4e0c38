import { useEffect, useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";
import type { ConnectionState, Host } from "../../../widget/client";
import type { DriftWindow, RowsWindow, RunState } from "../../live/messages";
import { Controls } from "./controls";
import { Events } from "./events";
import { count, moment, percent, short, tierName } from "./format";
import { HeatPanel } from "./heat-panel";
import { type Columns, type Lines, linesOf } from "./lines";
import type { RunView } from "./run-view";
import { type Channel, SeriesPanel } from "./series-panel";

interface Props {
  readonly host: Host;
  readonly view: RunView;
}

/** The whole page. */
export function Dashboard({ host, view }: Props) {
  const [, changed] = useReducer((n: number) => n + 1, 0);
  const [line, setLine] = useState<ConnectionState>(host.connection.state);
  const [narrow, setNarrow] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const ends = [
      view.onKnown(() => changed(0)),
      host.connection.onState(setLine),
      host.theme.onChange(() => changed(0)),
    ];
    // What came before anybody listened.
    changed(0);
    return () => {
      for (const end of ends) end();
    };
  }, []);
  useLayoutEffect(() => {
    const element = root.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setNarrow(element.clientWidth < 640));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const { state } = view;
  const Whole = host.standalone ? "main" : "section";
  const Heading = host.standalone ? "h1" : "h2";
  return (
    <Whole class="dashboard" aria-label={`Live run: ${state?.run ?? host.title}`}>
      <div ref={root} />
      <Line line={line} waiting={state === undefined} />
      {state !== undefined && (
        <>
          <header class="top">
            <div class="title">
              <Heading>
                <bdi>{state.run}</bdi>
              </Heading>
              <StateBadge state={state} />
              {state.simulated && <span class="badge simulated">simulated data</span>}
              <p class="muted about">
                <About state={state} />
              </p>
            </div>
            <Controls view={view} state={state} open={line === "open"} />
          </header>
          {state.error !== null && (
            <p role="alert" class="trouble">
              {state.error}
            </p>
          )}
          {view.trouble !== undefined && (
            <p role="alert" class="trouble">
              {view.trouble}
            </p>
          )}
          <Figures state={state} />
          {state.rows === 0 ? (
            <p class="muted empty">No row was predicted yet.</p>
          ) : (
            <Charts host={host} view={view} state={state} narrow={narrow} />
          )}
          <Events view={view} />
          {state.damaged > 0 && (
            <p class="muted">
              {count(state.damaged)} lines of the run's files could not be read and are left out.
            </p>
          )}
        </>
      )}
    </Whole>
  );
}

const LINES: Readonly<Record<ConnectionState, string>> = {
  connecting: "Connecting…",
  open: "",
  lost: "The connection was lost; trying again. What stands here is the last that came.",
  ended: "The program behind this page has ended. What stands here is the last that came.",
};

function Line({ line, waiting }: { readonly line: ConnectionState; readonly waiting: boolean }) {
  const words = line === "open" && waiting ? "Loading the run…" : LINES[line];
  return (
    <p role="status" class={words === "" ? "hidden-text" : "line"}>
      {words}
    </p>
  );
}

function StateBadge({ state }: { readonly state: RunState }) {
  return (
    <span class={`badge state-${state.state}`} role="status">
      {state.state}
    </span>
  );
}

function About({ state }: { readonly state: RunState }) {
  const { strategy, broker, seed, target, started, ended, rate, asked } = state;
  const pace = rate === null || state.state !== "running" ? "" : `${count(rate)} rows/s`;
  const speed =
    asked === null || pace === ""
      ? ""
      : asked === 0
        ? " (asked: as fast as possible)"
        : ` (asked: ${count(asked)})`;
  const parts = [
    `predicts ${target}`,
    `strategy ${strategy}`,
    `log ${broker}`,
    `seed ${seed}`,
    ended === null ? `since ${moment(started)}` : `${moment(started)} to ${moment(ended)}`,
    pace + speed,
    state.loading > 0 ? `reading in, ${count(state.loading / 1e6)} MB to go` : "",
  ];
  return <bdi>{parts.filter(Boolean).join(" · ")}</bdi>;
}

/** The numbers one looks for first. */
function Figures({ state }: { readonly state: RunState }) {
  const { latest, tolerance, window } = state;
  const gain = latest.current === null || latest.baseline === null ? null : latest.current - latest.baseline;
  return (
    <dl class="figures" aria-label="Present figures">
      <div>
        <dt>Rows predicted</dt>
        <dd>{count(state.rows)}</dd>
      </div>
      <div>
        <dt>
          Right within {Math.round(tolerance * 100)} %, last {window} rows
        </dt>
        <dd>
          {percent(latest.current)}
          <small>
            baseline {percent(latest.baseline)}
            {gain !== null && `, ${gain >= 0 ? "+" : "−"}${Math.abs(gain * 100).toFixed(1)} points`}
          </small>
        </dd>
      </div>
      <div class={latest.tier !== null && latest.tier > 0 ? "alarmed" : ""}>
        <dt>Drift score</dt>
        <dd>
          {short(latest.score)}
          <small>
            {tierName(latest.tier)}
            {latest.bound !== null && `, bound ${short(latest.bound)}`}
          </small>
        </dd>
      </div>
      <div>
        <dt>Model in service</dt>
        <dd class="model">
          <bdi>{latest.model ?? "–"}</bdi>
          <small>{state.models.length === 1 ? "the first" : `${state.models.length} models so far`}</small>
        </dd>
      </div>
    </dl>
  );
}

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
  { label: "tier A", colour: ({ muted }) => muted, dash: [4, 4] },
  { label: "tier B", colour: ({ baseline }) => baseline, dash: [4, 4] },
  { label: "tier C", colour: ({ alert }) => alert, dash: [4, 4] },
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

const wholePercent = (value: number): string => `${Math.round(value)} %`;
const onePercent = (value: number): string => `${value.toFixed(1)} %`;

function Charts({
  host,
  view,
  state,
  narrow,
}: Props & { readonly state: RunState; readonly narrow: boolean }) {
  const gutter = narrow ? 84 : 132;
  const common = { view, theme: host.theme, gutter };
  const { latest, target } = state;
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
        height={150}
        channels={SCORE}
        lines={scoreLines}
        format={short}
        rowAxis
      />
      <HeatPanel {...common} />
    </div>
  );
}

/** Moving about without a mouse. The keys work on all of the charts. */
function Navigation({ view }: { readonly view: RunView }) {
  const keys = (event: KeyboardEvent): void => {
    const act = KEYS[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    act(view);
  };
  return (
    <div class="navigation" role="toolbar" aria-label="What the charts show" onKeyDown={keys}>
      <button
        type="button"
        class="small"
        aria-pressed={view.mode === "whole"}
        onClick={() => view.showWhole()}
      >
        Whole run
      </button>
      <button type="button" class="small" aria-pressed={view.mode === "follow"} onClick={() => view.follow()}>
        Newest rows
      </button>
      <span class="joined">
        <button type="button" class="small" aria-label="Earlier rows" onClick={() => view.pan(-0.25)}>
          ←
        </button>
        <button type="button" class="small" aria-label="Later rows" onClick={() => view.pan(0.25)}>
          →
        </button>
        <button type="button" class="small" aria-label="Closer" onClick={() => view.zoom(0.5)}>
          +
        </button>
        <button type="button" class="small" aria-label="Farther" onClick={() => view.zoom(2)}>
          −
        </button>
      </span>
      <Range view={view} />
      <span class="muted hint">drag to move, Ctrl + wheel to zoom; keys here: ← → + − Home End 0</span>
    </div>
  );
}

const KEYS: Readonly<Record<string, (view: RunView) => void>> = {
  ArrowLeft: (view) => view.pan(-0.1),
  ArrowRight: (view) => view.pan(0.1),
  PageUp: (view) => view.pan(-0.9),
  PageDown: (view) => view.pan(0.9),
  Home: (view) => view.still(view.first, view.first + view.to - view.from),
  End: (view) => view.follow(),
  "+": (view) => view.zoom(0.5),
  "=": (view) => view.zoom(0.5),
  "-": (view) => view.zoom(2),
  "0": (view) => view.showWhole(),
};

/** The rows in view; written at each frame without going through the rest of the page. */
function Range({ view }: { readonly view: RunView }) {
  const element = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const write = (): void => {
      if (element.current === null) return;
      element.current.textContent = `rows ${count(Math.max(0, Math.round(view.from)))} to ${count(Math.round(view.to))}`;
    };
    write();
    return view.onDraw(write);
  }, []);
  return <span class="range" ref={element} />;
}
