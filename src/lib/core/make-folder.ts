import { promises as fs, mkdirSync, statSync } from "node:fs";
import path from "node:path";

/**
 * Makes a folder and those it stands in; one that is there already is fine. Not mkdir's own recursion, which never ends
 * in places like /proc, where a folder is there and none can be made.
 *
 * @throws the system's error: a file in the way, no permission, a full disk
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await fs.mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && (await fs.stat(folder)).isDirectory()) return;
    const parent = path.dirname(folder);
    const orphan = code === "ENOENT" && (await fs.stat(parent).catch(() => undefined)) === undefined;
    if (!orphan || parent === folder) throw error;
    await makeFolder(parent);
    await makeFolder(folder);
  }
}

/** {@link makeFolder} for those who cannot wait, such as a constructor. */
export function makeFolderSync(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && statSync(folder).isDirectory()) return;
    const parent = path.dirname(folder);
    const orphan = code === "ENOENT" && statSync(parent, { throwIfNoEntry: false }) === undefined;
    if (!orphan || parent === folder) throw error;
    makeFolderSync(parent);
    makeFolderSync(folder);
  }
}
