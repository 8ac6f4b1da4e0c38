import type { CheckedTopicSpec } from "../topic-spec";

/**
 * What a batch of one record takes beyond key, value and headers. Kafka limits batches, the log limits records: the
 * topic's own limit is higher by this.
 */
export const BATCH_RESERVE = 4096;

/** The broker's settings of a topic. */
export function topicConfig(spec: CheckedTopicSpec): { name: string; value: string }[] {
  const { retention, compact, maxRecordBytes } = spec;
  const limited = retention.ms !== undefined || retention.bytes !== undefined;
  const config: Record<string, string | number> = {
    "max.message.bytes": maxRecordBytes + BATCH_RESERVE,
    // Event times of replayed rows are years old: by those, the first retention check would delete them.
    "message.timestamp.type": "LogAppendTime",
    "cleanup.policy": compact ? (limited ? "compact,delete" : "compact") : "delete",
    "retention.ms": retention.ms ?? -1,
    "retention.bytes": retention.bytes ?? -1,
  };
  if (compact) {
    // The newest segment is never compacted; by default that would be a week, or a gigabyte.
    config["segment.ms"] = 60_000;
    config["min.cleanable.dirty.ratio"] = 0.1;
  }
  return Object.entries(config).map(([name, value]) => ({ name, value: String(value) }));
}
