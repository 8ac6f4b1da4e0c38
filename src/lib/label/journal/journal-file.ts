import { open, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { fail, LabError, makeFolder, replaceFileAtomic, writeFileAtomic } from "../../core";
import type { LabelEvent } from "../event/label-event";
import { JournalWriter, storageFault } from "./journal-writer";
import { type Damage, type JournalContents, readJournal, readMore } from "./read-journal";
import { encodeRecord, type JournalHeader } from "./record";
import { takeWriterLock, type WriterLock } from "./writer-lock";

/** How a journal is opened: to write, to read what another process writes, or whichever is possible. */
export type OpenMode = "write" | "read" | "auto";

/** A journal in its folder: its writer's lock, its records, its repair and its compaction. */
export class JournalFile {
  readonly file: string;
  #header: JournalHeader | undefined;
  #lock: WriterLock | undefined;
  #writer: JournalWriter | undefined;
  #end = 0;
  #lastId = 0;
  #inode = 0n;
  /** Why this one only reads. */
  #reader: LabError | undefined;

  constructor(readonly folder: string) {
    this.file = path.join(folder, "labels.journal");
  }

  get header(): JournalHeader {
    return this.#header ?? fail({ code: "closed", expected: "a journal that was opened", found: "none" });
  }

  get writable(): boolean {
    return this.#writer !== undefined;
  }

  /** Bytes of whole records. */
  get length(): number {
    return this.#writer?.length ?? this.#end;
  }

  /** Opens, mends a cut end, makes the file where there is none; hands every event over. Returns notes for the user. */
  async open(header: JournalHeader, mode: OpenMode, onEvent: (event: LabelEvent) => void): Promise<string[]> {
    const notes: string[] = [];
    if (mode !== "read") {
      try {
        await makeFolder(path.resolve(this.folder)).catch((error) => {
          throw storageFault(this.folder, error);
        });
        this.#lock = await takeWriterLock(path.join(this.folder, "labels.lock"));
      } catch (error) {
        if (mode === "write" || !(error instanceof LabError) || !(await this.#exists())) throw error;
        this.#reader = error;
        notes.push(`These labels can only be looked at: ${error.message}`);
      }
    }
    try {
      if (this.#lock !== undefined && !(await this.#exists())) {
        await writeFileAtomic(this.file, encodeRecord(header)).catch((error) => {
          throw storageFault(this.file, error);
        });
      }
      const contents = await this.#read(onEvent);
      this.#checkDataset(header);
      if (this.#lock !== undefined) {
        notes.push(...(await this.#mend(contents)));
        await this.#startWriting(contents.end);
      }
    } catch (error) {
      await this.#lock?.release();
      this.#lock = undefined;
      throw error;
    }
    return notes;
  }

  append(bytes: Buffer): Promise<void> {
    return this.#writer?.append(bytes) ?? Promise.reject(this.refusal());
  }

  /** Throws why this one may not write. */
  refuse(): never {
    throw this.refusal();
  }

  refusal(): LabError {
    return (
      this.#reader ??
      new LabError({
        code: "read-only",
        expected: "labels that were opened to write",
        found: "ones that were opened to read",
        where: { file: this.file },
      })
    );
  }

  /** Hands every event on disk over again. */
  async replay(onEvent: (event: LabelEvent) => void): Promise<void> {
    const contents = await this.#read(onEvent);
    if (this.#writer?.broken) {
      await this.#writer.close().catch(() => undefined);
      this.#writer = undefined;
      await this.#mend(contents);
      await this.#startWriting(contents.end);
    }
  }

  /** Hands over what was added since; "anew" when the file was replaced and everything must be read again. */
  async follow(onEvent: (event: LabelEvent) => void): Promise<"more" | "anew"> {
    const now = await stat(this.file, { bigint: true });
    if (now.ino !== this.#inode || now.size < BigInt(this.#end)) return "anew";
    if (now.size === BigInt(this.#end)) return "more";
    const { end, lastId } = await readMore(this.file, this.#end, this.#lastId, onEvent);
    this.#end = end;
    this.#lastId = lastId;
    return "more";
  }

  /** Asks for the right to write; false while another has it. The caller must then replay. */
  async claim(): Promise<boolean> {
    try {
      this.#lock = await takeWriterLock(path.join(this.folder, "labels.lock"));
    } catch {
      return false;
    }
    const contents = await this.#read(() => undefined);
    await this.#mend(contents);
    await this.#startWriting(contents.end);
    this.#reader = undefined;
    return true;
  }

  /** Bytes that compaction would leave, and whether bytes are damaged: those it would leave out for good. */
  async weigh(
    keep: (event: LabelEvent) => LabelEvent | undefined,
  ): Promise<{ readonly kept: number; readonly damaged: boolean }> {
    let kept = 0;
    const { damage } = await readJournal(this.file, (event) => {
      const left = keep(event);
      if (left !== undefined) kept += encodeRecord(left).length;
    });
    return { kept, damaged: damage.length > 0 };
  }

  /** Writes the journal anew with what `keep` leaves of each event, and where each person stands. */
  async compact(
    keep: (event: LabelEvent) => LabelEvent | undefined,
    {
      positions,
      schema,
      lastId,
    }: {
      readonly positions: ReadonlyMap<string, number>;
      readonly schema: { readonly version: number } | undefined;
      readonly lastId: number;
    },
    time: number,
  ): Promise<{ before: number; after: number }> {
    const writer = this.#writer ?? this.refuse();
    this.#lock?.check();
    const before = writer.length;
    const header = { ...this.header, compactions: this.header.compactions + 1 };
    await replaceFileAtomic(this.file, async (temporary) => {
      const handle = await open(temporary, "w");
      try {
        let waiting: Buffer[] = [encodeRecord(header)];
        let size = waiting[0].length;
        const chunks: Buffer[] = [];
        await readJournal(this.file, (event) => {
          const kept = keep(event);
          if (kept === undefined) return;
          const record = encodeRecord(kept);
          waiting.push(record);
          size += record.length;
          if (size < 1 << 20) return;
          chunks.push(Buffer.concat(waiting));
          waiting = [];
          size = 0;
        });
        let id = lastId;
        for (const [by, position] of positions) {
          const version = schema?.version ?? 0;
          id++;
          waiting.push(
            encodeRecord({ id, time, by, origin: "person", schema: version, action: "move", position }),
          );
        }
        chunks.push(Buffer.concat(waiting));
        for (const chunk of chunks) await handle.writeFile(chunk);
      } finally {
        await handle.close();
      }
    }).catch((error) => {
      throw storageFault(this.file, error);
    });
    await writer.close();
    this.#writer = undefined;
    const contents = await this.#read(() => undefined);
    await this.#startWriting(contents.end);
    return { before, after: contents.end };
  }

  async close(): Promise<void> {
    await this.#writer?.close();
    await this.#lock?.release();
    this.#writer = undefined;
    this.#lock = undefined;
  }

  async #exists(): Promise<boolean> {
    return (await stat(this.file).catch(() => undefined)) !== undefined;
  }

  async #read(onEvent: (event: LabelEvent) => void): Promise<JournalContents> {
    const contents = await readJournal(this.file, onEvent);
    this.#header = contents.header;
    this.#end = contents.end;
    this.#lastId = contents.lastId;
    this.#inode = (await stat(this.file, { bigint: true })).ino;
    return contents;
  }

  #checkDataset(asked: JournalHeader): void {
    const known = this.header.dataset;
    if (known.sha256 === asked.dataset.sha256 && known.rows === asked.dataset.rows) return;
    fail({
      code: "data-changed",
      expected: `the data set that these labels belong to: ${known.name}, ${known.rows} rows, SHA-256 ${known.sha256.slice(0, 12)}…`,
      found: `${asked.dataset.name}, ${asked.dataset.rows} rows, SHA-256 ${asked.dataset.sha256.slice(0, 12)}…`,
      where: { file: this.file },
      hint: "Labels name rows by number, so another file needs another labels folder; labels can be taken over with label.importLabels.",
    });
  }

  async #startWriting(end: number): Promise<void> {
    const handle = await open(this.file, "r+").catch((error) => {
      throw storageFault(this.file, error);
    });
    this.#writer = new JournalWriter(handle, this.file, end, () => this.#lock?.check());
  }

  /** Cuts off what is no whole record at the end, and keeps those bytes beside the journal. */
  async #mend({ damage, end }: JournalContents): Promise<string[]> {
    const notes = damage.map((one) => describe(one));
    if (!damage.some(({ tail }) => tail)) return notes;
    try {
      const copy = await this.#freeName();
      await writeFileAtomic(copy, (await readFile(this.file)).subarray(end));
      notes.push(`They are kept in ${copy}.`);
      const handle = await open(this.file, "r+");
      try {
        await handle.truncate(end);
        await handle.sync();
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw storageFault(this.file, error);
    }
    return notes;
  }

  async #freeName(): Promise<string> {
    for (let k = 1; ; k++) {
      const name = `${this.file}.cut-end-${k}`;
      if ((await stat(name).catch(() => undefined)) === undefined) return name;
    }
  }
}

function describe({ byte, length, why, tail }: Damage): string {
  return tail
    ? `The last ${length} bytes of the label journal (from byte ${byte} on) are no whole record (${why}): most likely a write that a crash cut short.`
    : `${length} bytes of the label journal from byte ${byte} on are damaged (${why}); the labels in them are lost, all others are there.`;
}
