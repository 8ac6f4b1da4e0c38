export type { Alignment, LatencyRule } from "./align";
export { repairConflicts } from "./conflicts";
export { type Experiment, type ExperimentOptions, type ExperimentReport, readExperiment } from "./experiment";
export { type LatencyLayout, type LatencyLog, PROBE_TIMEOUT_NS, parseLatency } from "./latency";
export { type PerfStat, parsePerfStat } from "./perf-stat";
export { parseRates, type RateColumn, type RateLog, type RateOptions } from "./rates";
export { readScenario, type Scenario, type ScenarioOptions, type ScenarioReport } from "./scenario";
export type { ReadOptions } from "./source";
export type { ConflictRepair, ConflictSide, Issue, ParseOptions, ParseReport, ParserMode } from "./types";
