import {
  type Consumer,
  isFinal,
  type Log,
  type LogRecord,
  type NewRecord,
  type RowReader,
  type StreamRow,
} from "../../stream";
import type { ModelService } from "../engine/model-service";
import type { MetricSink } from "../metrics/metrics-log";
import { deadLetterRecord } from "./dead-letters";
import { type Horizon, OPEN_HORIZON } from "./horizon";
import { inputOf } from "./input";
import { PendingRows, type Stretch } from "./pending-rows";
import { encodeResult, type Result } from "./result-codec";
import { ServingScores } from "./serving-scores";
import type { LoopTopics } from "./topics";

export interface PredictionOptions {
  readonly log: Log;
  readonly topics: LoopTopics;
  readonly run: string;
  readonly rows: RowReader;
  /** The models, and which serves which row; who changes pointers is not this service's business. */
  readonly models: ModelService;
  /** Name of this replica: stands in every result it makes. */
  readonly instance: string;
  readonly horizon?: Horizon;
  /** Most records taken at once; default 500. */
  readonly maxRecords?: number;
  readonly metrics?: MetricSink;
  /** Told of a failure that the service survives; it goes on after a pause. */
  readonly onFailure?: (error: unknown) => void;
}

/** Rows that may wait for the horizon before no more are fetched. */
const MOST_PENDING = 20_000;
const COMMIT_MS = 100;
const RETRY_MS = 500;

/**
 * One replica of the prediction service: takes records of rows, predicts each row with the frozen baseline and the
 * model in service, and appends one result for each record (two, when the model changes within it), then commits.
 * Killed at any point it leaves nothing behind but results that the next owner of the partition makes again, which
 * readers pass over.
 */
export class PredictionService {
  readonly #options: PredictionOptions;
  readonly #horizon: Horizon;
  readonly #pending = new PendingRows();
  readonly #scores: ServingScores;
  readonly #started = performance.now();
  readonly #consumer: Consumer;
  readonly #next = new Map<number, number>();
  #committed = performance.now();
  #assigned: ReadonlySet<number> | undefined;
  #polling: ReturnType<Consumer["poll"]> | undefined;
  #paused = false;
  #closing = false;
  #failure: unknown;
  #cold = true;
  readonly #running: Promise<void>;

  private constructor(options: PredictionOptions, consumer: Consumer) {
    this.#options = options;
    this.#horizon = options.horizon ?? OPEN_HORIZON;
    this.#consumer = consumer;
    this.#scores = new ServingScores(options.instance, options.metrics ?? (() => {}));
    this.#running = this.#run();
  }

  /** Joins the group of the run; resolves when partitions are assigned. */
  static async start(options: PredictionOptions): Promise<PredictionService> {
    let service: PredictionService | undefined;
    const consumer = await options.log.consumer({
      group: `${options.run}-predict`,
      topics: [options.topics.rows],
      from: "earliest",
      ...(options.maxRecords === undefined ? {} : { maxRecords: options.maxRecords }),
      onAssign: (assigned) => service?.assign(assigned.map(({ partition }) => partition)),
    });
    await consumer.ready;
    service = new PredictionService(options, consumer);
    return service;
  }

  /** The measures of this replica. */
  get scores(): ServingScores {
    return this.#scores;
  }

  /** Why the service ended by itself: the log will never take it again. What it had not answered waits for others. */
  get failure(): unknown {
    return this.#failure;
  }

  assign(partitions: readonly number[]): void {
    this.#assigned = new Set(partitions);
  }

  /** Takes no more rows until `resume`; nothing is lost meanwhile. */
  pause(): void {
    this.#paused = true;
    this.#consumer.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#consumer.resume();
  }

  /** Ends after the batch at hand. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#running;
    await this.#consumer.close();
    this.#scores.flush();
  }

  async #run(): Promise<void> {
    while (!this.#closing) {
      try {
        await this.#step();
      } catch (error) {
        if (this.#closing) break;
        this.#options.onFailure?.(error);
        if (isFinal(error)) {
          this.#failure = error;
          return;
        }
        // A broker that is away, mostly: what was not committed comes again.
        await sleep(RETRY_MS);
      }
    }
    await this.#commit().catch((error) => this.#options.onFailure?.(error));
  }

  async #step(): Promise<void> {
    const ready = this.#paused ? [] : this.#pending.take(this.#horizon.limit());
    if (ready.length > 0) {
      await this.#answer(ready);
      if (performance.now() - this.#committed >= COMMIT_MS) await this.#commit();
      return;
    }
    const changed = this.#horizon.changed();
    // The limit may have moved while it was being looked at.
    this.#polling ??= this.#consumer.poll(this.#pending.rows > 0 ? 20 : 100);
    const polled = this.#polling.then(
      (batch) => ({ batch }),
      (error) => {
        // The next step asks anew.
        this.#polling = undefined;
        throw error;
      },
    );
    const woken = this.#pending.rows > 0 ? await Promise.race([polled, changed]) : await polled;
    if (woken === undefined) return;
    this.#polling = undefined;
    if (this.#assigned !== undefined) {
      this.#pending.keepOnly(this.#assigned);
      for (const partition of [...this.#next.keys()]) {
        if (!this.#assigned.has(partition)) this.#next.delete(partition);
      }
      this.#assigned = undefined;
    }
    for (const record of woken.batch?.records ?? []) this.#take(record);
    if (this.#pending.rows > MOST_PENDING) await Promise.race([changed, sleep(20)]);
  }

  #take(record: LogRecord): void {
    const { partition, offset } = record;
    if (this.#pending.has(partition, offset)) return;
    this.#pending.push(inputOf(this.#options.rows, record));
  }

  async #answer(ready: readonly Stretch[]): Promise<void> {
    const { log, topics } = this.#options;
    const results: NewRecord[] = [];
    const dead: NewRecord[] = [];
    const next = new Map<number, number>();
    const rows: StreamRow[] = [];
    for (const { input, from, to } of ready) {
      if (input.kind === "rows") for (let i = from; i < to; i++) rows.push(input.rows[i]);
    }
    const begun = performance.now();
    const predicted = this.#options.models.predict(rows);
    const busyMs = performance.now() - begun;
    if (this.#cold && rows.length > 0) {
      this.#cold = false;
      this.#scores.coldStart(performance.now() - this.#started);
    }
    const latencyUs = rows.length === 0 ? 0 : (1000 * busyMs) / rows.length;
    let at = 0;
    for (const { input, from, to } of ready) {
      const { partition, offset } = input;
      if (input.kind !== "rows") {
        const place = { partition, offset, index: 0 };
        if (input.kind === "rejected") {
          results.push(encodeResult(topics.rows, { ...place, kind: "rejected", reason: input.reason }));
          dead.push(deadLetterRecord(input.record, input.reason, input.detail));
        } else results.push(encodeResult(topics.rows, { ...place, kind: input.kind }));
        next.set(partition, offset + 1);
        continue;
      }
      for (let i = from; i < to || i === from; ) {
        let end = i;
        // One record names one model.
        while (end < to && predicted.models[at + end - i] === predicted.models[at]) end++;
        const result: Result = {
          ...{ kind: "rows", partition, offset, index: i, last: end === input.rows.length },
          ...{ model: predicted.models[at] ?? "", instance: this.#options.instance, latencyUs },
          seq: Float64Array.from(input.rows.slice(i, end), ({ seq }) => seq),
          baseline: predicted.baseline.slice(at, at + end - i),
          current: predicted.current.slice(at, at + end - i),
        };
        results.push(encodeResult(topics.rows, result));
        for (let r = i; r < end; r++) {
          this.#scores.row(input.rows[r].label, result.baseline[r - i], result.current[r - i]);
        }
        at += end - i;
        if (end === i) break;
        i = end;
      }
      next.set(partition, to === input.rows.length ? offset + 1 : offset);
    }
    // What was taken in must be answered before anything behind it, or readers would pass over it for good.
    await this.#persist(() => log.append(topics.results, results));
    if (dead.length > 0) await this.#persist(() => log.append(topics.dead, dead));
    for (const [partition, offset] of next) this.#next.set(partition, offset);
    this.#scores.batch(busyMs, ready[ready.length - 1].input.time);
  }

  /** Tries until it works, or the service is closed. */
  async #persist(write: () => Promise<unknown>): Promise<void> {
    for (;;) {
      try {
        await write();
        return;
      } catch (error) {
        if (this.#closing || isFinal(error)) throw error;
        this.#options.onFailure?.(error);
        await sleep(RETRY_MS);
      }
    }
  }

  async #commit(): Promise<void> {
    this.#committed = performance.now();
    if (this.#next.size === 0) return;
    const topic = this.#options.topics.rows;
    const positions = [...this.#next].map(([partition, offset]) => ({ topic, partition, offset }));
    this.#next.clear();
    await this.#consumer.commit(positions);
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
