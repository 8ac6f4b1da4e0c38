import { escapeHtml } from "../core";
import type { LiveRun, RunSnapshot } from "../loop";
import { type MountedWidget, mount } from "../widget";
import { runState } from "./charts/loop/run-state";
import { update } from "./show";
import { plainText } from "./text";

/** Height that the live widget will take, so that the notebook does not jump when it is built. */
const HEIGHT = 1100;

/** Between two looks whether the run has ended, in ms. */
const LOOK_MS = 1000;

/** A live widget of a run: `show` shows it. */
export interface DriftDashboard extends MountedWidget {
  /** The run as it stood when the widget was made: what the saved notebook shows. */
  readonly snapshot: RunSnapshot;
}

/**
 * The live drift widget of a run, going on or finished: predictions against the truth, windowed accuracy, drift score,
 * where it drifts, what happened and why, and the run's controls. It follows the run folder from a thread of its own,
 * so it stays alive while cells compute.
 *
 * A saved notebook keeps the state at this moment as a picture and a table; when the run ends while the kernel lives,
 * the output is replaced by that of the end.
 *
 * @param run of `loop.liveRun(folder)`
 * @throws LabError `not-found` for a folder without a run
 */
export async function driftDashboard(run: LiveRun): Promise<DriftDashboard> {
  const snapshot = await run.snapshot();
  const saved = savedState(snapshot);
  const mounted = await mount({ ...run.page, saved: saved.html, height: HEIGHT });
  const dashboard = { ...mounted, text: `${saved.text}\n${mounted.text}`, snapshot };
  if (run.goesOn()) keepTheEnd(run, dashboard);
  return dashboard;
}

/** Replaces the saved state by that of the end, once. It keeps nobody alive. */
function keepTheEnd(run: LiveRun, dashboard: DriftDashboard): void {
  const timer = setInterval(async () => {
    try {
      if (run.goesOn()) return;
      clearInterval(timer);
      const saved = savedState(await run.snapshot());
      update({
        html: dashboard.htmlWith(saved.html),
        text: `${saved.text}\n[widget] ${dashboard.url}`,
        displayId: dashboard.displayId,
      });
    } catch {
      // The folder is gone: what was saved before stays.
      clearInterval(timer);
    }
  }, LOOK_MS);
  timer.unref();
}

/** The state of a run as it is kept: a picture, a table of its figures and its last events. */
export function savedState(snapshot: RunSnapshot): { readonly html: string; readonly text: string } {
  const { state, events, time } = snapshot;
  const figure = runState(snapshot);
  const at = new Date(time).toISOString().slice(0, 19).replace("T", " ");
  const facts: readonly (readonly [string, string])[] = [
    ["State", `${state.state} at ${at} UTC`],
    ["Strategy, log, seed", `${state.strategy}, ${state.broker}, ${state.seed}`],
    ["Rows predicted", String(state.rows)],
    [
      `Right within ${Math.round(state.tolerance * 100)} %, last ${state.window} rows`,
      `${percent(state.latest.current)} in service, ${percent(state.latest.baseline)} baseline`,
    ],
    [
      "Drift score",
      `${number(state.latest.score)} (tier ${state.latest.tier ?? "–"}, bound ${number(state.latest.bound)})`,
    ],
    ["Model in service", state.latest.model ?? "–"],
  ];
  const picture = Buffer.from(figure.png({ scale: 2 })).toString("base64");
  const rows = facts.map(
    ([name, value]) =>
      `<tr><th scope="row" style="${LEFT}">${html(name)}</th><td style="${LEFT}">${html(value)}</td></tr>`,
  );
  const happened = events.map(
    ({ seq, title, reason }) =>
      `<tr><td>${seq ?? "–"}</td><td style="${LEFT}">${html(title)}</td><td style="${LEFT}">${html(reason)}</td></tr>`,
  );
  return {
    html: `<p>Live view of run ${html(state.run)}, as it stood at ${at} UTC:</p>
<img alt="${html(`${figure.toString()}, ${state.rows} rows`)}" src="data:image/png;base64,${picture}" style="max-width:100%;width:640px">
<table><caption>The run at ${at} UTC</caption><tbody>${rows.join("")}</tbody></table>
${
  happened.length === 0
    ? ""
    : `<table><caption>Its last events</caption><thead><tr><th>row</th><th style="${LEFT}">event</th><th style="${LEFT}">reason</th></tr></thead><tbody>${happened.join("")}</tbody></table>`
}`,
    text: facts.map(([name, value]) => `${name}: ${plainText(value)}`).join("\n"),
  };
}

const LEFT = "text-align:left";
const html = (text: string): string => escapeHtml(plainText(text));
const number = (value: number | null): string =>
  value === null ? "–" : String(Number(value.toPrecision(4)));
const percent = (value: number | null): string => (value === null ? "–" : `${(value * 100).toFixed(1)} %`);
