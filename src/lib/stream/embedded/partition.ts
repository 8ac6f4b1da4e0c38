import type { LogRecord } from "../log";
import type { CheckedTopicSpec } from "../topic-spec";
import { bytesOf } from "./encode";

/** Stands where a record went, until the front of the array is cut off. */
const GONE: LogRecord = {
  topic: "",
  partition: 0,
  offset: -1,
  time: 0,
  key: null,
  value: null,
  headers: Object.freeze(Object.create(null) as Record<string, string>),
};

/** Tombstones stay this long, so that readers who have seen the key learn of its end (Kafka's delete.retention.ms). */
const TOMBSTONE_MS = 86_400_000;

/** The records of one partition, in order of offset. */
export class Partition {
  /** Records before this offset went by retention. */
  earliest = 0;
  /** The offset that the next record takes. */
  latest = 0;
  readonly #spec: CheckedTopicSpec;
  #records: LogRecord[] = [];
  #head = 0;
  #bytes = 0;
  /** Records from which on compacting pays. */
  #compactAt = 128;

  constructor(spec: CheckedTopicSpec) {
    this.#spec = spec;
  }

  push(record: LogRecord): void {
    this.#records.push(record);
    this.latest = record.offset + 1;
    if (this.#spec.retention.bytes !== undefined) this.#bytes += bytesOf(record);
  }

  /** Lets go what retention and compaction allow. */
  tidy(now: number): void {
    const { retention, compact } = this.#spec;
    if (compact && this.#records.length - this.#head >= this.#compactAt) this.#compact(now);
    const { ms = Number.POSITIVE_INFINITY, bytes = Number.POSITIVE_INFINITY } = retention;
    while (this.#head < this.#records.length) {
      const oldest = this.#records[this.#head];
      if (now - oldest.time <= ms && this.#bytes <= bytes) break;
      if (retention.bytes !== undefined) this.#bytes -= bytesOf(oldest);
      this.#records[this.#head++] = GONE;
      this.earliest = oldest.offset + 1;
    }
    if (this.#head > 1024 && this.#head * 2 > this.#records.length) {
      this.#records.splice(0, this.#head);
      this.#head = 0;
    }
  }

  /** Up to `most` records from an offset on. */
  slice(from: number, most: number): LogRecord[] {
    if (from >= this.latest) return [];
    const start = this.#indexOf(from);
    return this.#records.slice(start, start + most);
  }

  /** Index of the first record at or above an offset. Without gaps, that is, uncompacted, the first guess is right. */
  #indexOf(offset: number): number {
    const records = this.#records;
    if (this.#head === records.length || offset <= records[this.#head].offset) return this.#head;
    let low = this.#head;
    let high = Math.min(records.length, this.#head + offset - records[this.#head].offset);
    if (high < records.length && records[high].offset === offset) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (records[middle].offset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Keeps the newest record of each key. Offsets stay as they are. */
  #compact(now: number): void {
    const seen = new Set<string>();
    const kept: LogRecord[] = [];
    for (let i = this.#records.length - 1; i >= this.#head; i--) {
      const record = this.#records[i];
      const key = Buffer.from(record.key ?? []).toString("latin1");
      if (!seen.has(key) && (record.value !== null || now - record.time <= TOMBSTONE_MS)) kept.push(record);
      seen.add(key);
    }
    this.#records = kept.reverse();
    this.#head = 0;
    this.#bytes = this.#spec.retention.bytes === undefined ? 0 : kept.reduce((sum, r) => sum + bytesOf(r), 0);
    this.#compactAt = 2 * kept.length + 128;
  }
}
