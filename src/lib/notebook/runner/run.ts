import { createHash } from "node:crypto";
import { promises as fs } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Clock, fail, nearest, quote, systemClock, writeFileAtomic } from "../../core";
import { formatNotebook, hasTag, type Notebook, readNotebook } from "../format";
import { indexPage } from "../gallery/index-page";
import { notebookPage } from "../gallery/notebook-page";
import { declaredParameters } from "../parameters";
import { typescript } from "../typescript";
import { collectFigures, slugOf } from "./figures";
import { hashFile, hashFolder, type InputFolder, inputFolders } from "./inputs";
import { earlierResults, type FigureEntry, type Manifest, type NotebookEntry } from "./manifest";
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

interface Job {
  readonly file: string;
  /** The file as the manifest names it: relative to the project, so that it tells nothing of the machine. */
  readonly source: string;
  readonly name: string;
  readonly title: string;
  readonly texts: Readonly<Record<string, string>>;
  readonly key: string;
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
  const jobs = await prepare(files, base, parameters, inputs, library);
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
        // The page of the notebook will need the compiler; there is time while the kernel starts.
        if (done === 0) setImmediate(typescript);
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
    return { folder: path.resolve(target), manifest };
  } catch (error) {
    stop.abort(error);
    await draft.discard();
    throw error;
  } finally {
    options.signal?.removeEventListener("abort", forward);
  }
}

/** Data folders, and files or folders that a parameter names. */
async function takeInputs(parameters: Readonly<Record<string, string>>): Promise<InputFolder[]> {
  const inputs: InputFolder[] = [];
  for (const [name, folder] of await inputFolders(findProject(), process.env)) {
    inputs.push(await hashFolder(name, folder));
  }
  for (const [name, value] of Object.entries(parameters)) {
    const stat = value === "" ? undefined : await fs.stat(value).catch(() => undefined);
    if (stat?.isDirectory()) inputs.push(await hashFolder(`parameter ${name}`, value));
    else if (stat?.isFile()) {
      const file = { path: path.basename(value), ...(await hashFile(value)) };
      inputs.push({ name: `parameter ${name}`, files: [file], sha256: file.sha256 });
    }
  }
  return inputs;
}

/** Reads all notebooks and hands out the parameters before anything runs. */
async function prepare(
  files: readonly string[],
  base: string,
  parameters: Readonly<Record<string, string>>,
  inputs: readonly InputFolder[],
  library: string,
): Promise<Job[]> {
  const jobs: Job[] = [];
  const names = new Set<string>();
  const declaredAnywhere = new Set<string>();
  const asked = Object.keys(parameters).length > 0;
  for (const file of files) {
    const notebook = await readNotebook(file);
    const cell = notebook.cells.find((one) => one.cell_type === "code" && hasTag(one, "parameters"));
    const declared = asked ? declaredParameters(cell?.source ?? "") : new Map<string, unknown>();
    for (const name of declared.keys()) declaredAnywhere.add(name);
    const texts = Object.fromEntries(Object.entries(parameters).filter(([name]) => declared.has(name)));
    const stem = slugOf(path.basename(file, ".ipynb")) || "notebook";
    let name = stem;
    for (let copy = 2; names.has(name); copy++) name = `${stem}-${copy}`;
    names.add(name);
    const helpers = await hashHelpers(path.dirname(file));
    const key = createHash("sha256")
      .update(JSON.stringify([formatNotebook(notebook), texts, library, helpers, process.versions.node]))
      .update(JSON.stringify(inputs.map((input) => [input.name, input.sha256])))
      .digest("hex");
    const below = path.relative(base, path.resolve(file));
    const source =
      below.startsWith("..") || path.isAbsolute(below)
        ? path.basename(file)
        : below.split(path.sep).join("/");
    jobs.push({ file, source, name, title: titleOf(notebook) ?? name, texts, key });
  }
  for (const name of Object.keys(parameters)) {
    if (declaredAnywhere.has(name)) continue;
    const near = nearest(name, declaredAnywhere);
    fail({
      code: "argument",
      expected: `a parameter that a notebook declares with let (${[...declaredAnywhere].join(", ") || "none"})`,
      found: `Cannot find name ${quote(name)}`,
      where: { file: files.join(", ") },
      hint: near.length > 0 ? `Did you mean ${near.join(" or ")}?` : undefined,
    });
  }
  return jobs;
}

/** Files beside a notebook that its cells may import. */
async function hashHelpers(folder: string): Promise<string[]> {
  const entries = await fs.readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && /\.(ts|js|json)$/.test(entry.name))
    .map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => `${name} ${(await hashFile(path.join(folder, name))).sha256}`),
  );
}

/** The first heading. */
function titleOf(notebook: Notebook): string | undefined {
  for (const { cell_type, source } of notebook.cells) {
    const heading = cell_type === "markdown" ? /^#{1,6}\s+(.+?)\s*#*$/m.exec(source) : null;
    if (heading !== null) return heading[1];
  }
  return undefined;
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
      await fs.mkdir(path.dirname(path.join(to, file)), { recursive: true });
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

/** Runs `work` on all items, at most `width` at a time; the first error stops the rest. Results keep the order. */
async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
  stop: AbortController,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  async function worker(): Promise<void> {
    while (next < items.length && !stop.signal.aborted) {
      const index = next++;
      try {
        results[index] = await work(items[index]);
      } catch (error) {
        stop.abort(error);
        throw error;
      }
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.min(width, items.length)) }, worker));
  return results;
}
