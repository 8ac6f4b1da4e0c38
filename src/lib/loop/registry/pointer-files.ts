import { randomBytes } from "node:crypto";
import { promises as fs, readdirSync } from "node:fs";
import path from "node:path";
import type { Pointer } from "../registry";

const NAME = /^pointer-(\d{8})\.json$/;

const nameOf = (version: number): string => `pointer-${String(version).padStart(8, "0")}.json`;

/** The versions that have a file, whatever is in it, in order. */
export function pointerVersions(folder: string): number[] {
  return readdirSync(folder)
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** The pointers of a folder, in order of version; a damaged file is left out, and told of. */
export async function readPointers(
  folder: string,
  damaged: (file: string) => void,
): Promise<readonly Pointer[]> {
  const pointers: Pointer[] = [];
  for (const version of pointerVersions(folder)) {
    const file = path.join(folder, nameOf(version));
    const pointer = parsedPointer(await fs.readFile(file, "utf8"), version);
    if (pointer === undefined) damaged(file);
    else pointers.push(pointer);
  }
  return pointers;
}

/**
 * Writes a pointer under its version, whole or not at all. False when that version is taken: another process was
 * faster. Versions, never clocks, say which pointer is newer.
 */
export async function writePointer(folder: string, pointer: Pointer): Promise<boolean> {
  const file = path.join(folder, nameOf(pointer.version));
  const temporary = path.join(folder, `.pointer.${process.pid}.${randomBytes(4).toString("hex")}.tmp`);
  try {
    const handle = await fs.open(temporary, "wx");
    try {
      await handle.writeFile(`${JSON.stringify(pointer)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // A link is made at once or, where the name exists, not at all; a rename would put itself over the other's file.
    await fs.link(temporary, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await fs.rm(temporary, { force: true });
  }
}

/** A pointer in a JSON text, if it is a whole one of that version. */
export function parsedPointer(text: string, version: number): Pointer | undefined {
  try {
    const value = JSON.parse(text) as Partial<Pointer> | null;
    const whole =
      typeof value?.model === "string" &&
      value.version === version &&
      typeof value.from === "number" &&
      typeof value.cause === "string";
    return whole ? ({ ...value, previous: value.previous ?? undefined } as Pointer) : undefined;
  } catch {
    return undefined;
  }
}
