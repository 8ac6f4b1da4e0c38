import { randomBytes } from "node:crypto";
import { promises as fs } from "node:fs";
import path from "node:path";
import { makeFolder } from "./make-folder";

/**
 * Writes a file so that under its final name it is either the old one or the whole new one, also after a crash:
 * temporary file beside it, fsync, rename, fsync of the folder. Makes the folder when it is missing.
 */
export async function writeFileAtomic(file: string, data: string | Uint8Array): Promise<void> {
  await replaceFileAtomic(file, async (temporary) => {
    await fs.writeFile(temporary, data);
  });
}

/**
 * The same for a writer that wants a path to fill: `write` gets a temporary name in the same folder; when it has
 * finished, the file is moved to its final name; when it throws, the temporary file is removed.
 */
export async function replaceFileAtomic(
  file: string,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const folder = path.dirname(path.resolve(file));
  await makeFolder(folder);
  const temporary = path.join(
    folder,
    `.${path.basename(file)}.${process.pid}.${randomBytes(4).toString("hex")}.tmp`,
  );
  try {
    await write(temporary);
    const handle = await fs.open(temporary, "r+");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.rename(temporary, file);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders; the rename there is as durable as the system makes it.
  const handle = await fs.open(folder, "r").catch(() => undefined);
  if (handle === undefined) return;
  try {
    await handle.sync();
  } catch {
    // Some file systems refuse fsync on a folder (EINVAL): nothing better is to be had there.
  } finally {
    await handle.close();
  }
}
