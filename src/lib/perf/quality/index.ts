export type { ConflictQuality } from "./conflicts";
export type { LatencyQuality } from "./latency";
export type { ScenarioLayout } from "./layout";
export type { NfOutQuality, PcmQuality } from "./pcm";
export type { PerfQuality } from "./perf";
export { type QualityOptions, type QualityReport, quality } from "./quality";
export type { RateQuality } from "./rates";
export { qualityText } from "./text";
