// What is compared

// Detectors behind one contract
export { Adwin, type AdwinOptions } from "./detectors/adwin";
export type { Detector, DetectorKind, DetectorOptions, DetectorState, Verdict } from "./detectors/detector";
export { pageHinkleyThreshold } from "./detectors/page-hinkley";
export { createDetector, DETECTORS, detectorKind, restoreDetector } from "./detectors/registry";
// Divergence of two samples, alone and over a stream
export { jensenShannon } from "./divergence/jensen-shannon";
export {
  DIVERGENCE_FORMS,
  type DivergenceForm,
  type DivergenceOptions,
  divergenceBound,
  type LogBase,
  type OutsideRule,
} from "./divergence/options";
export { type DriftScore, scorePerVnf } from "./divergence/score";
export { featureRows, type StreamScore, scoreStream } from "./divergence/score-stream";
export { type ScorerOptions, type ScorerState, WindowScorer, windowScorer } from "./divergence/window-scorer";
// How good they are, and what a score means
export {
  type EvaluationOptions,
  evaluateDetector,
  type LabelledStream,
} from "./evaluation/evaluate-detector";
export {
  expectedNullScore,
  type NullScoreOptions,
  nullScores,
  nullScoreTable,
} from "./evaluation/null-scores";
export {
  type AlarmRecord,
  type RecordOptions,
  recordAlarms,
  type WatchedStream,
} from "./evaluation/record-alarms";
export { type Evaluation, type ScoreOptions, scoreAlarms } from "./evaluation/score-alarms";
export { driftFeatures } from "./features";
// Other measures
export { type KsMethod, type KsResult, kolmogorovSmirnov } from "./statistics/kolmogorov-smirnov";
export {
  binCounts,
  stabilityEdges,
  stabilityIndex,
  stabilityThreshold,
} from "./statistics/stability-index";
// Thresholds
export { type BootstrapOptions, type BootstrapThresholds, bootstrapThresholds } from "./thresholds/bootstrap";
export {
  type CalibratedThreshold,
  type CalibrationOptions,
  calibrateBlock,
  calibrateThreshold,
} from "./thresholds/calibrate";
export { fixedThresholds, levelOf, type Thresholds } from "./thresholds/fixed";
export {
  blockLengthFor,
  RESAMPLE_METHODS,
  type ResampleMethod,
  resampleRows,
} from "./thresholds/resample";
