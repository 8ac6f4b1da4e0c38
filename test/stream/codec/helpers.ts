import type { Random } from "../../../src/lib/core";
import type { LogRecord, NewRecord, RowSchema, StreamRow } from "../../../src/lib/stream";

export const SCHEMA: RowSchema = { run: "r1", features: ["a", "b", "__proto__", "constructor"], target: "y" };

/** Names and texts that have broken parsers, prototypes and terminals. */
export const HOSTILE = [
  "",
  "__proto__",
  "constructor",
  "toString",
  "a\u2028b\u2029c",
  "\u0000\u001b[31m",
  '"},"label":1,{"',
  "<script>alert(1)</script>",
  "é😀\ufeff",
  "x".repeat(5000),
];

export function rowOf(change: Partial<StreamRow> = {}): StreamRow {
  return {
    seq: 0,
    stage: "stage0",
    segment: null,
    time: 1000,
    features: Float64Array.of(1, 2.5, Number.NaN, -0),
    label: 7,
    ...change,
  };
}

/** A record of the log with the given bytes. */
export function recordOf(value: Uint8Array | string | null, change: Partial<LogRecord> = {}): LogRecord {
  const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
  return { topic: "t", partition: 0, offset: 0, time: 5, key: null, value: bytes, headers: {}, ...change };
}

/** A new record as it comes out of the log. */
export function arrived({ value, headers }: NewRecord, change: Partial<LogRecord> = {}): LogRecord {
  return recordOf(value, { headers: headers ?? {}, ...change });
}

export function randomNumber(stream: Random): number {
  const kinds = [stream.integer(100), stream.normal() * 1e300, -0, Number.NaN, 5e-324, stream.uniform()];
  return kinds[stream.integer(kinds.length)];
}

/** Rows of one stage and segment, in order of seq. */
export function randomRows(stream: Random, width: number, most: number): StreamRow[] {
  const stage = HOSTILE[stream.integer(HOSTILE.length)];
  const segment = stream.integer(2) === 0 ? null : HOSTILE[stream.integer(HOSTILE.length)];
  let seq = stream.integer(1000);
  return Array.from({ length: 1 + stream.integer(most) }, () => {
    seq += 1 + stream.integer(3);
    const features = Float64Array.from({ length: width }, () => randomNumber(stream));
    return { seq, stage, segment, time: stream.integer(1e9), features, label: randomNumber(stream) };
  });
}

/** How often a fuzz loop turns: `DATAPLANE_LAB_FUZZ=full` is for a night. */
export function turns(count: number): number {
  return process.env.DATAPLANE_LAB_FUZZ === "full" ? count * 50 : count;
}
