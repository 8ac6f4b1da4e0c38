import { fail, quote, systemClock } from "../../core";
import { endMarker } from "../codec/end-marker";
import { type RowWriter, rowWriter } from "../codec/row-writer";
import type { Log } from "../log";
import { unknownTopic } from "../topic-spec";
import { checkTps, type ReplayOptions, replaySettings } from "./options";
import { Pace } from "./pace";
import type { ReplayPlan } from "./plan";
import { recordsOf } from "./records";
import { type ReplayRows, replayRows } from "./replay-rows";
import { type Schedule, schedule } from "./schedule";
import { waitUntilReady } from "./wait-until-ready";

/** Rows that are appended in one call. */
const BATCH_ROWS = 512;
/** A replay as fast as possible must not keep timers and sockets waiting for longer. */
const BREATH_MS = 10;
const PROGRESS_MS = 250;

export interface ReplayCounts {
  /** Rows sent; those that were sent again after a seek count again. */
  readonly rows: number;
  readonly records: number;
  /** Rows sent without a label. */
  readonly unlabelled: number;
  /** Rows of the plan that were left out for want of a label. */
  readonly dropped: number;
  /** Rows by partition. */
  readonly perPartition: readonly number[];
  /** True when it was ended before the last row. */
  readonly stopped: boolean;
}

/** A replay that runs. */
export interface Replay {
  readonly rows: ReplayRows;
  /** Resolves when the end markers are in the log; rejects when the log fails or services are missing. */
  readonly done: Promise<ReplayCounts>;
  /** The seq of the row that is sent next. */
  next(): number;
  /** Sends nothing until `resume`. */
  pause(): void;
  resume(): void;
  /** Goes on with this row. Rows that are sent again have the seq they had, so readers pass over them. */
  seek(seq: number): void;
  /** Rows per second from now on; 0 is as fast as possible. */
  speed(tps: number): void;
  /** Ends the replay before its last row. */
  stop(): Promise<ReplayCounts>;
}

/**
 * Sends the rows of a plan to a topic, one end marker a partition behind them. Which row goes where, in which record and
 * with which event time is fixed by plan, options and seed; the wall clock only decides when.
 *
 * @throws LabError at once: `argument`, `not-found` (a column). By `done`: `not-found` (the topic), `timeout` (services
 * that are not ready), and what the log throws
 * @example
 * const log = stream.embeddedLog();
 * await log.createTopics([{ name: "rows", partitions: 3 }]);
 * const rows = table.Table.of({ a: [1, 2, 3], y: [4, 5, 6] });
 * const schema = { run: "r1", features: ["a"], target: "y" };
 * const plan = { schema, stages: [{ name: "s", rows }] };
 * const counts = await stream.replay(log, plan, { topic: "rows", form: "json" }).done;
 * [counts.rows, counts.perPartition] //=> [3, [1, 1, 1]]
 */
export function replay(log: Log, plan: ReplayPlan, options: ReplayOptions): Replay {
  return new RunningReplay(log, plan, options);
}

class RunningReplay implements Replay {
  readonly rows: ReplayRows;
  readonly done: Promise<ReplayCounts>;
  readonly #log: Log;
  readonly #options: ReplayOptions;
  readonly #settings: ReturnType<typeof replaySettings>;
  readonly #writer: RowWriter;
  readonly #pace: Pace;
  #schedule!: Schedule;
  #next: number;
  readonly #stop = new AbortController();
  #counts = { rows: 0, records: 0, unlabelled: 0 };
  #perPartition: number[] = [];
  #breath = performance.now();
  #told = performance.now();

  constructor(log: Log, plan: ReplayPlan, options: ReplayOptions) {
    const clock = options.clock ?? systemClock;
    this.rows = replayRows(plan);
    this.#log = log;
    this.#options = options;
    this.#settings = replaySettings(options, plan.schema.features.length, () => clock.now());
    this.#writer = rowWriter(plan.schema, this.#settings.form);
    this.#next = this.#checkSeq(options.from ?? 0);
    this.#pace = new Pace(clock, this.#settings, options.sleep);
    const end = (): void => this.#end();
    options.signal?.addEventListener("abort", end);
    if (options.signal?.aborted === true) end();
    this.done = this.#run().finally(() => options.signal?.removeEventListener("abort", end));
    // Whoever only stops the replay need not look at `done`.
    this.done.catch(() => undefined);
  }

  next(): number {
    return this.#next;
  }

  pause(): void {
    this.#pace.pause();
  }

  resume(): void {
    this.#pace.resume();
  }

  seek(seq: number): void {
    this.#next = this.#checkSeq(seq);
    this.#pace.change();
  }

  speed(tps: number): void {
    this.#pace.speed(checkTps(tps));
  }

  async stop(): Promise<ReplayCounts> {
    this.#end();
    return this.done;
  }

  #end(): void {
    this.#stop.abort();
    this.#pace.change();
  }

  async #run(): Promise<ReplayCounts> {
    const { topic, ready, endWhenStopped = true } = this.#options;
    const partitions =
      (await this.#log.topics()).find(({ name }) => name === topic)?.partitions ?? unknownTopic(topic);
    const { rowsPerRecord, start, intervalMs, jitterMs } = this.#settings;
    this.#schedule = schedule(this.rows, {
      ...{ partitions, rowsPerRecord, start, intervalMs, jitterMs },
      partitioning: this.#options.partitioning ?? "rr",
      key: this.#options.key,
      seed: this.#options.seed ?? 0,
    });
    this.#perPartition = new Array<number>(partitions).fill(0);
    if (ready !== undefined) {
      const { run } = this.rows.schema;
      await waitUntilReady(this.#log, { ...ready, run, signal: this.#stop.signal });
    }
    while (!this.#stop.signal.aborted && this.#next < this.rows.length) await this.#step();
    const stopped = this.#next < this.rows.length;
    if (!stopped || endWhenStopped) await this.#sendEnds(partitions);
    this.#tell();
    return { ...this.#counts, dropped: this.rows.dropped, perPartition: this.#perPartition, stopped };
  }

  async #step(): Promise<void> {
    const from = this.#next;
    const { rowsPerRecord } = this.#settings;
    const block = Math.max(1, Math.ceil(BATCH_ROWS / rowsPerRecord));
    // Batches end where records do, so that records do not depend on how far the one before came.
    const most = Math.min(this.rows.length, (Math.floor(from / rowsPerRecord) + block) * rowsPerRecord);
    const to = await this.#pace.due(this.#schedule.times, from, most);
    if (to <= from || this.#stop.signal.aborted || this.#next !== from) return;
    const records = recordsOf(this.rows, this.#schedule, this.#writer, rowsPerRecord, from, to);
    await this.#log.append(this.#options.topic, records);
    this.#count(from, to, records.length);
    // A seek that came meanwhile stands.
    if (this.#next === from) this.#next = to;
    if (performance.now() - this.#breath > BREATH_MS) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      this.#breath = performance.now();
    }
    if (performance.now() - this.#told > PROGRESS_MS) this.#tell();
  }

  async #sendEnds(partitions: number): Promise<void> {
    const { run } = this.rows.schema;
    await this.#log.append(
      this.#options.topic,
      Array.from({ length: partitions }, (_, partition) => endMarker(run, partition)),
    );
  }

  #count(from: number, to: number, records: number): void {
    this.#counts.rows += to - from;
    this.#counts.records += records;
    for (let seq = from; seq < to; seq++) {
      this.#perPartition[this.#schedule.partitions[seq]]++;
      if (this.rows.unlabelled(seq)) this.#counts.unlabelled++;
    }
  }

  #tell(): void {
    this.#told = performance.now();
    this.#options.onProgress?.({ task: "replay", done: this.#next, total: this.rows.length });
  }

  #checkSeq(seq: number): number {
    if (Number.isSafeInteger(seq) && seq >= 0 && seq <= this.rows.length) return seq;
    return fail({ code: "argument", expected: `a row from 0 to ${this.rows.length}`, found: quote(seq) });
  }
}
