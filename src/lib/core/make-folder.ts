import { promises as fs, mkdirSync, statSync } from "node:fs";
import path from "node:path";

/**
 * Makes a folder and those it stands in; one that is there already is fine. Not mkdir's own recursion, which never ends
 * in places like /proc, where a folder is there and none can be made.
 *
 * @throws the system's error: a file in the way, no permission, a full disk
 */
export function makeFolder(folder: string): Promise<void> {
  return make(folder, true);
}

/** `again`: once more where the parent is missed and yet is there, for another program may just have made it. */
async function make(folder: string, again: boolean): Promise<void> {
  try {
    await fs.mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && (await fs.stat(folder)).isDirectory()) return;
    const parent = path.dirname(folder);
    if (code !== "ENOENT" || parent === folder) throw error;
    const there = (await fs.stat(parent).catch(() => undefined)) !== undefined;
    if (there && !again) throw error;
    if (!there) await makeFolder(parent);
    await make(folder, false);
  }
}

/** {@link makeFolder} for those who cannot wait, such as a constructor. */
export function makeFolderSync(folder: string): void {
  makeSync(folder, true);
}

function makeSync(folder: string, again: boolean): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && statSync(folder).isDirectory()) return;
    const parent = path.dirname(folder);
    if (code !== "ENOENT" || parent === folder) throw error;
    const there = statSync(parent, { throwIfNoEntry: false }) !== undefined;
    if (there && !again) throw error;
    if (!there) makeFolderSync(parent);
    makeSync(folder, false);
  }
}
