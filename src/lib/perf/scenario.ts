import path from "node:path";
import { fail, LabError, type ProgressListener } from "../core";
import type { Table } from "../table";
import { type Experiment, type ExperimentOptions, type ExperimentReport, readExperiment } from "./experiment";
import { isExperiment, listFolder } from "./layout";

export interface ScenarioOptions extends Omit<ExperimentOptions, "experiment"> {
  /** Which experiments, by folder name; default all (with "drst-compat" those that begin with `exp-`). */
  readonly include?: (experiment: string) => boolean;
  /** An experiment that cannot be read: an error that lists all such ones (default), or left out and reported. */
  readonly onError?: "error" | "report";
  /** Experiments in flight at once. Default 4. */
  readonly concurrency?: number;
  readonly onProgress?: ProgressListener;
}

export interface ScenarioReport {
  readonly folder: string;
  readonly scenario: string;
  readonly rows: number;
  readonly experiments: readonly ExperimentReport[];
  readonly failed: readonly { readonly experiment: string; readonly error: Record<string, unknown> }[];
  /** Folders that hold no experiment, or were not asked for. */
  readonly ignored: readonly string[];
}

export interface Scenario {
  /** The experiments' tables one below the other, in natural order of their names. */
  readonly table: Table;
  readonly running: Table;
  readonly censored: Uint8Array;
  readonly report: ScenarioReport;
}

/**
 * Reads every experiment folder of a scenario folder into one table with provenance. A folder is an experiment when it
 * holds raw logs, whatever its name; `drst-compat` takes only names that begin with `exp-`.
 *
 * @throws LabError "not-found" without an experiment, "experiments" listing those that cannot be read
 * @example
 * const { table, report } = await perf.readScenario("data/testbed/raw/load_stimulus");
 */
export async function readScenario(folder: string, options: ScenarioOptions = {}): Promise<Scenario> {
  const scenario = options.scenario ?? path.basename(path.resolve(folder));
  const { names, ignored } = await experimentsOf(folder, options);
  const results = await readAll(folder, names, { ...options, scenario });
  const failed = results.filter((result) => result instanceof LabError);
  const read = results.filter((result): result is Experiment => !(result instanceof LabError));
  if (failed.length > 0 && (options.onError !== "report" || read.length === 0)) {
    const places = results.flatMap((result, i) =>
      result instanceof LabError ? [`${names[i]}: ${result.message}`] : [],
    );
    const shown = places.slice(0, 5).join("; ");
    fail({
      code: "experiments",
      expected: `${names.length} readable experiments`,
      found: `${failed.length} that cannot be read: ${shown}${places.length > 5 ? "; …" : ""}`,
      where: { file: folder },
      hint: 'onError: "report" leaves them out and lists them in the report.',
      cause: failed[0],
    });
  }
  const table = stack(read.map((experiment) => experiment.table));
  return {
    table,
    running: stack(read.map((experiment) => experiment.running)),
    censored: Uint8Array.from(read.flatMap((experiment) => [...experiment.censored])),
    report: {
      folder: path.resolve(folder),
      scenario,
      rows: table.length,
      experiments: read.map((experiment) => experiment.report),
      failed: results.flatMap((result, i) =>
        result instanceof LabError ? [{ experiment: names[i], error: result.toJSON() }] : [],
      ),
      ignored,
    },
  };
}

async function experimentsOf(
  folder: string,
  options: ScenarioOptions,
): Promise<{ names: string[]; ignored: string[] }> {
  const { folders } = await listFolder(folder);
  const names: string[] = [];
  const ignored: string[] = [];
  for (const name of folders) {
    const wanted =
      !name.startsWith(".") &&
      (options.parser !== "drst-compat" || name.startsWith("exp-")) &&
      (options.include?.(name) ?? true) &&
      isExperiment((await listFolder(path.join(folder, name))).files);
    (wanted ? names : ignored).push(name);
  }
  if (names.length === 0) {
    fail({
      code: "not-found",
      expected: "folders with firewall.csv, tx_stats.csv, …",
      found: ignored.length === 0 ? "no folder" : `none among ${ignored.length} folders`,
      where: { file: folder },
      ...(options.parser === "drst-compat" ? { hint: "drst-compat reads only folders named exp-…" } : {}),
    });
  }
  return { names, ignored };
}

/** In order; an experiment that fails gives its error instead. */
async function readAll(
  folder: string,
  names: readonly string[],
  options: ScenarioOptions,
): Promise<(Experiment | LabError)[]> {
  const results = new Array<Experiment | LabError>(names.length);
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < names.length; i = next++) {
      results[i] = await readExperiment(path.join(folder, names[i]), options).catch((error: unknown) => {
        if (error instanceof LabError) return error;
        throw error;
      });
      options.onProgress?.({ task: "experiments", done: ++done, total: names.length, note: names[i] });
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, options.concurrency ?? 4) }, worker));
  return results;
}

/** Tables with the same columns in the same order, one below the other. */
function stack(tables: readonly Table[]): Table {
  const [first, ...others] = tables;
  return others.length === 0 ? first : first.concat(...others);
}
