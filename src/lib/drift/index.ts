// What is compared
export { driftFeatures } from "./features";
// Divergence of two samples
export { jensenShannon } from "./jensen-shannon";
export {
  DIVERGENCE_FORMS,
  type DivergenceForm,
  type DivergenceOptions,
  divergenceBound,
  type LogBase,
  type OutsideRule,
} from "./options";
export { type DriftScore, scorePerVnf } from "./score";
// Over a stream
export { featureRows, type StreamScore, scoreStream } from "./score-stream";
export { type ScorerOptions, type ScorerState, type WindowScorer, windowScorer } from "./window-scorer";
