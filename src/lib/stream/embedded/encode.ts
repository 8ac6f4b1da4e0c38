import { fail, quote } from "../../core";
import type { LogRecord, NewRecord } from "../log";

type Headers = Readonly<Record<string, string>>;

/** Without a prototype, so that no name finds anything but what was sent. */
const NO_HEADERS: Headers = Object.freeze(Object.create(null) as Record<string, string>);

/** A record's own bytes: key, value, headers. */
export interface EncodedRecord {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: Headers;
  readonly bytes: number;
}

/**
 * Copies the records' bytes into one piece of memory: the givers may go on using theirs, and one allocation serves all.
 *
 * @throws LabError `argument` (a value that is no bytes), `limit`
 */
export function encodeRecords(
  topic: string,
  records: readonly NewRecord[],
  maxRecordBytes: number,
): EncodedRecord[] {
  let total = 0;
  for (const record of records) {
    total += sizeOf("key", record.key ?? null) + aligned(sizeOf("value", record.value)) + 8;
  }
  const memory = Buffer.allocUnsafeSlow(total);
  let end = 0;
  const copy = (source: Uint8Array | string | null): Uint8Array | null => {
    if (source === null) return null;
    const start = end;
    if (typeof source === "string") end += memory.write(source, start);
    else {
      memory.set(source, start);
      end += source.length;
    }
    return new Uint8Array(memory.buffer, start, end - start);
  };
  let given: Headers | undefined;
  let headers = NO_HEADERS;
  let headerBytes = 0;
  return records.map((record) => {
    // Producers give all records of a batch the same object.
    if (record.headers !== given) {
      given = record.headers;
      headers = given === undefined ? NO_HEADERS : copyHeaders(given);
      headerBytes = sizeOfHeaders(headers);
    }
    const key = copy(record.key ?? null);
    // Values of doubles can be looked at where they stand.
    end = aligned(end);
    const value = copy(record.value);
    const bytes = (key?.length ?? 0) + (value?.length ?? 0) + headerBytes;
    if (bytes > maxRecordBytes) {
      fail({
        code: "limit",
        expected: `records of at most ${maxRecordBytes} bytes in topic ${quote(topic)}`,
        found: `one of ${bytes}`,
        hint: "maxRecordBytes of the topic sets the limit",
      });
    }
    return { key, value, headers, bytes };
  });
}

/** What a record counts against retention and the largest size: bytes of key, value and headers. */
export function bytesOf(record: LogRecord): number {
  return (record.key?.length ?? 0) + (record.value?.length ?? 0) + sizeOfHeaders(record.headers);
}

function aligned(place: number): number {
  return Math.ceil(place / 8) * 8;
}

function sizeOf(part: string, source: Uint8Array | string | null): number {
  if (source === null) return 0;
  if (typeof source === "string") return Buffer.byteLength(source);
  if (source instanceof Uint8Array) return source.length;
  return fail({ code: "argument", expected: `bytes, text or null as ${part}`, found: quote(source) });
}

function copyHeaders(given: Headers): Headers {
  const headers = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== "string") {
      fail({ code: "argument", expected: `text in header ${quote(name)}`, found: quote(value) });
    }
    headers[name] = value;
  }
  return Object.freeze(headers);
}

function sizeOfHeaders(headers: Headers): number {
  if (headers === NO_HEADERS) return 0;
  let bytes = 0;
  for (const name in headers) bytes += Buffer.byteLength(name) + Buffer.byteLength(headers[name]);
  return bytes;
}
