import { useEffect, useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";
import type { ConnectionState, Host } from "../../../widget/client";
import type { RunState } from "../../live/messages";
import { Charts } from "./charts";
import { Controls } from "./controls";
import { Events } from "./events";
import { Figures } from "./figures";
import { count, moment } from "./format";
import type { RunView } from "./run-view";

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
