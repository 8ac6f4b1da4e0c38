import path from "node:path";
import { type Clock, fail, systemClock } from "../../core";
import { hasTag, type Notebook, type NotebookCell, type NotebookOutput, readNotebook } from "../format";
import type { CellFailure } from "../kernel/failure";
import { injectParameters, type Parameters } from "../parameters";
import { clearRun, markFailure } from "./mark";
import { collectOutputs, errorOutput } from "./outputs";
import { type KernelSession, startSession } from "./session";

export interface NotebookOptions {
  /** Parameters as typed at a command line; JSON where it parses and the notebook does not declare a text. */
  readonly texts?: Readonly<Record<string, string>>;
  /** Parameters with their types. */
  readonly values?: Parameters;
  /** Longest time for one cell in ms; 0 for no limit. */
  readonly timeout?: number;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  /** Called before each cell, and once after the last one. */
  readonly onCell?: (done: number, total: number) => void;
}

/** One code cell of a run. */
export interface CellTiming {
  /** Position among all cells of the executed notebook. */
  readonly cell: number;
  readonly start: string;
  readonly seconds: number;
}

/** What came of one notebook. */
export interface NotebookRun {
  readonly file: string;
  readonly executed: Notebook;
  readonly failure?: CellFailure;
  readonly seconds: number;
  readonly cells: readonly CellTiming[];
}

/** Longest time for one cell unless the caller says otherwise: half an hour. */
export const defaultTimeout = 1_800_000;

/**
 * Runs one notebook in a kernel of its own, in the notebook's folder. A failing cell ends the run and is reported in
 * the result and marked in the notebook; only a notebook that cannot be run at all, or a wrong parameter, throws.
 */
export async function runNotebook(file: string, options: NotebookOptions = {}): Promise<NotebookRun> {
  const clock = options.clock ?? systemClock;
  const notebook = await readNotebook(file);
  requireTypeScript(notebook, file);
  clearRun(notebook);
  const injected = injectParameters(notebook, options.texts ?? {}, options.values, file);
  const began = clock.now();
  const session = startSession(path.dirname(path.resolve(file)));
  const abort = (): void => session.close();
  options.signal?.addEventListener("abort", abort);
  if (options.signal?.aborted) abort();
  try {
    if (injected >= 0) await checkParameters(session, notebook, injected, file);
    const { failed, timings } = await runCells(session, notebook, options, clock);
    options.signal?.throwIfAborted();
    const cells = timings.map(({ cell, start, seconds }) => ({
      cell: notebook.cells.indexOf(cell) + (failed === undefined ? 0 : 2),
      start,
      seconds,
    }));
    if (failed !== undefined) markFailure(notebook, failed.cell, failed.failure.ename);
    const seconds = (clock.now() - began) / 1000;
    notebook.metadata.papermill = {
      input_path: path.basename(file),
      start_time: iso(began),
      end_time: iso(clock.now()),
      duration: seconds,
      exception: failed === undefined ? null : true,
      parameters: { ...options.values, ...options.texts },
      environment_variables: {},
      version: "dataplane-lab",
    };
    return { file, executed: notebook, failure: failed?.failure, seconds, cells };
  } finally {
    options.signal?.removeEventListener("abort", abort);
    session.close();
  }
}

interface Failed {
  readonly cell: NotebookCell;
  readonly failure: CellFailure;
}

async function runCells(
  session: KernelSession,
  notebook: Notebook,
  { timeout = defaultTimeout, onCell, signal }: NotebookOptions,
  clock: Clock,
): Promise<{ failed?: Failed; timings: { cell: NotebookCell; start: string; seconds: number }[] }> {
  const code = notebook.cells.filter((cell) => cell.cell_type === "code" && cell.source.trim() !== "");
  const collector = collectOutputs();
  const timings: { cell: NotebookCell; start: string; seconds: number }[] = [];
  let failed: Failed | undefined;
  for (const [index, cell] of code.entries()) {
    onCell?.(index, code.length);
    const outputs: NotebookOutput[] = [];
    cell.outputs = outputs;
    cell.execution_count = index + 1;
    collector.begin(outputs, index + 1);
    const began = clock.now();
    const failure = await session.execute(cell.source, collector.sink, timeout);
    if (signal?.aborted) return { timings };
    timings.push({ cell, start: iso(began), seconds: (clock.now() - began) / 1000 });
    if (failure !== undefined) outputs.push(errorOutput(failure));
    const allowed = hasTag(cell, "raises-exception") && !session.dead;
    recordTiming(cell, began, clock.now(), failure !== undefined && !allowed);
    if (failure !== undefined && !allowed) {
      failed = { cell, failure };
      break;
    }
  }
  const last = code.at(-1);
  if (failed === undefined && last !== undefined) {
    onCell?.(code.length, code.length);
    const failure = await session.settle(collector.sink);
    if (failure !== undefined && !signal?.aborted) {
      last.outputs?.push(errorOutput(failure));
      failed = { cell: last, failure };
    }
  }
  return { failed, timings };
}

/** The names that papermill's and JupyterLab's own readers look for. */
function recordTiming(cell: NotebookCell, start: number, end: number, failed: boolean): void {
  cell.metadata.execution = {
    "iopub.status.busy": iso(start),
    "iopub.execute_input": iso(start),
    "shell.execute_reply": iso(end),
    "iopub.status.idle": iso(end),
  };
  cell.metadata.papermill = {
    start_time: iso(start),
    end_time: iso(end),
    duration: (end - start) / 1000,
    exception: failed,
    status: failed ? "failed" : "completed",
  };
}

/** Compiles everything up to the parameters, without running it, so that a wrong one costs nothing. */
async function checkParameters(
  session: KernelSession,
  notebook: Notebook,
  injected: number,
  file: string,
): Promise<void> {
  const sources = notebook.cells
    .slice(0, injected + 1)
    .filter((cell) => cell.cell_type === "code" && cell.source.trim() !== "")
    .map(({ source }) => source);
  const failure = await session.check(sources);
  if (failure === undefined) return;
  fail({
    code: "argument",
    expected: "parameters of the types that the notebook declares",
    found: failure.evalue,
    where: { file },
    hint: `\n${failure.traceback.slice(1).join("\n")}`,
  });
}

function requireTypeScript(notebook: Notebook, file: string): void {
  const { kernelspec, language_info } = notebook.metadata as {
    kernelspec?: { language?: unknown; name?: unknown };
    language_info?: { name?: unknown };
  };
  const language = kernelspec?.language ?? language_info?.name;
  if (language === undefined || language === "typescript" || kernelspec?.name === "tslab") return;
  fail({
    code: "argument",
    expected: "a notebook in TypeScript (kernel tslab)",
    found: `language ${JSON.stringify(language)}`,
    where: { file },
  });
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
