import path from "node:path";
import { fail, LabError, type ProgressListener } from "../core";
import type { Table } from "../table";
import { type Experiment, type ExperimentOptions, type ExperimentReport, readListed } from "./experiment";
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
  /** Makes the table of the shares of each interval in which an event was counted, %. */
  running(): Table;
  readonly censored: Uint8Array;
  readonly report: ScenarioReport;
}

/**
 * Reads every experiment folder of a scenario folder into one table with provenance. A folder is an experiment when it
 * holds raw logs, whatever its name; `drst-compat` takes only names that begin with `exp-`.
 *
 * @throws LabError "not-found" without an experiment, "experiments" listing those that cannot be read
 * @example
 * const raw = await perf.openReference("testbed").rawFolder("load_stimulus");
 * const { table, report } = await perf.readScenario(raw, { include: (name) => name === "exp2" });
 * [table.at(0, "experiment"), report.failed] //=> ["exp2", []]
 */
export async function readScenario(folder: string, options: ScenarioOptions = {}): Promise<Scenario> {
  const scenario = options.scenario ?? path.basename(path.resolve(folder));
  const { listings, ignored } = await experimentsOf(folder, options);
  const names = [...listings.keys()];
  const results = await readAll(folder, listings, { ...options, scenario });
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
    running: () => stack(read.map((experiment) => experiment.running())),
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
): Promise<{ listings: Map<string, ReadonlySet<string>>; ignored: string[] }> {
  const { folders } = await listFolder(folder);
  const listings = new Map<string, ReadonlySet<string>>();
  const ignored: string[] = [];
  for (const name of folders) {
    const wanted =
      !name.startsWith(".") &&
      (options.parser !== "drst-compat" || name.startsWith("exp-")) &&
      (options.include?.(name) ?? true);
    const files = wanted ? (await listFolder(path.join(folder, name))).files : undefined;
    if (files !== undefined && isExperiment(files)) listings.set(name, files);
    else ignored.push(name);
  }
  if (listings.size === 0) {
    // For a hint only: what cannot be listed is passed over.
    const scenario = await scenarioIn(folder, ignored).catch(() => undefined);
    fail({
      code: "not-found",
      expected: "folders with firewall.csv, tx_stats.csv, …",
      found: ignored.length === 0 ? "no folder" : `none among ${ignored.length} folders`,
      where: { file: folder },
      ...(scenario !== undefined
        ? { hint: `There are some one level below: read ${path.join(folder, scenario)}.` }
        : options.parser === "drst-compat"
          ? { hint: "drst-compat reads only folders named exp-…" }
          : {}),
    });
  }
  return { listings, ignored };
}

/** The first of some folders that holds experiments itself: the one that was meant when its parent was named. */
async function scenarioIn(folder: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const inner = await listFolder(path.join(folder, name));
    for (const below of inner.folders) {
      if (isExperiment((await listFolder(path.join(folder, name, below))).files)) return name;
    }
  }
  return undefined;
}

/** In order; an experiment that fails gives its error instead. */
async function readAll(
  folder: string,
  listings: ReadonlyMap<string, ReadonlySet<string>>,
  options: ScenarioOptions,
): Promise<(Experiment | LabError)[]> {
  const waiting = [...listings].entries();
  const results = new Array<Experiment | LabError>(listings.size);
  let done = 0;
  const worker = async (): Promise<void> => {
    for (const [i, [name, files]] of waiting) {
      results[i] = await readListed(path.join(folder, name), files, options).catch((error: unknown) => {
        if (error instanceof LabError) return error;
        throw error;
      });
      options.onProgress?.({ task: "experiments", done: ++done, total: listings.size, note: name });
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
