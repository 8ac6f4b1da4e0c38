import type { IHeaders, Message } from "kafkajs";
import type { LogRecord, NewRecord } from "../log";

/** A message as kafkajs hands it out. */
export interface RawMessage {
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: IHeaders;
  /** Marks of transactions, which are no records. */
  readonly isControlRecord?: boolean;
}

const view = (bytes: Buffer | null): Uint8Array | null =>
  bytes === null ? null : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function headersOf(raw: IHeaders | undefined): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name in raw) {
    const value = raw[name];
    // A name that stands twice comes as a list; so does, as kafkajs is written, one that every object has, like
    // "toString", behind what the object has there.
    const last = Array.isArray(value) ? value[value.length - 1] : value;
    // Defined, not assigned: a header may be called __proto__.
    Object.defineProperty(headers, name, {
      value: last == null ? "" : last.toString(),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return headers;
}

export function toLogRecord(topic: string, partition: number, raw: RawMessage): LogRecord {
  return {
    topic,
    partition,
    offset: Number(raw.offset),
    time: Number(raw.timestamp),
    key: view(raw.key),
    value: view(raw.value),
    headers: headersOf(raw.headers),
  };
}

function bytesOf(content: Uint8Array | string | null | undefined): Buffer | null {
  if (content == null) return null;
  if (typeof content === "string") return Buffer.from(content);
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}

/** A record ready for kafkajs, and its size: bytes of key, value and headers. */
export function toMessage(record: NewRecord, partition: number): { message: Message; bytes: number } {
  const key = bytesOf(record.key);
  const value = bytesOf(record.value);
  let bytes = (key?.length ?? 0) + (value?.length ?? 0);
  for (const name in record.headers)
    bytes += Buffer.byteLength(name) + Buffer.byteLength(record.headers[name]);
  return { message: { key, value, headers: record.headers as IHeaders | undefined, partition }, bytes };
}
