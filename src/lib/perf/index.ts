export type { Alignment, LatencyRule } from "./align";
export { repairConflicts } from "./conflicts";
export { type Experiment, type ExperimentOptions, type ExperimentReport, readExperiment } from "./experiment";
export { labCapture } from "./lab-capture";
export { type LatencyLayout, type LatencyLog, PROBE_TIMEOUT_NS, parseLatency } from "./latency";
export { isExperimentFolder } from "./layout";
export { NF_FIELDS, NF_TAGS, type NfOutLog, type NfOutOptions, parseNfOut } from "./nf-out";
export { matchCaptures } from "./pair/match";
export type { MatchOptions } from "./pair/options";
export type { MatchedCaptures, PairReport, SideReport } from "./pair/report";
export { PARSERS, parserFor, type RawParser } from "./parsers";
export { type PcmLog, type PcmMemoryOptions, parsePcm, parsePcmMemory } from "./pcm";
export { type PcmFolder, type PcmFolderOptions, readPcmFolder } from "./pcm-folder";
export { type PcmPcieLog, parsePcmPcie } from "./pcm-pcie";
export { type PerfStat, parsePerfStat } from "./perf-stat";
export {
  type ConflictQuality,
  type LatencyQuality,
  type NfOutQuality,
  type PcmQuality,
  type PerfQuality,
  type QualityOptions,
  type QualityReport,
  quality,
  qualityText,
  type RateQuality,
  type ScenarioLayout,
} from "./quality";
export { parseRates, type RateColumn, type RateLog, type RateOptions } from "./rates";
export {
  openReference,
  type Reference,
  type ReferenceName,
  type ReferenceOptions,
  STAGES,
  type Stage,
} from "./reference";
export { readScenario, type Scenario, type ScenarioOptions, type ScenarioReport } from "./scenario";
export type { ReadOptions } from "./source";
export type { ConflictRepair, ConflictSide, Issue, ParseOptions, ParseReport, ParserMode } from "./types";
