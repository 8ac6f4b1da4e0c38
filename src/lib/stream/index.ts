// The log: topics, partitions, groups

// Rows on the log
export type { Decoded, Rejected } from "./codec/decoded";
export { endMarker } from "./codec/end-marker";
export type { RowForm } from "./codec/row-form";
export { RowReader, type RowReaderOptions } from "./codec/row-reader";
export { type RowWriter, rowWriter } from "./codec/row-writer";
export { type EmbeddedLogOptions, embeddedLog } from "./embedded-log";
export { isFinal } from "./is-final";
// On a broker
export { kafkaLog } from "./kafka/kafka-log";
export type { KafkaOptions } from "./kafka/options";
export { readBrokerConfig } from "./kafka/read-broker-config";
export type { SaslMechanism, SaslOptions, SecurityOptions, SslFiles } from "./kafka/security";
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
// Rows of all partitions in one order
export { OrderedRows, type OrderedRowsOptions, type RowLag } from "./ordered-rows";
// How a key finds its partition
export { choosePartition, keyHash } from "./partition";
export { type ReadRowsOptions, readRows } from "./read-rows";
// Replaying tables
export type { ReplayOptions } from "./replay/options";
export { originalPlan, type ReplayPlan, type ReplayStage, type Span } from "./replay/plan";
export { type Replay, type ReplayCounts, replay } from "./replay/replay";
export { type ReplayRows, replayRows } from "./replay/replay-rows";
export { PARTITIONINGS, type Partitioning } from "./replay/schedule";
export { type ReadyOptions, waitUntilReady } from "./replay/wait-until-ready";
export { REJECTIONS, type Rejection, type RowSchema, type StreamRow } from "./row";
