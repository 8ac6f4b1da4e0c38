import { crc32 } from "node:zlib";
import { fail, quote } from "../../core";
import type { LabelEvent } from "../event/label-event";

// A journal is lines of text: length of the JSON in bytes and its CRC-32, each as eight hexadecimal digits, then the
// JSON itself. Length and checksum tell a whole record from one that was cut or changed; a text editor can read it.

/** What a journal belongs to; its first record. */
export interface JournalHeader {
  readonly format: "dataplane-lab labels";
  readonly version: 1;
  readonly dataset: { readonly name: string; readonly sha256: string; readonly rows: number };
  /** Milliseconds since the epoch. */
  readonly created: number;
  /** How often superseded events were taken out. */
  readonly compactions: number;
}

/** Length, checksum and two blanks. */
const HEAD = 18;
/** Longest JSON of one record: a bulk label of many millions of rows stays far below. */
export const MAX_RECORD_BYTES = 512 * 1024 * 1024;

const LF = 10;

/** One record as bytes. */
export function encodeRecord(content: JournalHeader | LabelEvent): Buffer {
  const json = Buffer.from(JSON.stringify(content), "utf8");
  if (json.length > MAX_RECORD_BYTES) {
    fail({
      code: "limit",
      expected: `an event of at most ${MAX_RECORD_BYTES} bytes`,
      found: `${json.length}`,
    });
  }
  const bytes = Buffer.allocUnsafe(HEAD + json.length + 1);
  bytes.write(`${hex(json.length)} ${hex(crc32(json))} `, "latin1");
  json.copy(bytes, HEAD);
  bytes[HEAD + json.length] = LF;
  return bytes;
}

/** What stands at a place of a journal. */
export type Found =
  | { readonly kind: "record"; readonly json: string; readonly end: number }
  /** The bytes end before the record does; `needs` says how many it takes from its start on, as far as is known. */
  | { readonly kind: "short"; readonly needs: number }
  | { readonly kind: "damaged"; readonly why: string };

/** The record that begins at `start`. */
export function decodeRecord(bytes: Buffer, start: number): Found {
  if (bytes.length - start < HEAD) return { kind: "short", needs: HEAD };
  const head = bytes.toString("latin1", start, start + HEAD);
  if (!/^[0-9a-f]{8} [0-9a-f]{8} $/.test(head)) return { kind: "damaged", why: "no length and checksum" };
  const length = Number.parseInt(head.slice(0, 8), 16);
  if (length > MAX_RECORD_BYTES) return { kind: "damaged", why: `a length of ${length} bytes` };
  const end = start + HEAD + length + 1;
  if (end > bytes.length) return { kind: "short", needs: HEAD + length + 1 };
  const json = bytes.subarray(start + HEAD, end - 1);
  if (bytes[end - 1] !== LF) return { kind: "damaged", why: "no line end behind the record" };
  if (crc32(json) !== Number.parseInt(head.slice(9, 17), 16)) {
    return { kind: "damaged", why: "a checksum that does not fit" };
  }
  return { kind: "record", json: json.toString("utf8"), end };
}

/** The header in a journal's first record. */
export function headerOf(json: string, file: string): JournalHeader {
  const value = parsed(json, file) as Partial<JournalHeader>;
  const dataset = value.dataset;
  if (value.format !== "dataplane-lab labels" || value.version !== 1 || typeof dataset?.sha256 !== "string") {
    fail({
      code: "format",
      expected: "a label journal of version 1",
      found: `${quote(String(value.format))}, version ${quote(String(value.version))}`,
      where: { file },
    });
  }
  if (!Number.isSafeInteger(dataset.rows) || dataset.rows < 0) {
    fail({
      code: "format",
      expected: "a number of rows",
      found: quote(String(dataset.rows)),
      where: { file },
    });
  }
  return value as JournalHeader;
}

/** The event in a record; what has no number, time, name and action is none. */
export function eventOf(json: string, file: string): LabelEvent {
  const value = parsed(json, file) as Partial<LabelEvent>;
  const whole = Number.isSafeInteger(value.id) && (value.id as number) > 0 && (value.id as number) < 2 ** 32;
  if (!whole || typeof value.time !== "number" || typeof value.by !== "string" || !isOrigin(value.origin)) {
    fail({ code: "format", expected: "a label event", found: quote(json), where: { file } });
  }
  return value as LabelEvent;
}

function isOrigin(value: unknown): boolean {
  return value === "person" || value === "rule" || value === "model" || value === "adjudicator";
}

function parsed(json: string, file: string): object {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    fail({ code: "format", expected: "JSON in a record", found: quote(json), where: { file }, cause });
  }
  if (typeof value !== "object" || value === null) {
    fail({ code: "format", expected: "an object in a record", found: quote(json), where: { file } });
  }
  return value;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}
