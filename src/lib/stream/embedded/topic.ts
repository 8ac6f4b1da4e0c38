import type { Clock } from "../../core";
import type { LogRecord, NewRecord, PartitionRange } from "../log";
import { placeRecords } from "../place";
import type { CheckedTopicSpec } from "../topic-spec";
import { encodeRecords } from "./encode";
import { Partition } from "./partition";

/** A topic of the embedded log, and the members that wait for its records. */
export class Topic {
  readonly spec: CheckedTopicSpec;
  readonly partitions: readonly Partition[];
  /** Called once, at the next records. */
  readonly waiting = new Set<() => void>();
  readonly #clock: Clock;
  #turn = 0;

  constructor(spec: CheckedTopicSpec, clock: Clock) {
    this.spec = spec;
    this.#clock = clock;
    this.partitions = Array.from({ length: spec.partitions }, () => new Partition(spec));
  }

  /** All of the records, or none when one of them is refused. */
  append(records: readonly NewRecord[]): readonly LogRecord[] {
    const { name, maxRecordBytes, partitions } = this.spec;
    const encoded = encodeRecords(name, records, maxRecordBytes);
    let turn = this.#turn;
    const places = placeRecords(this.spec, records, encoded, () => turn++);
    this.#turn = turn % partitions;
    const time = this.#clock.now();
    const written = encoded.map(({ key, value, headers }, i): LogRecord => {
      const partition = places[i];
      const home = this.partitions[partition];
      const record = { topic: name, partition, offset: home.latest, time, key, value, headers };
      home.push(record);
      return record;
    });
    this.tidy();
    const waiting = [...this.waiting];
    this.waiting.clear();
    for (const wake of waiting) wake();
    return written;
  }

  /** Lets go what retention and compaction allow by now. */
  tidy(): void {
    const { retention, compact } = this.spec;
    if (!compact && retention.ms === undefined && retention.bytes === undefined) return;
    const now = this.#clock.now();
    for (const partition of this.partitions) partition.tidy(now);
  }

  ranges(): PartitionRange[] {
    this.tidy();
    return this.partitions.map(({ earliest, latest }, partition) => ({ partition, earliest, latest }));
  }
}
