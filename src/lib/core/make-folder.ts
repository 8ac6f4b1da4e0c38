import { promises as fs, mkdirSync, statSync } from "node:fs";
import path from "node:path";

/**
 * Makes a folder and those it stands in; one that is there already is fine. Not mkdir's own recursion, which never ends
 * in places like /proc, where a folder is there and none can be made: here each is tried twice at most.
 *
 * @throws the system's error: a file in the way, no permission, a full disk
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await makeOne(folder);
  } catch (error) {
    const parent = path.dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || parent === folder) throw error;
    await makeFolder(parent);
    await makeOne(folder);
  }
}

async function makeOne(folder: string): Promise<void> {
  try {
    await fs.mkdir(folder);
  } catch (error) {
    const there = (error as NodeJS.ErrnoException).code === "EEXIST" && (await fs.stat(folder)).isDirectory();
    if (!there) throw error;
  }
}

/** {@link makeFolder} for those who cannot wait, such as a constructor. */
export function makeFolderSync(folder: string): void {
  try {
    makeOneSync(folder);
  } catch (error) {
    const parent = path.dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || parent === folder) throw error;
    makeFolderSync(parent);
    makeOneSync(folder);
  }
}

function makeOneSync(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    const there = (error as NodeJS.ErrnoException).code === "EEXIST" && statSync(folder).isDirectory();
    if (!there) throw error;
  }
}
