import type { FileHandle } from "node:fs/promises";
import { LabError } from "../../core";

interface Waiting {
  readonly bytes: Buffer;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Appends records to a journal. A promise is kept when the record is on disk: what arrives while the disk is busy
 * goes there together, with one fsync. A write that fails is taken back, so that the file ends with a whole record.
 */
export class JournalWriter {
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #broken: LabError | undefined;

  /**
   * @param handle the journal, open for writing; closed by {@link close}
   * @param end where the last whole record ends
   * @param check called before each write; throws when this process may no longer write
   */
  constructor(
    private readonly handle: Pick<FileHandle, "write" | "datasync" | "truncate" | "close">,
    private readonly file: string,
    private end: number,
    private readonly check: () => void = () => undefined,
  ) {}

  /** Bytes of whole records. */
  get length(): number {
    return this.end;
  }

  /** Whether a write could not be taken back; the journal must be opened anew. */
  get broken(): boolean {
    return this.#broken !== undefined;
  }

  append(bytes: Buffer): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ bytes, done, failed });
      this.#running ??= this.#drain();
    });
  }

  /** Waits for what was appended, then closes the file. */
  async close(): Promise<void> {
    await this.#running;
    await this.handle.close();
  }

  async #drain(): Promise<void> {
    // What is appended in the same turn goes into the same write.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        if (this.#broken !== undefined) throw this.#broken;
        this.check();
        await this.#write(
          batch.length === 1 ? batch[0].bytes : Buffer.concat(batch.map(({ bytes }) => bytes)),
        );
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.#running = undefined;
  }

  async #write(bytes: Buffer): Promise<void> {
    try {
      let written = 0;
      while (written < bytes.length) {
        const { bytesWritten } = await this.handle.write(
          bytes,
          written,
          bytes.length - written,
          this.end + written,
        );
        written += bytesWritten;
      }
      await this.handle.datasync();
      this.end += bytes.length;
    } catch (cause) {
      const error = storageFault(this.file, cause);
      try {
        await this.handle.truncate(this.end);
        await this.handle.datasync();
      } catch {
        this.#broken = error;
      }
      throw error;
    }
  }
}

/** What went wrong with the disk, in words, and what to do about it. */
export function storageFault(file: string, cause: unknown): LabError {
  if (cause instanceof LabError) return cause;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? String(cause);
  const known: Readonly<Record<string, readonly [string, string]>> = {
    ENOSPC: [
      "no space left on the device",
      "Free some space and give the label again; all earlier ones are safe.",
    ],
    EDQUOT: [
      "the disk quota used up",
      "Free some space and give the label again; all earlier ones are safe.",
    ],
    EFBIG: [
      "a file size limit reached",
      "Raise the limit and give the label again; all earlier ones are safe.",
    ],
    EEXIST: ["a file where the labels folder should be", "Choose another labels folder."],
    ENOTDIR: ["a file where the labels folder should be", "Choose another labels folder."],
    EROFS: ["a read-only file system", "Choose another labels folder."],
    EACCES: ["no permission to write there", "Choose another labels folder, or change its permissions."],
    EPERM: ["no permission to write there", "Choose another labels folder, or change its permissions."],
    EIO: ["an input/output error of the device", "Copy the labels folder to another disk and go on there."],
  };
  const [found, hint] = Object.hasOwn(known, code) ? known[code] : [code, undefined];
  return new LabError({
    code: "storage",
    expected: "to write the label to disk",
    found,
    where: { file },
    ...(hint === undefined ? {} : { hint }),
    cause,
  });
}
