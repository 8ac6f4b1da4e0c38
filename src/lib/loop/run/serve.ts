import { setTimeout as sleep } from "node:timers/promises";
import { fail, LabError } from "../../core";
import type { Log, RowSchema } from "../../stream";
import type { RunHead } from "../run-record";
import { ControlLine, type ControlRecord } from "../services/control";
import { type LoopTopics, loopTopics } from "../services/topics";

/** What every service in a process of its own is told. */
export interface ServeOptions {
  readonly log: Log;
  readonly run: string;
  /** Name of this process among those of the run; default its kind and process id. */
  readonly instance?: string;
  /** Aborting ends the service after what it has at hand. */
  readonly signal?: AbortSignal;
  /** How long the run's plan (and models) are waited for, ms; default 120 000. */
  readonly waitMs?: number;
  /** Told what a person may want to read. */
  readonly onMessage?: (text: string) => void;
}

/** A run that a service has joined. */
export interface JoinedRun {
  readonly topics: LoopTopics;
  readonly control: ControlLine;
  readonly head: RunHead;
  readonly schema: RowSchema;
  readonly partitions: number;
  /** Control records that were read while the plan was looked for. */
  readonly before: readonly ControlRecord[];
}

export const LOOK_MS = 100;
export const WAIT_MS = 120_000;

/** Waits for the plan of the run, which whoever produces writes. */
export async function joinRun(options: ServeOptions): Promise<JoinedRun> {
  const { log, run } = options;
  const topics = loopTopics(run);
  const control = new ControlLine(log, topics.control, run);
  const before: ControlRecord[] = [];
  const head = await waitFor(options, `the plan of the run ${run}`, async () => {
    before.push(...(await control.read()));
    return before.flatMap((record) => (record.type === "plan" ? [record.head] : []))[0];
  });
  const known = (await log.topics()).find(({ name }) => name === topics.rows);
  return {
    topics,
    control,
    head,
    schema: { run, features: head.features, target: head.target },
    partitions: known?.partitions ?? fail({ code: "not-found", expected: topics.rows, found: "no topic" }),
    before,
  };
}

/** Looks until something is there; gives up after the wait, or when the service is ended. */
export async function waitFor<T>(
  { signal, waitMs = WAIT_MS }: ServeOptions,
  what: string,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const until = performance.now() + waitMs;
  for (;;) {
    const found = await look().catch((error: unknown) => {
      // The topics of the run come with its plan.
      if (error instanceof LabError && error.code === "not-found") return undefined;
      throw error;
    });
    if (found !== undefined) return found;
    if (signal?.aborted || performance.now() > until) {
      return fail({
        code: "unavailable",
        expected: what,
        found: signal?.aborted ? "the end of the service" : `none within ${waitMs / 1000} s`,
        hint: "`dataplane-lab serve produce` writes the plan, `dataplane-lab serve retrain` the first models",
      });
    }
    await sleep(LOOK_MS);
  }
}

function isAway(error: unknown): error is LabError {
  return error instanceof LabError && error.code === "unavailable";
}

/**
 * What came on the control topic since the last round. What cannot be read comes with the next one; a log that is away
 * ends the round, which says so.
 */
export async function news(control: ControlLine): Promise<readonly ControlRecord[]> {
  return control.read().catch((error: unknown) => {
    if (isAway(error)) throw error;
    return [];
  });
}

/**
 * Runs one round after another until the signal, or a round says that all is done. A log that is away is waited for:
 * a round that it stopped is begun again.
 */
export async function rounds(
  { run, signal, onMessage }: ServeOptions,
  round: () => Promise<boolean>,
): Promise<void> {
  let away = false;
  while (!signal?.aborted) {
    try {
      if (await round()) {
        if (!signal?.aborted) onMessage?.(`${run}: all is done here`);
        break;
      }
      away = false;
    } catch (error) {
      if (!isAway(error)) throw error;
      if (!away) onMessage?.(`${error.message}. Trying on`);
      away = true;
      await sleep(LOOK_MS);
    }
  }
  if (signal?.aborted) onMessage?.(`${run}: stopped; the same command goes on from here`);
}
