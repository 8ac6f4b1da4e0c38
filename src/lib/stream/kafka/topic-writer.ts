import type { CompressionTypes, Message } from "kafkajs";
import { encodeRecords } from "../embedded/encode";
import type { NewRecord, Position } from "../log";
import { placeRecords } from "../place";
import type { Connection } from "./connection";
import { toMessage } from "./records";
import type { TopicFacts } from "./topics";

/** Bytes and records of one request; what stands in line behind it goes with the next. */
const REQUEST_BYTES = 4 * 2 ** 20;
const REQUEST_RECORDS = 10_000;
/** kafkajs's numbers; its enum would load it at the top of this file. */
const COMPRESSION = { none: 0, gzip: 1 } as const;

interface Job {
  readonly positions: Position[];
  left: number;
  resolve(positions: readonly Position[]): void;
  reject(error: unknown): void;
}

interface Item {
  readonly job: Job;
  readonly index: number;
  readonly partition: number;
  readonly message: Message;
  readonly bytes: number;
}

/**
 * Appends to one topic, in order. One request is under way at a time, and all that is appended meanwhile goes together
 * with the next, so that many small appends cost little more than one.
 */
export class TopicWriter {
  readonly #connection: Connection;
  readonly #topic: string;
  #queue: Item[] = [];
  #turn = 0;
  #running = false;

  constructor(connection: Connection, topic: string) {
    this.#connection = connection;
    this.#topic = topic;
  }

  append(records: readonly NewRecord[], facts: TopicFacts): Promise<readonly Position[]> {
    // All records are looked at before any is sent: an append that is refused has left nothing.
    const encoded = encodeRecords(this.#topic, records, facts.maxRecordBytes);
    const places = placeRecords({ ...facts, name: this.#topic }, records, encoded, () => this.#turn++);
    const placed = encoded.map((record, i) => ({
      partition: places[i],
      message: toMessage(record, places[i]),
      bytes: record.bytes,
    }));
    if (placed.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      const job: Job = { positions: new Array(placed.length), left: placed.length, resolve, reject };
      for (const [index, item] of placed.entries()) this.#queue.push({ ...item, job, index });
      if (!this.#running) void this.#run(facts);
    });
  }

  async #run({ maxRecordBytes }: TopicFacts): Promise<void> {
    this.#running = true;
    while (this.#queue.length > 0) {
      const items = this.#next(maxRecordBytes);
      try {
        await this.#send(items);
      } catch (error) {
        for (const { job } of items) job.reject(error);
        const failed = new Set(items.map(({ job }) => job));
        this.#queue = this.#queue.filter(({ job }) => !failed.has(job));
      }
    }
    this.#running = false;
  }

  /** As many items from the head of the line as one request takes: Kafka limits the batch of each partition. */
  #next(maxRecordBytes: number): Item[] {
    const filled = new Map<number, number>();
    let [count, total] = [0, 0];
    for (const { partition, bytes } of this.#queue) {
      const overhead = Math.min(bytes + 64, maxRecordBytes);
      const batch = (filled.get(partition) ?? 0) + overhead;
      if (count > 0 && (batch > maxRecordBytes || total + bytes > REQUEST_BYTES || count >= REQUEST_RECORDS))
        break;
      filled.set(partition, batch);
      total += bytes;
      count++;
    }
    return this.#queue.splice(0, count);
  }

  async #send(items: readonly Item[]): Promise<void> {
    const answers = await this.#connection.attempt("producer", this.#topic, (producer) =>
      producer.send({
        topic: this.#topic,
        acks: -1,
        compression: COMPRESSION[this.#connection.settings.compression] as CompressionTypes,
        messages: items.map(({ message }) => message),
      }),
    );
    const next = new Map(answers.map(({ partition, baseOffset }) => [partition, Number(baseOffset)]));
    for (const { job, index, partition } of items) {
      const offset = next.get(partition) ?? Number.NaN;
      next.set(partition, offset + 1);
      job.positions[index] = { topic: this.#topic, partition, offset };
      if (--job.left === 0) job.resolve(job.positions);
    }
  }
}
