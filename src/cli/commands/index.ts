import type { Command } from "commander";
import { registerRun } from "./run";

/** A command: declares its arguments and options; loads the library only when it runs. */
export type Register = (program: Command) => void;

/** The commands, in the order of the help page. */
export const commands: readonly Register[] = [registerRun];
