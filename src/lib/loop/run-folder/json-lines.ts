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

/** One record as a line; its typed arrays are lists, NaN and infinities are null, as JSON has none. */
export function jsonLine(record: object): string {
  let plain = record as Record<string, unknown>;
  // A replacer would be called for every value of every record.
  for (const [name, value] of Object.entries(record)) {
    if (!(value instanceof Float64Array)) continue;
    if (plain === record) plain = { ...plain };
    plain[name] = Array.from(value);
  }
  return `${JSON.stringify(plain)}\n`;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
