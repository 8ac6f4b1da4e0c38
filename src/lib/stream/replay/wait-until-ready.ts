import { fail, LabError, quote } from "../../core";
import { RUN_HEADER } from "../codec/row-form";
import type { Log, LogRecord } from "../log";

export interface ReadyOptions {
  /** The run's control topic: JSON records `{"type":"ready","service":…,"instance":…}` of partition 0. */
  readonly topic: string;
  readonly run: string;
  /** How many instances of each service have to be there, such as `{ predict: 3, monitor: 1 }`. */
  readonly services: Readonly<Record<string, number>>;
  /** Default 120 000, the original's. */
  readonly timeoutMs?: number;
  /** Default 50. */
  readonly pollMs?: number;
  readonly signal?: AbortSignal;
  /** Told who is missing still, first and whenever that changes; nobody at the end. */
  readonly onWaiting?: (missing: readonly string[]) => void;
}

/**
 * Resolves when as many instances of each service as expected have said on the control topic that they are ready, or
 * when the signal is aborted. A topic that does not exist yet is waited for.
 *
 * @throws LabError `timeout`, which names who is missing, and what the log throws
 * @example
 * const log = stream.embeddedLog();
 * await log.createTopics([{ name: "r1.control" }]);
 * const ready = { type: "ready", service: "predict", instance: "infer1" };
 * await log.append("r1.control", [{ value: JSON.stringify(ready) }]);
 * await stream.waitUntilReady(log, { topic: "r1.control", run: "r1", services: { predict: 1 } }) //=> undefined
 */
export async function waitUntilReady(log: Log, options: ReadyOptions): Promise<void> {
  const { topic, run, services, timeoutMs = 120_000, pollMs = 50, signal } = options;
  const wanted = Object.entries(services);
  const seen = new Map<string, Set<string>>(wanted.map(([service]) => [service, new Set<string>()]));
  const deadline = performance.now() + timeoutMs;
  let told: string | undefined;
  for (let next = 0; signal?.aborted !== true; ) {
    const records = await readSoFar(log, topic, next);
    for (const record of records) {
      next = record.offset + 1;
      const ready = readyIn(record, run);
      if (ready !== undefined) seen.get(ready.service)?.add(ready.instance);
    }
    const missing = wanted
      .filter(([service, count]) => (seen.get(service)?.size ?? 0) < count)
      .map(([service]) => service);
    if (missing.join() !== told) {
      told = missing.join();
      options.onWaiting?.(missing);
    }
    if (missing.length === 0) return;
    if (records.length > 0) continue;
    if (performance.now() >= deadline) timedOut(wanted, seen, topic, timeoutMs);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

async function readSoFar(log: Log, topic: string, from: number): Promise<readonly LogRecord[]> {
  try {
    return await log.read(topic, 0, from);
  } catch (error) {
    if (error instanceof LabError && error.code === "not-found") return [];
    throw error;
  }
}

/** Who says that it is ready; undefined for any other record, and for those of other runs. */
function readyIn(
  { value, headers }: LogRecord,
  run: string,
): { service: string; instance: string } | undefined {
  if (value === null || (headers[RUN_HEADER] ?? run) !== run) return undefined;
  let message: unknown;
  try {
    message = JSON.parse(Buffer.from(value.buffer, value.byteOffset, value.length).toString("utf8"));
  } catch {
    return undefined;
  }
  const { type, service, instance = "" } = (message ?? {}) as Readonly<Record<string, unknown>>;
  if (type !== "ready" || typeof service !== "string" || typeof instance !== "string") return undefined;
  return { service, instance };
}

function timedOut(
  wanted: readonly (readonly [string, number])[],
  seen: ReadonlyMap<string, ReadonlySet<string>>,
  topic: string,
  timeoutMs: number,
): never {
  const missing = wanted
    .map(([service, count]) => ({ service, count, there: [...(seen.get(service) ?? [])].sort() }))
    .filter(({ count, there }) => there.length < count)
    .map(({ service, count, there }) => {
      const who = there.length === 0 ? "" : ` (there: ${there.map(quote).join(", ")})`;
      return `${count - there.length} of ${count} ${service}${who}`;
    });
  return fail({
    code: "timeout",
    expected: `ready services on topic ${quote(topic)} within ${timeoutMs / 1000} s`,
    found: `missing: ${missing.join(", ")}`,
    hint: "Start them with the same run id and broker, or expect fewer",
  });
}
