import { fail, LabError, quote } from "../../core";
import { Table } from "../../table";
import type { Database } from "../database/database";
import { buildInstances } from "../instance/build";
import { type InstanceLayout, instanceColumns } from "../instance/layout";
import type { Topology } from "../topology/topology";
import { type Pace, realPace } from "./pace";
import { newestTopology, portRows, portsWithRules, QUERIES_PER_PORT } from "./queries";
import { type ExtractedRule, shapeRules } from "./shape";

/** Where the instances of an iteration go; step 3 is over when it has taken them. */
export interface InstanceSink {
  /** Iterations that it holds already, from an earlier run: the loop goes on behind them. */
  readonly done: number;
  write(iteration: number, instances: Table, steps: (written: number) => IterationSteps): Promise<void>;
}

/** The stamps of one iteration, ms since the epoch, and what it did. */
export interface IterationSteps {
  readonly iteration: number;
  /** Step 0: begun. */
  readonly begun: number;
  /** Step 1: the database answers. */
  readonly connected: number;
  /** Step 2: extracted and laid out. */
  readonly extracted: number;
  /** Step 3: written. */
  readonly written: number;
  readonly ports: number;
  readonly rules: number;
  readonly queries: number;
  /** How often it began anew because the database was away. */
  readonly retries: number;
}

export interface Iteration {
  /** From 0. */
  readonly iteration: number;
  /** Columns iteration, time, device, port, rule, then those of the layout (or those of `features`). */
  readonly instances: Table;
  /** What the rows were made of, in their order; see {@link instanceSources}. */
  readonly rules: readonly ExtractedRule[];
  readonly steps: IterationSteps;
}

export interface ExtractionOptions {
  /** A database, which stays open in the end; or how to open one, which is asked again after it was away. */
  readonly database: Database | (() => Promise<Database>);
  /** Time from the begin of one iteration to the next, ms; an iteration that took longer is followed at once. */
  readonly intervalMs: number;
  /** How many iterations, or "infinite". */
  readonly iterations: number | "infinite";
  readonly layout?: InstanceLayout;
  /** Of the layout's columns only these. */
  readonly features?: readonly string[];
  readonly sink?: InstanceSink;
  readonly pace?: Pace;
  /** Ends the loop after the iteration that runs. */
  readonly signal?: AbortSignal;
  /** Told when the loop waits for rules or for the database. */
  readonly onWait?: (reason: "no-rules" | "unavailable", error?: LabError) => void;
}

/** The columns that say which rule at which time a row is about. */
export const CONTEXT = ["iteration", "time", "device", "port", "rule"] as const;

/** Most time between two attempts to reach the database, ms. */
const MOST_RETRY = 5000;

/**
 * DECA, the extraction loop: a stream that was collected into a database becomes batches of instances. Each iteration asks
 * for the topology and the ports that have rules, then asks four queries a port, all ports side by side; the number of
 * queries does not depend on the number of rules. It does not begin before there are rules. When the database is away,
 * it tries again, and the iteration that was interrupted begins anew: none is lost, none comes twice.
 */
export async function* extractionLoop(options: ExtractionOptions): AsyncGenerator<Iteration> {
  const { intervalMs, iterations, signal, sink } = options;
  if (!(Number.isFinite(intervalMs) && intervalMs >= 0)) {
    fail({ code: "argument", expected: "an interval from 0 ms", found: quote(intervalMs) });
  }
  if (iterations !== "infinite" && !(Number.isSafeInteger(iterations) && iterations >= 0)) {
    fail({
      code: "argument",
      expected: 'a number of iterations from 0, or "infinite"',
      found: quote(iterations),
    });
  }
  const columns = columnsOf(options);
  const pace = options.pace ?? realPace;
  const last = iterations === "infinite" ? Number.POSITIVE_INFINITY : iterations;
  const given = options.database;
  const close = async (): Promise<void> => {
    if (typeof given === "function") await database?.close().catch(() => undefined);
    database = undefined;
  };
  let database: Database | undefined;
  let started = false;
  let retries = 0;
  try {
    for (let iteration = sink?.done ?? 0; iteration < last && signal?.aborted !== true; ) {
      const begun = pace.now();
      try {
        database ??= typeof given === "function" ? await given() : given;
        await database.query("SELECT 1 AS one");
        const connected = pace.now();
        const found = await extract(database);
        if (found.rules.length === 0 && !started) {
          options.onWait?.("no-rules");
          await pace.wait(intervalMs, signal);
          continue;
        }
        started = true;
        const instances = instanceTable(iteration, found.rules, options.layout, columns);
        const extracted = pace.now();
        const counts = { ports: found.ports, rules: found.rules.length, queries: found.queries, retries };
        const steps = (written: number): IterationSteps => ({
          iteration,
          begun,
          connected,
          extracted,
          written,
          ...counts,
        });
        await sink?.write(iteration, instances, steps);
        yield { iteration, instances, rules: found.rules, steps: steps(pace.now()) };
      } catch (error) {
        if (!(error instanceof LabError) || error.code !== "unavailable") throw error;
        options.onWait?.("unavailable", error);
        await close();
        await pace.wait(Math.min(MOST_RETRY, 100 * 2 ** Math.min(retries, 10)), signal);
        retries++;
        continue;
      }
      iteration++;
      retries = 0;
      if (iteration < last) await pace.wait(Math.max(0, begun + intervalMs - pace.now()), signal);
    }
  } finally {
    await close();
  }
}

async function extract(
  database: Database,
): Promise<{ readonly rules: ExtractedRule[]; readonly ports: number; readonly queries: number }> {
  const topology: Topology | undefined = await newestTopology(database);
  if (topology === undefined) return { rules: [], ports: 0, queries: 1 };
  const ports = await portsWithRules(database, topology);
  const perPort = await Promise.all(
    ports.map(async ({ device, port }) => shapeRules(device, port, await portRows(database, device, port))),
  );
  return { rules: perPort.flat(), ports: ports.length, queries: 2 + QUERIES_PER_PORT * ports.length };
}

function instanceTable(
  iteration: number,
  rules: readonly ExtractedRule[],
  layout: InstanceLayout | undefined,
  columns: readonly string[],
): Table {
  const built = buildInstances(
    rules.map((rule) => rule.parts),
    layout,
  );
  return Table.fromColumns([
    ["iteration", new Float64Array(rules.length).fill(iteration)],
    ["time", Float64Array.from(rules, (rule) => rule.time)],
    ["device", rules.map((rule) => rule.device)],
    ["port", rules.map((rule) => rule.port)],
    ["rule", rules.map((rule) => rule.rule)],
    ...columns.map((name) => [name, built.column(name)] as const),
  ]);
}

function columnsOf({ layout, features }: ExtractionOptions): readonly string[] {
  const all = instanceColumns(layout).map((column) => column.name);
  if (features === undefined) return all;
  const unknown = features.find((name) => !all.includes(name));
  if (unknown !== undefined || new Set(features).size < features.length || features.length === 0) {
    fail({
      code: "argument",
      expected: `features among the ${all.length} columns of the layout, each once`,
      found: unknown === undefined ? quote(features.join(", ")) : quote(unknown),
    });
  }
  return features;
}
