import { promises as fs } from "node:fs";

/**
 * The whole lines of a JSON-lines file, parsed. A last line without its line feed was being written when the run was
 * killed: it is left out, and so is any line that is not a JSON object; `damaged` counts the latter.
 */
export function parseJsonLines<T>(text: string): { readonly lines: readonly T[]; readonly damaged: number } {
  const lines: T[] = [];
  let damaged = 0;
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  for (const line of whole.split("\n")) {
    if (line.trim() === "") continue;
    const value = parsed(line);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) lines.push(value as T);
    else damaged++;
  }
  return { lines, damaged };
}

/** The same from a file; a missing file has no lines. */
export async function readJsonLines<T>(file: string): Promise<readonly T[]> {
  const text = await fs.readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return parseJsonLines<T>(text).lines;
}

/** One value as a line; NaN and infinities are null, as JSON has none. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value, plain)}\n`;
}

function plain(_key: string, value: unknown): unknown {
  return value instanceof Float64Array ? Array.from(value) : value;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
