import { fail, quote } from "../core";
import type { Retention, TopicInfo, TopicSpec } from "./log";

/** A {@link TopicSpec} with its defaults filled in and checked. */
export interface CheckedTopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly retention: Retention;
  readonly compact: boolean;
  readonly maxRecordBytes: number;
}

/** Kafka's own default for the largest record. */
const MAX_RECORD_BYTES = 1 << 20;

/** The names that Kafka takes for topics; the embedded log takes the same, so that a run can move to a broker. */
const TOPIC_NAME = /^[A-Za-z0-9._-]{1,249}$/;

/** @throws LabError `argument` */
export function checkTopicSpec(spec: TopicSpec): CheckedTopicSpec {
  const retention = spec.retention ?? {};
  if (retention.ms !== undefined) positive("retention.ms", retention.ms);
  if (retention.bytes !== undefined) positive("retention.bytes", retention.bytes);
  return {
    name: checkTopicName(spec.name),
    partitions: positive("partitions", spec.partitions ?? 1),
    retention,
    compact: spec.compact ?? false,
    maxRecordBytes: positive("maxRecordBytes", spec.maxRecordBytes ?? MAX_RECORD_BYTES),
  };
}

/** @throws LabError `argument` */
export function checkTopicName(name: string): string {
  if (typeof name === "string" && TOPIC_NAME.test(name) && name !== "." && name !== "..") return name;
  return fail({
    code: "argument",
    expected: "a topic name of 1 to 249 letters, digits, points, dashes and underscores",
    found: quote(name),
  });
}

/** Refuses a topic that exists with other partitions than those asked for. */
export function checkSamePartitions(existing: TopicInfo, asked: CheckedTopicSpec): void {
  if (existing.partitions === asked.partitions) return;
  fail({
    code: "argument",
    expected: `topic ${quote(asked.name)} with ${asked.partitions} partitions`,
    found: `it exists with ${existing.partitions}`,
  });
}

export function unknownTopic(name: string): never {
  return fail({ code: "not-found", expected: "a topic of this log", found: quote(name) });
}

/** @throws LabError `argument` */
export function checkPartition(topic: string, partition: number, partitions: number): number {
  if (Number.isInteger(partition) && partition >= 0 && partition < partitions) return partition;
  return fail({
    code: "argument",
    expected: `a partition from 0 to ${partitions - 1} of topic ${quote(topic)}`,
    found: String(partition),
  });
}

/** @throws LabError `argument` */
export function checkOffset(offset: number): number {
  if (Number.isSafeInteger(offset) && offset >= 0) return offset;
  return fail({ code: "argument", expected: "an offset of 0 or more", found: String(offset) });
}

/** A whole number of 1 or more. @throws LabError `argument` */
export function positive(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  return fail({ code: "argument", expected: `${name} to be a whole number above 0`, found: String(value) });
}
