import { open } from "node:fs/promises";
import { fail, LabError, quote } from "../../core";
import type { LabelEvent } from "../event/label-event";
import { decodeRecord, eventOf, headerOf, type JournalHeader } from "./record";

/** Bytes that are no whole record. */
export interface Damage {
  readonly byte: number;
  readonly length: number;
  readonly why: string;
  /** Nothing whole stands behind it: the end of the file, cut by a crash. */
  readonly tail: boolean;
}

export interface JournalContents {
  readonly header: JournalHeader;
  /** Events read. */
  readonly events: number;
  /** Number of the last one; 0 without. */
  readonly lastId: number;
  /** The end of the last whole record, from where to write or to read on. */
  readonly end: number;
  readonly damage: readonly Damage[];
}

/** Bytes read at once. */
const CHUNK = 8 * 1024 * 1024;

/**
 * Reads a journal up to its last whole record and hands each event over. Bytes that are no whole record are passed
 * over and reported, never interpreted: at the end of the file they are a write that a crash cut short.
 *
 * @throws LabError "not-found"; "format" when the file begins with something else than a journal's header
 */
export async function readJournal(
  file: string,
  onEvent: (event: LabelEvent) => void,
): Promise<JournalContents> {
  let header: JournalHeader | undefined;
  const contents = await readRecords(file, 0, 0, (json) => {
    if (header === undefined) {
      header = headerOf(json, file);
      return undefined;
    }
    return onEventOf(json, file, onEvent);
  });
  if (header === undefined) {
    fail({
      code: "format",
      expected: "a label journal",
      found: contents.size === 0 ? "an empty file" : "a file that begins with something else",
      where: { file },
      hint: "Move the file away to begin anew; the data set is not touched by labels.",
    });
  }
  return { header, ...contents };
}

/** Reads on from where an earlier reading ended. */
export function readMore(
  file: string,
  from: number,
  lastId: number,
  onEvent: (event: LabelEvent) => void,
): Promise<Omit<JournalContents, "header">> {
  return readRecords(file, from, lastId, (json) => onEventOf(json, file, onEvent));
}

function onEventOf(json: string, file: string, onEvent: (event: LabelEvent) => void): number {
  const event = eventOf(json, file);
  onEvent(event);
  return event.id;
}

async function readRecords(
  file: string,
  from: number,
  firstId: number,
  onRecord: (json: string) => number | undefined,
): Promise<Omit<JournalContents, "header"> & { readonly size: number }> {
  const handle = await open(file, "r").catch((cause: NodeJS.ErrnoException) =>
    fail({
      code: cause.code === "ENOENT" ? "not-found" : "io",
      expected: "a readable label journal",
      found: cause.code === "ENOENT" ? "none" : (cause.code ?? cause.message),
      ...(cause.code === "ENOENT" ? { hint: "It is made when a workbench opens the data to label it." } : {}),
      where: { file },
      cause,
    }),
  );
  try {
    const size = (await handle.stat()).size;
    const damage: Damage[] = [];
    let buffer: Buffer = Buffer.alloc(0);
    let offset = from;
    let at = 0;
    let events = 0;
    let lastId = firstId;
    let end = from;
    let bad: { byte: number; why: string } | undefined;
    const leave = (whole: number, tail: boolean): void => {
      if (bad === undefined) return;
      damage.push({ byte: bad.byte, length: whole - bad.byte, why: bad.why, tail });
      bad = undefined;
    };
    while (offset + at < size) {
      const found = decodeRecord(buffer, at);
      if (found.kind === "short" && offset + buffer.length < size) {
        const more = await readAt(
          handle,
          offset + buffer.length,
          Math.min(Math.max(CHUNK, found.needs), size - offset - buffer.length),
        );
        buffer = Buffer.concat([buffer.subarray(at), more]);
        offset += at;
        at = 0;
        continue;
      }
      if (found.kind === "record") {
        leave(offset + at, false);
        try {
          const id = onRecord(found.json);
          if (id !== undefined) {
            if (id <= lastId) {
              fail({
                code: "format",
                expected: `an event after ${lastId}`,
                found: quote(String(id)),
                where: { file, byte: offset + at },
              });
            }
            lastId = id;
            events++;
          }
        } catch (error) {
          if (!(error instanceof LabError) || (offset === 0 && at === 0)) throw error;
          damage.push({ byte: offset + at, length: found.end - at, why: error.message, tail: false });
        }
        at = found.end;
        end = offset + at;
        continue;
      }
      bad ??= { byte: offset + at, why: found.kind === "short" ? "a record that is cut off" : found.why };
      // A record begins behind a line end: the next one may be whole.
      const feed = buffer.indexOf(10, at);
      if (feed >= 0) at = feed + 1;
      else at = buffer.length;
      if (at === buffer.length && offset + at < size) {
        offset += at;
        buffer = Buffer.alloc(0);
        at = 0;
      }
    }
    leave(size, true);
    return { events, lastId, end, damage, size };
  } finally {
    await handle.close();
  }
}

async function readAt(
  handle: {
    read(buffer: Buffer, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
  },
  position: number,
  length: number,
): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await handle.read(buffer, read, length - read, position + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return buffer.subarray(0, read);
}
