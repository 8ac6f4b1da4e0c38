import { promises as fs } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Clock, fail, makeFolder, systemClock, writeFileAtomic } from "../../core";
import { formatNotebook } from "../format";
import { indexPage } from "../gallery/index-page";
import { notebookPage } from "../gallery/notebook-page";
import { refreshSnapshot } from "../kernel/snapshot";
import { collectFigures } from "./figures";
import { hashFolder } from "./inputs";
import { type Job, prepareJobs, takeInputs } from "./jobs";
import { earlierResults, type FigureEntry, type Manifest, type NotebookEntry } from "./manifest";
import { inParallel } from "./parallel";
import { distFolder, findProject, gitState, versions } from "./project";
import { draftRunFolder, runId } from "./run-folder";
import { type NotebookRun, runNotebook } from "./run-notebook";

/** How far a run is; one event per cell. */
export interface RunEvent {
  readonly notebook: string;
  readonly state: "cell" | "passed" | "failed" | "reused";
  readonly done: number;
  readonly total: number;
  readonly seconds: number;
  readonly failure?: string;
}

export interface RunOptions {
  /** The run folder; default `results/<run id>` in `base`. */
  readonly output?: string;
  /** Where `results/` is; default the current folder. */
  readonly base?: string;
  /** Parameters as texts; each notebook takes those that it declares, and one at least must declare each. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Longest time for one cell in ms, 0 for none; default half an hour. */
  readonly timeout?: number;
  /** Notebooks at the same time; default the number of cores. */
  readonly jobs?: number;
  /** Takes over earlier results of notebooks for which nothing changed. */
  readonly changed?: boolean;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly onEvent?: (event: RunEvent) => void;
}

/** A finished run: its folder and its manifest. */
export interface RunResult {
  readonly folder: string;
  readonly manifest: Manifest;
}

/**
 * Runs notebooks side by side and writes a run folder: executed notebooks with a page each, every figure, a manifest
 * and a gallery. The folder appears under its final name when all is written, also when a notebook failed.
 *
 * @throws LabError "argument" for a wrong parameter or no notebook, "format" or "not-found" for a bad notebook
 */
export async function runNotebooks(files: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  if (files.length === 0) {
    fail({ code: "argument", expected: "at least one notebook", found: "none" });
  }
  const clock = options.clock ?? systemClock;
  const started = clock.now();
  const run = runId(clock);
  const base = options.base ?? process.cwd();
  const target = options.output ?? path.join(base, "results", run);
  const parameters = options.parameters ?? {};
  const git = gitState(findProject() ?? base);
  const inputs = await takeInputs(parameters);
  const library = (await hashFolder("library", distFolder(), (file) => file.endsWith(".js"))).sha256;
  const jobs = await prepareJobs(files, base, parameters, inputs, library);
  const earlier = options.changed
    ? await earlierResults([...(await runFolders(path.join(base, "results"))), target])
    : new Map();
  const draft = await draftRunFolder(target);
  const stop = new AbortController();
  const { signal } = stop;
  const forward = (): void => stop.abort(options.signal?.reason);
  options.signal?.addEventListener("abort", forward);
  if (options.signal?.aborted) forward();

  async function perform(job: Job): Promise<NotebookEntry> {
    const began = clock.now();
    const tell = (state: RunEvent["state"], done: number, total: number, failure?: string): void =>
      options.onEvent?.({
        notebook: job.name,
        state,
        done,
        total,
        seconds: (clock.now() - began) / 1000,
        failure,
      });
    const known = earlier.get(job.key);
    if (known !== undefined) {
      const entry = await reuse(known.folder, draft.folder, known.entry, job.name);
      if (entry !== undefined) {
        tell("reused", entry.cells.length, entry.cells.length);
        return { ...entry, source: job.source, reusedFrom: known.run };
      }
    }
    let total = 0;
    const result = await runNotebook(job.file, {
      texts: job.texts,
      timeout: options.timeout,
      clock,
      signal,
      onCell(done, all) {
        total = all;
        tell("cell", done, all);
      },
    });
    const entry = await writeNotebook(draft.folder, job, result);
    const failure = result.failure && `${result.failure.ename}: ${result.failure.evalue}`;
    tell(entry.outcome, total, total, failure);
    return entry;
  }

  try {
    const notebooks = await inParallel(jobs, options.jobs ?? os.availableParallelism(), perform, stop);
    const ended = clock.now();
    const failed = notebooks.filter(({ outcome }) => outcome === "failed").length;
    const manifest: Manifest = {
      format: "dataplane-lab run 1",
      run,
      started: new Date(started).toISOString(),
      ended: new Date(ended).toISOString(),
      seconds: (ended - started) / 1000,
      passed: notebooks.length - failed,
      failed,
      parameters,
      versions: versions(),
      library,
      git: await git,
      inputs,
      notebooks,
    };
    await writeFileAtomic(path.join(draft.folder, "index.html"), indexPage(manifest));
    await writeFileAtomic(path.join(draft.folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    signal.throwIfAborted();
    await draft.publish();
    refreshSnapshot();
    return { folder: path.resolve(target), manifest };
  } catch (error) {
    stop.abort(error);
    await draft.discard();
    throw error;
  } finally {
    options.signal?.removeEventListener("abort", forward);
  }
}

async function writeNotebook(folder: string, job: Job, run: NotebookRun): Promise<NotebookEntry> {
  const executed = `${job.name}.ipynb`;
  const page = `${job.name}.html`;
  const figures: FigureEntry[] = [];
  for (const figure of collectFigures(run.executed, job.name)) {
    const { svg, png, ...about } = figure;
    const entry: { svg?: string; png?: string } = {};
    if (svg !== undefined) entry.svg = `figures/${figure.name}.svg`;
    if (png !== undefined) entry.png = `figures/${figure.name}.png`;
    if (entry.svg !== undefined) await writeFileAtomic(path.join(folder, entry.svg), svg ?? "");
    if (entry.png !== undefined) await writeFileAtomic(path.join(folder, entry.png), png ?? "");
    figures.push({ ...about, ...entry });
  }
  const entry: NotebookEntry = {
    source: job.source,
    name: job.name,
    title: job.title,
    outcome: run.failure === undefined ? "passed" : "failed",
    seconds: run.seconds,
    cells: run.cells,
    key: job.key,
    parameters: job.texts,
    executed,
    page,
    figures,
    failure: run.failure,
  };
  await writeFileAtomic(path.join(folder, executed), formatNotebook(run.executed));
  await writeFileAtomic(path.join(folder, page), notebookPage(run.executed, entry));
  return entry;
}

/** Copies an earlier result; undefined when a file of it is gone or it went by another name. */
async function reuse(
  from: string,
  to: string,
  entry: NotebookEntry,
  name: string,
): Promise<NotebookEntry | undefined> {
  if (entry.name !== name) return undefined;
  const figures = entry.figures.flatMap(({ svg, png }) => [svg, png]);
  try {
    for (const file of [entry.executed, entry.page, ...figures]) {
      if (file === undefined) continue;
      await makeFolder(path.dirname(path.join(to, file)));
      await fs.copyFile(path.join(from, file), path.join(to, file));
    }
  } catch {
    return undefined;
  }
  return entry;
}

async function runFolders(results: string): Promise<string[]> {
  const entries = await fs.readdir(results).catch((): string[] => []);
  return entries.filter((name) => !name.startsWith(".")).map((name) => path.join(results, name));
}
