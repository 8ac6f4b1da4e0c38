import { setTimeout as sleep } from "node:timers/promises";
import type { Log, NewRecord, RowSchema, StreamRow } from "../../stream";
import { type StageRows, streamRows } from "../engine/stream-rows";
import type { LoopTopics } from "../services/topics";

export interface ProducerOptions {
  readonly log: Log;
  readonly topics: LoopTopics;
  readonly run: string;
  readonly schema: RowSchema;
  readonly stages: readonly StageRows[];
  readonly partitions: number;
  readonly tps: number;
  readonly form: "typed" | "json";
  readonly signal?: AbortSignal;
}

const BATCH = 500;
const TURN_MS = 20;

/** Replays the stages onto the rows topic, behind what stands there of an earlier life. */
export class Producer {
  readonly done: Promise<void>;
  readonly #options: ProducerOptions;
  #tps: number;
  #paused = false;
  #closed = false;

  private constructor(options: ProducerOptions, next: number) {
    this.#options = options;
    this.#tps = options.tps;
    this.done = this.#run(next);
  }

  static async open(options: ProducerOptions): Promise<Producer> {
    return new Producer(options, 0);
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
  }

  speed(tps: number): void {
    this.#tps = tps;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.done.catch(() => undefined);
  }

  async #run(next: number): Promise<void> {
    const { log, topics, schema, stages, partitions, run } = this.#options;
    const rows = streamRows(stages, schema);
    let owed = 0;
    let before = performance.now();
    for (let at = next; at < rows.length && !this.#closed; ) {
      if (this.#paused || this.#tps > 0) await sleep(TURN_MS);
      const now = performance.now();
      owed = this.#paused ? 0 : this.#tps > 0 ? owed + ((now - before) * this.#tps) / 1000 : BATCH;
      before = now;
      const count = Math.min(BATCH, Math.floor(owed), rows.length - at);
      owed -= count;
      if (count > 0)
        await log.append(
          topics.rows,
          rows.slice(at, at + count).map((row) => this.#record(row)),
        );
      at += count;
    }
    if (this.#closed) return;
    const end = (partition: number): NewRecord => ({
      partition,
      value: "__DRST_EOF__",
      headers: { "drst-sentinel": "1", "drst-run-id": run },
    });
    await log.append(
      topics.rows,
      Array.from({ length: partitions }, (_, p) => end(p)),
    );
  }

  #record({ seq, features, label, stage }: StreamRow): NewRecord {
    const { schema, partitions, run } = this.#options;
    const named = Object.fromEntries(schema.features.map((name, f) => [name, features[f]]));
    return {
      partition: seq % partitions,
      value: JSON.stringify({ features: named, label, stage, seq }),
      headers: { run_id: run },
    };
  }
}
