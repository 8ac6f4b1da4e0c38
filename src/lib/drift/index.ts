// What is compared

// Divergence of two samples
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
// Over a stream
export { featureRows, type StreamScore, scoreStream } from "./divergence/score-stream";
export {
  type ScorerOptions,
  type ScorerState,
  type WindowScorer,
  windowScorer,
} from "./divergence/window-scorer";
export { driftFeatures } from "./features";
