import { promises as fs } from "node:fs";
import path from "node:path";
import { fail } from "../../core";
import type { Table } from "../../table";
import type { Metric } from "../metrics/metric";
import type { ResourceSample } from "../resources/usage";
import {
  type ControlCommand,
  type LoopEvent,
  type ReadingLine,
  RUN_FILES,
  type RunHead,
} from "../run-record";
import { readJsonLines } from "./json-lines";
import { readResources } from "./read-resources";
import { decodeRows } from "./rows-file";
import type { RunSummary } from "./summary";
import type { DeadLetter } from "./writer";

/** A run folder, read. */
export interface Run {
  readonly folder: string;
  readonly head: RunHead;
  /** One row a predicted row, in order of seq; columns are {@link ROW_FIELDS}. */
  readonly rows: Table;
  readonly readings: readonly ReadingLine[];
  readonly events: readonly LoopEvent[];
  readonly metrics: readonly Metric[];
  readonly resources: readonly ResourceSample[];
  readonly deadLetters: readonly DeadLetter[];
  readonly commands: readonly ControlCommand[];
  /** Undefined while the run goes on, and after a crash until `summarise` was called. */
  readonly summary: RunSummary | undefined;
}

/**
 * Opens the folder that a run of the loop left behind, or is still writing: everything up to the last whole record
 * of each file.
 *
 * @throws LabError `not-found`, `format` (a damaged run.json)
 */
export async function openRun(folder: string): Promise<Run> {
  const file = (name: string) => path.join(folder, name);
  const head = await readHead(folder);
  const [rows, readings, events, metrics, resources, deadLetters, commands, summary] = await Promise.all([
    fs.readFile(file(RUN_FILES.rows)).catch(absent(new Uint8Array(0))),
    readJsonLines<ReadingLine>(file(RUN_FILES.readings)),
    readJsonLines<LoopEvent>(file(RUN_FILES.events)),
    readJsonLines<Metric>(file(RUN_FILES.metrics)),
    readResources(file(RUN_FILES.resources)),
    readJsonLines<DeadLetter>(file(RUN_FILES.deadLetters)),
    readJsonLines<ControlCommand>(file(RUN_FILES.control)),
    readSummary(file(RUN_FILES.summary)),
  ]);
  return {
    folder,
    head,
    rows: decodeRows(rows),
    readings: readings.map(withNumbers),
    events,
    metrics,
    resources,
    deadLetters,
    commands,
    summary,
  };
}

/** The head of a run alone: cheap enough to look at while the run goes on. */
export async function readHead(folder: string): Promise<RunHead> {
  const where = { file: path.join(folder, RUN_FILES.head) };
  const text = await fs.readFile(where.file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
    return fail({
      code: "not-found",
      expected: "a run folder of the loop",
      found: "no run.json in it",
      where,
      hint: "`dataplane-lab loop … -o folder` makes one",
    });
  });
  const head = parsedObject<RunHead>(text);
  if (head !== undefined && typeof head.run === "string" && Array.isArray(head.models)) return head;
  return fail({ code: "format", expected: "the head of a run as JSON", found: "something else", where });
}

async function readSummary(file: string): Promise<RunSummary | undefined> {
  const summary = parsedObject<RunSummary>(await fs.readFile(file, "utf8").catch(absent("")));
  return summary === undefined ? undefined : (definedAgain(summary) as RunSummary);
}

/** JSON has no NaN: numbers that were not defined came as null. */
function definedAgain(value: unknown): unknown {
  if (value === null) return Number.NaN;
  if (Array.isArray(value)) return value.map(definedAgain);
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, definedAgain(part)]));
}

function parsedObject<T>(text: string): T | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as T) : undefined;
  } catch {
    return undefined;
  }
}

const absent =
  <T>(instead: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code !== "ENOENT") throw error;
    return instead;
  };

/** The same for the numbers of a reading; those per feature stay null, as the type of the line says. */
function withNumbers(line: ReadingLine): ReadingLine {
  const number = (value: number | null) => value ?? Number.NaN;
  return {
    ...line,
    score: number(line.score),
    signs: line.signs.map((sign) => ({
      ...sign,
      statistic: number(sign.statistic),
      threshold: number(sign.threshold),
    })),
  };
}
