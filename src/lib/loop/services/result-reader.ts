import { randomBytes } from "node:crypto";
import type { Consumer, Log, RowReader } from "../../stream";
import { inputOf } from "./input";
import { type JoinedRow, OrderedResults } from "./ordered-results";
import { decodeResult } from "./result-codec";
import type { LoopTopics } from "./topics";

export interface ResultReaderOptions {
  readonly log: Log;
  readonly topics: LoopTopics;
  readonly run: string;
  /** What the reader is for; part of the name of its group. */
  readonly purpose: string;
  readonly partitions: number;
  readonly rows: RowReader;
}

/**
 * Rows with their predictions, in order of seq, each once. It begins at the beginning and commits nothing: whoever is
 * started again builds its state from the log.
 */
export class ResultReader {
  readonly #options: ResultReaderOptions;
  readonly #consumer: Consumer;
  readonly #ordered: OrderedResults;

  private constructor(options: ResultReaderOptions, consumer: Consumer) {
    this.#options = options;
    this.#consumer = consumer;
    this.#ordered = new OrderedResults(options.partitions);
  }

  static async open(options: ResultReaderOptions): Promise<ResultReader> {
    const { log, topics, run, purpose } = options;
    const consumer = await log.consumer({
      // A group of its own each time: nobody shares it, and no offsets wait for it.
      group: `${run}-${purpose}-${randomBytes(6).toString("hex")}`,
      topics: [topics.rows, topics.results],
      from: "earliest",
    });
    await consumer.ready;
    return new ResultReader(options, consumer);
  }

  /** Every partition has ended and every row was handed out. */
  get finished(): boolean {
    return this.#ordered.finished;
  }

  /** Results that fit no row: none, unless somebody else writes to the topic. */
  get misfits(): number {
    return this.#ordered.misfits;
  }

  /** The next rows; none when nothing came for `waitMs`. */
  async next(waitMs?: number): Promise<readonly JoinedRow[]> {
    const batch = await this.#consumer.poll(waitMs);
    if (batch === undefined) return [];
    const { topics, rows } = this.#options;
    for (const record of batch.records) {
      if (record.topic === topics.rows) this.#ordered.input(inputOf(rows, record));
      else {
        const result = decodeResult(record);
        if (result !== undefined) this.#ordered.result(result);
      }
    }
    return this.#ordered.take();
  }

  close(): Promise<void> {
    return this.#consumer.close();
  }
}
