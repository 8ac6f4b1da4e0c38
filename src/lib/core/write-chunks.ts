import { type FileHandle, open } from "node:fs/promises";
import { replaceFileAtomic } from "./atomic";

/**
 * Writes chunks into a file that has its name when all of them are in it. The next chunk is made while the last one is on
 * its way to the disk, so a giver may use a buffer again for the chunk after the next, not before.
 */
export async function writeChunks(
  file: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  await replaceFileAtomic(file, async (temporary) => {
    const handle = await open(temporary, "w");
    try {
      let writing: Promise<unknown> = Promise.resolve();
      for await (const chunk of chunks) {
        await writing;
        writing = writeAll(handle, chunk);
        writing.catch(() => undefined);
      }
      await writing;
    } finally {
      await handle.close();
    }
  });
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten;
}
