import { inspect } from "node:util";
import type { Diagnostic } from "tslab/dist/converter";
import { sourceOffset } from "./align";
import type { CellFailure } from "./failure";
import type { RepairedSource } from "./repair";

/** A cell as it was run: what the author wrote, what tslab got, what V8 got. */
export interface CompiledCell {
  readonly source: string;
  readonly repaired: RepairedSource;
  /** JavaScript, as in the script named `In[n]`; empty until compiled. */
  output: string;
  /** Characters that the executor puts in front of the first line of `output`. */
  indent: number;
}

/** The name of a cell's script in stack traces. */
export function cellName(count: number): string {
  return `In[${count}]`;
}

interface Place {
  readonly line: number;
  readonly column: number;
}

/** Compiler messages of one cell, each with its line and a caret under the fault. */
export function reportDiagnostics(
  diagnostics: readonly Diagnostic[],
  cell: CompiledCell,
  count: number,
): CellFailure {
  const groups: { diagnostic: Diagnostic; messages: string[] }[] = [];
  for (const diagnostic of diagnostics) {
    const last = groups.at(-1);
    // tslab hands a chain of explanations out as separate messages at one place.
    const chained =
      last !== undefined &&
      last.diagnostic.start.offset === diagnostic.start.offset &&
      last.diagnostic.end.offset === diagnostic.end.offset;
    if (chained) last.messages.push(diagnostic.messageText);
    else groups.push({ diagnostic, messages: [diagnostic.messageText] });
  }
  const reports = groups.map(({ diagnostic, messages }) => {
    const message = `${messages[0]} (TS${diagnostic.code})`;
    const more = messages.slice(1).map((text, depth) => `${"  ".repeat(depth + 1)}${text}`);
    if (diagnostic.fileName !== undefined) {
      const { line, character } = diagnostic.start;
      return { summary: `${diagnostic.fileName}:${line + 1}:${character + 1}: ${message}`, lines: more };
    }
    const start = cell.repaired.original(diagnostic.start.offset);
    const end = cell.repaired.original(diagnostic.end.offset);
    const place = placeOf(cell.source, start);
    return {
      summary: `line ${place.line}, column ${place.column}: ${message}`,
      lines: [...more, ...excerpt(cell.source, place, end - start)],
    };
  });
  const others = reports.length > 1 ? ` (and ${reports.length - 1} more)` : "";
  return {
    ename: "CompileError",
    evalue: `${reports[0].summary}${others}`,
    traceback: reports.flatMap(({ summary, lines }, i) => [
      i === 0 ? `CompileError: ${cellName(count)}, ${summary}` : `${cellName(count)}, ${summary}`,
      ...lines,
    ]),
  };
}

/** A thrown value, with its stack in terms of the cells' own lines. */
export function reportThrown(error: unknown, cells: ReadonlyMap<number, CompiledCell>): CellFailure {
  if (!(error instanceof Error) && !isErrorLike(error)) {
    const evalue = inspect(error);
    return { ename: "Thrown", evalue, traceback: [`Thrown: ${evalue}`, "(not an Error: no stack is known)"] };
  }
  const ename = nameOf(error);
  const evalue = String(error.message);
  const frames = frameLines(String(error.stack ?? ""));
  let shown: string[] = [];
  const mapped: string[] = [];
  for (const frame of frames) {
    const [at, count, line, column] = /In\[(\d+)\]:(\d+):(\d+)/.exec(frame) ?? [];
    const cell = cells.get(Number(count));
    if (at === undefined || cell === undefined) {
      mapped.push(frame);
      continue;
    }
    const place = authorPlace(cell, Number(line), Number(column));
    // The kernel's own call of the cell, or a form that cannot be traced back.
    if (place === undefined) continue;
    const name = cellName(Number(count));
    if (shown.length === 0) shown = [`${name}, line ${place.line}:`, ...excerpt(cell.source, place, 1)];
    mapped.push(frame.replace(at, `${name}:${place.line}:${place.column}`).replace(/^(\s+at )Proxy\./, "$1"));
  }
  return {
    ename,
    evalue,
    traceback: [`${ename}: ${evalue}`, ...shown, ...mapped, ...causes(error, cells)],
  };
}

/** Errors made in another realm or by a library are errors, too. */
function isErrorLike(value: unknown): value is Error {
  const fault = value as Partial<Error> | null;
  return typeof fault === "object" && fault !== null && typeof fault.message === "string" && "stack" in fault;
}

function nameOf(error: Error): string {
  const { name } = error;
  if (typeof name !== "string" || name === "") return "Error";
  // A subclass that did not set its name says more by its constructor's.
  const made = (error as { constructor?: { name?: string } }).constructor?.name;
  return name === "Error" && made ? made : name;
}

function causes(error: Error, cells: ReadonlyMap<number, CompiledCell>, depth = 0): string[] {
  const inner: unknown[] = error instanceof AggregateError ? [...error.errors] : [];
  if (error.cause !== undefined) inner.push(error.cause);
  if (depth > 3) return inner.length > 0 ? ["Caused by: …"] : [];
  return inner.slice(0, 5).flatMap((cause) => {
    if (cause === error) return [];
    const { traceback } = reportThrown(cause, cells);
    return [`Caused by: ${traceback[0]}`, ...traceback.slice(1).map((line) => `  ${line}`)];
  });
}

/** The `at …` lines, down to where the kernel takes over, without its own and Node's. */
function frameLines(stack: string): string[] {
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  const kernel = frames.findIndex((frame) => /[\\/]tslab[\\/]dist[\\/]executor|\bnode:vm:/.test(frame));
  return (kernel < 0 ? frames : frames.slice(0, kernel)).filter(
    (frame) => !/\bnode:internal|[\\/]notebook[\\/]kernel[\\/]/.test(frame),
  );
}

function authorPlace(cell: CompiledCell, line: number, column: number): Place | undefined {
  let at = column - 1 - (line === 1 ? cell.indent : 0);
  const lines = cell.output.split("\n");
  if (line > lines.length) return undefined;
  for (let i = 0; i < line - 1; i++) at += lines[i].length + 1;
  const offset = sourceOffset(cell.repaired.code, cell.output, at);
  return offset === undefined ? undefined : placeOf(cell.source, cell.repaired.original(offset));
}

function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, Math.max(0, offset));
  const start = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: before.length - start + 1 };
}

/** The code line with its number, and carets under `length` characters of it. */
function excerpt(source: string, place: Place, length: number): string[] {
  const text = source.split("\n")[place.line - 1] ?? "";
  const number = String(place.line).padStart(4);
  // Tabs are kept in the margin so that the caret stands under its character whatever their width.
  const margin = text.slice(0, place.column - 1).replace(/[^\t]/g, " ");
  const carets = "^".repeat(Math.max(1, Math.min(length, text.length - place.column + 1)));
  return [`${number} | ${text}`, `${" ".repeat(number.length)} | ${margin}${carets}`];
}
