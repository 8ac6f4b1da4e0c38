// The log: topics, partitions, groups
export { type EmbeddedLogOptions, embeddedLog } from "./embedded-log";
// On a broker
export { kafkaLog } from "./kafka/kafka-log";
export type { KafkaOptions } from "./kafka/options";
export type {
  Batch,
  Consumer,
  ConsumerOptions,
  Log,
  LogRecord,
  NewRecord,
  PartitionRange,
  Position,
  Retention,
  TopicInfo,
  TopicSpec,
} from "./log";
// How a key finds its partition
export { choosePartition, keyHash } from "./partition";
// Rows on the log
export { REJECTIONS, type Rejection, type RowSchema, type StreamRow } from "./row";
