// Ways to adapt
export type {
  AdaptationContext,
  DriftReading,
  Monitor,
  MonitorStep,
  Outcome,
  Served,
  Sign,
  SignName,
  Strategy,
  Trainer,
  TrainingJob,
  TrainingResult,
  Trigger,
  Verdict,
} from "./adaptation";
// Which VNF is the bottleneck
export { type DiagnoseOptions, type Diagnosis, diagnose, type VnfEvidence } from "./diagnosis/diagnose";
// The order of operations: predict, observe, train, settle
export {
  DEFAULT_DELAY,
  type EngineOptions,
  type Look,
  LoopEngine,
  type Settled,
} from "./engine/loop-engine";
export { type BatchPredictions, ModelService } from "./engine/model-service";
export { type RunStrategyOptions, replay, runStrategy, type StrategyRun } from "./engine/run-strategy";
export { ServedModel } from "./engine/served-model";
export { type StageRows, streamRows } from "./engine/stream-rows";
// The gate
export { type JudgeOptions, judge } from "./gate/judge";
export type { PairedRows } from "./gate/losses";
// A run as it goes on, for eyes
export { type LiveOptions, type LiveRun, liveRun, liveSource, type RunSnapshot } from "./live/live-run";
export type {
  Band,
  DriftWindow,
  EventKind,
  EventLine,
  Grid,
  RowsWindow,
  RunState,
} from "./live/messages";
// Metrics
export { METRIC_COLUMNS, type Measured, type Metric, type MetricValue } from "./metrics/metric";
export { metricCsvLine, metricsFromCsv } from "./metrics/metric-csv";
export { MetricsLog } from "./metrics/metrics-log";
// Models in service
export { modelId } from "./model-id";
export type { ModelEntry, ModelRegistry, Pointer } from "./registry";
export { folderRegistry, type RegistryOptions } from "./registry/folder-registry";
export { registryTopic, topicRegistry } from "./registry/topic-registry";
// Resources
export { type Component, type ProbeOptions, ResourceProbe, usageOf } from "./resources/probe";
export { type ComponentResources, resourceSummary, resourceTable, type Spread } from "./resources/summary";
export { RESOURCE_COLUMNS, type ResourceSample, type Usage } from "./resources/usage";
// A whole run in this process
export type { LoopOptions } from "./run/options";
export { runLoop } from "./run/run-loop";
// Its parts as processes of their own
export type { ServeOptions } from "./run/serve";
export { type MonitorOptions, serveMonitor } from "./run/serve-monitor";
export { type PredictOptions, servePredict } from "./run/serve-predict";
export { type ProduceOptions, serveProduce } from "./run/serve-produce";
export { type AdaptOptions, serveRetrain } from "./run/serve-retrain";
// What a run leaves behind
export { type AdoptionGain, adoptionGains, type GainInterval } from "./run-folder/adoption-gains";
export { openRun, type Run, readHead } from "./run-folder/open-run";
export { decodeRows, ROW_BYTES, type RowField, type RunRow } from "./run-folder/rows-file";
export { summarise } from "./run-folder/summarise";
export { type RunSummary, type StretchScores, summaryOf } from "./run-folder/summary";
export { type DeadLetter, RunWriter } from "./run-folder/writer";
export {
  type ControlCommand,
  type LoopEvent,
  type ReadingLine,
  ROW_FIELDS,
  RUN_FILES,
  type RunHead,
  type StageSpan,
} from "./run-record";
// Scores while a stream runs
export {
  type BoardScores,
  type ModelScores,
  Scoreboard,
  type ScoreboardOptions,
} from "./score/scoreboard";
// The services on a log
export { type LoopTopics, loopTopics, topicSpecs } from "./services/topics";
// Strategies by name
export type { DefaultOptions } from "./strategies/default-options";
export type { OriginalOptions } from "./strategies/original";
export { STRATEGIES, strategy } from "./strategies/registry";
export { originalGrid } from "./train/original-grids";
