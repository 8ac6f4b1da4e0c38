import { inspect } from "node:util";
import type { Converter, Diagnostic } from "tslab/dist/converter";
import { createExecutor, type Executor } from "tslab/dist/executor";
import { JupyterHandlerImpl } from "tslab/dist/jupyter";
import { watchBackground } from "./background";
import { createCompiler } from "./compiler";
import type { CellFailure } from "./failure";
import type { DisplayBundle, StreamName } from "./protocol";
import { repairSource } from "./repair";
import { type CompiledCell, cellName, reportDiagnostics, reportThrown } from "./report";
import { fallbackRequire } from "./resolve";
import { pending, settleTimers, turn } from "./settle";

/** Where a cell's outputs go while they come. */
export interface CellSink {
  /** The cell begins to run, as the n-th of this kernel. */
  start?(count: number): void;
  stream(name: StreamName, text: string): void;
  display(bundle: DisplayBundle, update: boolean): void;
  /** The value of the cell's last expression, as text. */
  result(text: string): void;
}

/** The TypeScript kernel, without a wire: both hosts drive this. One a process, in the notebook's folder. */
export interface Kernel {
  /** Runs a cell; the hosts ask for one at a time. */
  execute(code: string, sink: CellSink): Promise<CellFailure | undefined>;
  /** Compiles cells one after the other without running any; the failure of the last one, if it has one. */
  check(cells: readonly string[]): CellFailure | undefined;
  /** Waits, at most 2 s, for timers that cells left behind; what failed in them or since the last cell. */
  settle(): Promise<CellFailure | undefined>;
  interrupt(): void;
  /** Ends the process, which cells cannot. */
  leave(): never;
  readonly handler: JupyterHandlerImpl;
  /** Called for an error that comes while no cell runs; true when it has been dealt with. */
  onLateError: (failure: CellFailure) => boolean;
}

const settleLimit = 2000;

export function createKernel(options: { readonly watch: boolean }): Kernel {
  const exit = process.exit.bind(process);
  const cells = new Map<number, CompiledCell>();
  const background = watchBackground();
  const compiler = createCompiler(options);
  let count = 0;
  let running = false;
  let diagnostics: readonly Diagnostic[] = [];
  let thrown: { readonly error: unknown }[] = [];
  let sink: CellSink | undefined;

  const recording: Converter = {
    ...compiler,
    convert(declarations, code) {
      const result = compiler.convert(declarations, code);
      diagnostics = result.diagnostics;
      const cell = cells.get(count);
      if (cell === undefined || result.output === undefined) return result;
      cell.output = result.output;
      cell.indent =
        (result.hasToplevelAwait ? "(async function" : "(function").length + "(exports, require) { ".length;
      // Names the script in stack traces; see reportThrown.
      return { ...result, output: `${result.output}\n//# sourceURL=${cellName(count)}` };
    },
    addModule(name, code, meta) {
      diagnostics = compiler.addModule(name, code, meta);
      return diagnostics as Diagnostic[];
    },
  };
  const executor = createExecutor(
    process.cwd(),
    { node: recording, browser: recording, close: () => compiler.close() },
    {
      log: (value: unknown) => sink?.result(inspect(value)),
      error: (error: unknown) => {
        thrown.push({ error });
      },
    },
  );
  lendRequire();

  async function run(source: string): Promise<CellFailure | undefined> {
    const repaired = repairSource(source);
    const cell: CompiledCell = { source, repaired, output: "", indent: 0 };
    cells.set(count, cell);
    diagnostics = [];
    thrown = [];
    // A cell that waits for ever for something that failed in the background is not waited for.
    background.onError = () => executor.interrupt();
    await executor.execute(repaired.code);
    await turn();
    await turn();
    if (diagnostics.length > 0) return reportDiagnostics(diagnostics, cell, count);
    const own = takeBackground();
    if (own !== undefined || thrown.length === 0) return own;
    return reportThrown(thrown[0].error, cells);
  }

  function takeBackground(note?: string): CellFailure | undefined {
    const errors = background.take();
    if (errors.length === 0) return undefined;
    const reports = errors.map((error) => reportThrown(error, cells));
    const notes = note === undefined ? [] : [note];
    return { ...reports[0], traceback: [...reports.flatMap(({ traceback }) => traceback), ...notes] };
  }

  // JupyterHandlerImpl redirects the output streams and numbers the cells. It would skip cells after a failed one
  // for 200 ms, whatever they are, so it is told that all went well; the failure goes its own way.
  let failure: CellFailure | undefined;
  const lenient: Executor = {
    ...executor,
    async execute(source) {
      running = true;
      count++;
      sink?.start?.(count);
      try {
        failure =
          takeBackground("(in the background of earlier cells; this cell was not run)") ??
          (await run(source));
      } finally {
        running = false;
        background.onError = late;
      }
      return true;
    },
  };
  const handler = new JupyterHandlerImpl(lenient, false);

  function late(): void {
    if (running) return;
    const errors = background.take();
    for (const error of errors) {
      if (!kernel.onLateError(reportThrown(error, cells))) background.keep(error);
    }
  }
  background.onError = late;

  const kernel: Kernel = {
    handler,
    onLateError: () => false,
    interrupt: () => executor.interrupt(),
    leave: () => exit(0),
    async execute(code, to) {
      failure = undefined;
      sink = to;
      await handler.handleExecute(
        { code, silent: false, store_history: true, user_expressions: {} },
        (name, text) => to.stream(name === "stderr" ? "stderr" : "stdout", text),
        ({ data, metadata, transient }, update) =>
          to.display({ data, metadata: metadata ?? {}, displayId: transient?.display_id }, update === true),
      );
      return failure;
    },
    check(sources) {
      let declarations = "";
      let found: CellFailure | undefined;
      for (const source of sources) {
        const repaired = repairSource(source);
        const result = compiler.convert(declarations, repaired.code);
        const cell = { source, repaired, output: "", indent: 0 };
        found =
          result.diagnostics.length > 0 ? reportDiagnostics(result.diagnostics, cell, count + 1) : undefined;
        declarations = result.declOutput ?? declarations;
      }
      return found;
    },
    async settle() {
      await settleTimers(baseline, settleLimit, () => background.failed());
      return takeBackground("(in the background, after the last cell)");
    },
  };
  const baseline = pending();
  return kernel;
}

/** createExecutor leaves the cells' `require` in a global; this puts the fallback around it. */
function lendRequire(): void {
  const shared = globalThis as unknown as { __tslab__: { exports: unknown; require: NodeJS.Require } };
  shared.__tslab__ = {
    exports: shared.__tslab__.exports,
    require: fallbackRequire(shared.__tslab__.require),
  };
}
