import type { IHeaders, Message } from "kafkajs";
import type { EncodedRecord } from "../embedded/encode";
import type { LogRecord } from "../log";

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

const buffer = (bytes: Uint8Array | null): Buffer | null =>
  bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function headersOf(raw: IHeaders | undefined): Record<string, string> {
  // Without a prototype, as in the embedded log: no name finds anything but what was sent.
  const headers = Object.create(null) as Record<string, string>;
  for (const name in raw) {
    const value = raw[name];
    // A name that stands twice comes as a list; so does, as kafkajs is written, one that every object has, like
    // "toString", behind what the object has there.
    const last = Array.isArray(value) ? value[value.length - 1] : value;
    headers[name] = last == null ? "" : last.toString();
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

/** A record ready for kafkajs. */
export function toMessage({ key, value, headers }: EncodedRecord, partition: number): Message {
  return { key: buffer(key), value: buffer(value), headers: headers as IHeaders, partition };
}
