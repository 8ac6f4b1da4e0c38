import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import path from "node:path";
import { type Clock, fail, quote } from "../../core";
import { type ControlCommand, RUN_FILES } from "../run-record";

const COMMANDS = ["pause", "resume", "rollback", "speed"] as const;

/** What a person asks of a run, checked. @throws LabError `argument` */
export function readCommand(
  asked: Readonly<Record<string, unknown>>,
  models: readonly string[],
  clock: Clock,
): ControlCommand {
  const command = COMMANDS.find((name) => name === asked.command);
  if (command === undefined) return wrong(COMMANDS.join(", "), asked.command);
  const common = { command, by: "dashboard", time: clock.now() };
  if (command === "speed") {
    const { tps } = asked;
    if (typeof tps !== "number" || !Number.isFinite(tps) || tps < 0) {
      return wrong("rows per second, 0 for as fast as possible", tps);
    }
    return { ...common, tps };
  }
  if (command === "rollback" && asked.model !== undefined) {
    const { model } = asked;
    if (typeof model !== "string" || !models.includes(model)) return wrong("a model of this run", model);
    return { ...common, model };
  }
  return common;
}

/** Gives a command to a run: a line at the end of the file that it follows, on disk before this returns. */
export function giveCommand(folder: string, command: ControlCommand): void {
  const handle = openSync(path.join(folder, RUN_FILES.control), "a");
  try {
    // One write in append mode: lines of several writers do not mix.
    writeSync(handle, `${JSON.stringify(command)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function wrong(expected: string, found: unknown): never {
  return fail({ code: "argument", expected, found: quote(found) });
}
