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
// Metrics
export { METRIC_COLUMNS, type Measured, type Metric, type MetricValue } from "./metrics/metric";
export { metricCsvLine, metricsFromCsv } from "./metrics/metric-csv";
export { MetricsLog } from "./metrics/metrics-log";
// Models in service
export type { ModelEntry, ModelRegistry, Pointer } from "./registry";
// Resources
export { type ComponentResources, resourceSummary, resourceTable, type Spread } from "./resources/summary";
export { RESOURCE_COLUMNS, type ResourceSample, type Usage } from "./resources/usage";
// What a run leaves behind
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
