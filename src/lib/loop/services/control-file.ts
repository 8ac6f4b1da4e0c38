import { promises as fs } from "node:fs";
import path from "node:path";
import { parseJsonLines } from "../run-folder/json-lines";
import { type ControlCommand, RUN_FILES } from "../run-record";

const COMMANDS = new Set<string>(["pause", "resume", "rollback", "speed", "stop"]);

/** Follows `control.jsonl` of a run folder: commands that were appended since it was opened. */
export class ControlFile {
  readonly #file: string;
  #at: number;

  private constructor(file: string, at: number) {
    this.#file = file;
    this.#at = at;
  }

  /** Begins behind what stands there now: commands to an earlier run of the folder are over. */
  static async open(folder: string): Promise<ControlFile> {
    const file = path.join(folder, RUN_FILES.control);
    const size = await fs.stat(file).then(
      (stat) => stat.size,
      () => 0,
    );
    return new ControlFile(file, size);
  }

  /** The commands that came since the last call. A line that is no command is passed over. */
  async read(): Promise<readonly ControlCommand[]> {
    const handle = await fs.open(this.#file, "r").catch(() => undefined);
    if (handle === undefined) return [];
    try {
      const { size } = await handle.stat();
      if (size <= this.#at) return [];
      const bytes = Buffer.alloc(size - this.#at);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, this.#at);
      const whole = bytes.subarray(0, bytes.subarray(0, bytesRead).lastIndexOf("\n") + 1);
      this.#at += whole.length;
      return parseJsonLines<ControlCommand>(whole.toString("utf8")).lines.filter(isCommand);
    } finally {
      await handle.close();
    }
  }
}

/** Whether a value read from outside is a command that can be carried out. */
export function isCommand(value: Partial<ControlCommand>): value is ControlCommand {
  const { command, model, tps } = value;
  if (typeof command !== "string" || !COMMANDS.has(command)) return false;
  if (model !== undefined && typeof model !== "string") return false;
  if (command === "speed") return typeof tps === "number" && Number.isFinite(tps) && tps >= 0;
  return true;
}
