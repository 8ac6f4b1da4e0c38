/** The learn room: from a table to a model, and to scores that say how far to trust it. */

export { INDEX_COLUMNS } from "../table";
// Classes
export { type ClassScore, type ClassScores, classScores } from "./classify/class-scores";
export {
  type Classifier,
  type ClassifierOptions,
  type ClassPredictions,
  classifier,
} from "./classify/classifier";
export { type ClassEvaluation, evaluateClassifier } from "./classify/evaluate-classifier";
// Data
export { candidateFeatures, NEVER_INPUTS } from "./data/candidates";
export { type Correlation, correlations, pearson, topFeatures } from "./data/correlation";
export { type Dataset, type DatasetOptions, dataset, takeDataset } from "./data/dataset";
export { hashDataset } from "./data/hash";
export { type Matrix, matrix, takeColumns, takeRows } from "./data/matrix";
export { fitScaler, type Scaler, scale } from "./data/scaler";
export { requireSegments, type Segments, segmentsOf } from "./data/segments";
export { type WindowOptions, windows } from "./data/windows";
export type { Epoch } from "./dense/train";
// Models
export { ENGINES, type EngineName } from "./engines/engine";
export { loadEngine, nativeEngineFolder } from "./engines/load-engine";
// Explanation
export {
  type Importance,
  type ImportanceOptions,
  type ImportanceResult,
  importance,
} from "./explain/importance";
// Files
export { loadModel, MODEL_FILE, modelFromText, modelToText, saveModel } from "./files/model-file";
export { decodeNpy, encodeNpy, type NpyArray } from "./files/npy";
export type { LstmModel, LstmOptions } from "./models/lstm";
export type { MlpModel, MlpOptions } from "./models/mlp";
export type { FitContext, Model, ModelArray, ModelKind, ModelState } from "./models/model";
// Options with known names and checked values
export {
  flag,
  fraction,
  fractionBelowOne,
  nonNegative,
  type OptionCheck,
  oneOf,
  positive,
  readOptions,
  whole,
} from "./models/options";
export { MODEL_KINDS, modelKind, restoreModel } from "./models/registry";
// Recipes: features, scales and a model together
export { DRST_RECIPES } from "./pipeline/drst";
export {
  type EvaluateOptions,
  type Evaluation,
  evaluate,
  type PartScores,
  type SplitName,
} from "./pipeline/evaluate";
export { type FitOptions, fit } from "./pipeline/fit";
export { columnsOf, Pipeline } from "./pipeline/pipeline";
export { type ModelSpec, type Recipe, recipeName } from "./pipeline/recipe";
export type { TargetCurve } from "./pipeline/target-curve";
export {
  type Metrics,
  type ModelCard,
  metricsOf,
  type TrainedModel,
  type TrainOptions,
  train,
} from "./pipeline/train";
// Scores
export { accuracyAt, accuracyCurve, relativeError } from "./score/accuracy";
export { type BaselinePredictions, baselinePredictions } from "./score/baselines";
export { median, quantile } from "./score/quantile";
export { ERROR_QUANTILES, type ScoreOptions, type Scores, scores, TAUS } from "./score/scores";
export type { Estimate } from "./score/uncertainty";
// Search
export { FAMILY_GRID, type GridSpec, grid, PERFORMANCE_GRID } from "./search/grid";
export {
  type SearchEntry,
  type SearchMetric,
  type SearchOptions,
  type SearchResult,
  search,
} from "./search/search";

// Splits
export { chronologicalSplit, chronologicalSplits } from "./split/chronological";
export { segmentSplits } from "./split/segments";
export { holdoutSplit, shuffledSplits } from "./split/shuffled";
export type { Split } from "./split/split";
