import path from "node:path";
import { fail, systemClock } from "../../core";
import { clientScript, type PageSpec, type SourceSpec } from "../../widget";
import type { DriftWindow, EventLine, RowsWindow, RunState } from "./messages";
import type { ScoreOptions } from "./rows";
import { RunData } from "./run-data";

export interface LiveOptions extends Partial<ScoreOptions> {
  /** Stands on the page; default: the run's name. */
  readonly title?: string;
}

/** A run's state at a moment, small enough to be kept in a notebook. */
export interface RunSnapshot {
  readonly time: number;
  readonly state: RunState;
  readonly rows: RowsWindow;
  readonly drift: DriftWindow;
  /** The last of them. */
  readonly events: readonly EventLine[];
}

/** A run to look at while it goes on, or afterwards. */
export interface LiveRun {
  readonly folder: string;
  /** The page that shows it live: for `widget.serve`, and for `view.driftDashboard`. */
  readonly page: PageSpec;
  /** Whether the run goes on: what its head says now. */
  goesOn(): boolean;
  /** The run as it stands now, in `columns` columns (default 600). */
  snapshot(columns?: number): Promise<RunSnapshot>;
}

const DEFAULTS: ScoreOptions = { tolerance: 0.2, window: 256 };

/**
 * What stands behind a live widget of a run: it follows the folder in the widget server's thread, running or finished.
 *
 * @param options tolerance: share of the truth within which a prediction is right (default 0.2); window: rows of the
 *   windowed accuracy, a multiple of 16 (default 256)
 * @throws LabError `argument`; `not-found` (when opened) for a folder without a run
 */
export function liveSource(folder: string, options: LiveOptions = {}): SourceSpec {
  const { tolerance, window } = scoreOptions(options);
  // Beside this module: compiled, or as source where ts-node runs the sources.
  const module = path.join(__dirname, `source${path.extname(__filename)}`);
  return { module, options: { folder: path.resolve(folder), tolerance, window } };
}

/** A run folder to look at, running or finished; see {@link liveSource}. */
export function liveRun(folder: string, options: LiveOptions = {}): LiveRun {
  const score = scoreOptions(options);
  const absolute = path.resolve(folder);
  return {
    folder: absolute,
    page: {
      name: "drift",
      title: options.title ?? `Run ${path.basename(absolute)}`,
      script: clientScript("loop", "drift.js"),
      source: liveSource(absolute, options),
    },
    goesOn() {
      const data = new RunData(absolute, score);
      data.close();
      return data.takesCommands;
    },
    async snapshot(columns = 600) {
      const data = new RunData(absolute, score);
      try {
        while (data.advance(systemClock.now()).left > 0) {
          await new Promise((resolve) => setImmediate(resolve));
        }
        const state = data.state();
        const [from, to] = [state.first ?? 0, state.last ?? 0];
        return {
          time: systemClock.now(),
          state,
          rows: data.rows.window(from, to, columns),
          drift: data.readings.window(from, to, columns),
          events: data.events.slice(-12),
        };
      } finally {
        data.close();
      }
    },
  };
}

function scoreOptions({
  tolerance = DEFAULTS.tolerance,
  window = DEFAULTS.window,
}: LiveOptions): ScoreOptions {
  if (!(tolerance > 0 && tolerance < 1)) {
    fail({ code: "argument", expected: "a tolerance between 0 and 1", found: String(tolerance) });
  }
  if (!(Number.isInteger(window) && window >= 16 && window % 16 === 0)) {
    fail({ code: "argument", expected: "a window of a multiple of 16 rows", found: String(window) });
  }
  return { tolerance, window };
}
