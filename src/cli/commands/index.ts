import type { Command } from "commander";
import { registerCapture } from "./capture";
import { registerDrift } from "./drift";
import { registerExperiment } from "./experiment";
import { registerExtract } from "./extract";
import { registerFlows } from "./flows";
import { registerImportance } from "./importance";
import { registerJoin } from "./join";
import { registerLabel } from "./label";
import { registerLoop } from "./loop";
import { registerModels } from "./models";
import { registerPredict } from "./predict";
import { registerQuality } from "./quality";
import { registerReport } from "./report";
import { registerRun } from "./run";
import { registerServe } from "./serve";
import { registerSimulate } from "./simulate";
import { registerTable } from "./table";
import { registerTrain } from "./train";
import { registerWatch } from "./watch";

/** A command: declares its arguments and options; loads the library only when it runs. */
export type Register = (program: Command) => void;

/** The commands, in the order of the help page. */
export const commands: readonly Register[] = [
  registerTable,
  registerExperiment,
  registerCapture,
  registerFlows,
  registerJoin,
  registerQuality,
  registerSimulate,
  registerTrain,
  registerPredict,
  registerImportance,
  registerDrift,
  registerLoop,
  registerServe,
  registerModels,
  registerReport,
  registerWatch,
  registerExtract,
  registerLabel,
  registerRun,
];
