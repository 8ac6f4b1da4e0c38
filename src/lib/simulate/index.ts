/**
 * The simulated testbed: a chain of five poll-mode VNFs that writes raw experiment folders in the original's
 * layout. Plans are data, runs are pure functions of them, and the files are the only thing with a line end.
 */
export { type CapturedPacket, capturePcap, samplePackets } from "./capture";
export { type Experiment, simulateExperiment } from "./experiment";
export {
  CHAIN,
  type CounterLaw,
  CYCLES_PER_SECOND,
  DEPLOYMENTS,
  type Deployment,
  FRAME_MIXES,
  type FrameMix,
  type LawEvent,
  type MissLaw,
  meanFrameBytes,
  SCHEDULER_PERIOD_S,
  type VnfModel,
} from "./model";
export type { NfRow } from "./nf-out";
export {
  type ExperimentPlan,
  type Intervention,
  type LoadStep,
  SCENARIOS,
  type Stage,
  type StageOptions,
  type Stress,
  stagePlan,
} from "./plan";
export type { RateRow } from "./rates";
export type { Traffic, VnfTrace } from "./traffic";
export { experimentFiles, gzip, type WriteOptions, writeExperiment } from "./write";
