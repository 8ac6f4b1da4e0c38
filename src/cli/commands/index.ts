import type { Command } from "commander";
import { registerQuality } from "./quality";
import { registerRun } from "./run";
import { registerSimulate } from "./simulate";
import { registerTable } from "./table";

/** A command: declares its arguments and options; loads the library only when it runs. */
export type Register = (program: Command) => void;

/** The commands, in the order of the help page. */
export const commands: readonly Register[] = [registerTable, registerQuality, registerSimulate, registerRun];
