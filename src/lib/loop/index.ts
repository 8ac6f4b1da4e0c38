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
// Models in service
export type { ModelEntry, ModelRegistry, Pointer } from "./registry";
// What a run leaves behind
export {
  type ControlCommand,
  type LoopEvent,
  type ReadingLine,
  ROW_FIELDS,
  RUN_FILES,
  type RunHead,
  type StageSpan,
} from "./run-record";
