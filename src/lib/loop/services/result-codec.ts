import type { LogRecord, NewRecord } from "../../stream";

/**
 * What became of one record of rows, or of a part of it: predictions of one model, the end of its partition, or why
 * it was rejected. Delivery is at least once, so the same may come again: readers take what lies above the highest
 * (offset, index) that they have seen of the partition.
 */
export type Result = {
  /** The partition and offset of the record that this answers. */
  readonly partition: number;
  readonly offset: number;
  /** The first row of the record that this answers. */
  readonly index: number;
} & (
  | {
      readonly kind: "rows";
      /** The one model in service that made all of `current`. */
      readonly model: string;
      readonly instance: string;
      /** Time of the two predictions of one row, µs. */
      readonly latencyUs: number;
      readonly seq: Float64Array;
      readonly baseline: Float64Array;
      readonly current: Float64Array;
      /** Whether these are the last rows of the record. */
      readonly last: boolean;
    }
  | { readonly kind: "end" }
  | { readonly kind: "rejected"; readonly reason: string }
);

const MAGIC = 0x31524c44;
const HEAD_BYTES = 24;
const EMPTY = new Uint8Array(0);

/** A result as a record of the results topic: same partition, key `topic/partition/offset`. */
export function encodeResult(topic: string, result: Result): NewRecord {
  const { partition, offset, index } = result;
  const key = `${topic}/${partition}/${offset}`;
  const headers = { kind: result.kind };
  if (result.kind === "end") return { partition, key, value: EMPTY, headers };
  if (result.kind === "rejected") {
    return { partition, key, value: EMPTY, headers: { ...headers, reason: result.reason } };
  }
  const { seq, baseline, current } = result;
  const view = new DataView(new ArrayBuffer(HEAD_BYTES + 24 * seq.length));
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, seq.length, true);
  view.setUint32(8, index, true);
  view.setUint32(12, result.last ? 1 : 0, true);
  view.setFloat64(16, result.latencyUs, true);
  const columns = new Float64Array(view.buffer, HEAD_BYTES);
  columns.set(seq);
  columns.set(baseline, seq.length);
  columns.set(current, 2 * seq.length);
  const { model, instance } = result;
  return { partition, key, value: new Uint8Array(view.buffer), headers: { ...headers, model, instance } };
}

/** The result in a record; undefined for what no prediction service wrote. */
export function decodeResult(record: LogRecord): Result | undefined {
  const place = /\/(\d+)\/(\d+)$/.exec(record.key === null ? "" : Buffer.from(record.key).toString("utf8"));
  if (place === null || Number(place[1]) !== record.partition) return undefined;
  const at = { partition: record.partition, offset: Number(place[2]), index: 0 };
  const { kind, model, instance = "", reason = "" } = record.headers;
  if (kind === "end") return { ...at, kind };
  if (kind === "rejected") return { ...at, kind, reason };
  if (kind !== "rows" || model === undefined || record.value === null) return undefined;
  const { buffer, byteOffset, byteLength } = record.value;
  if (byteLength < HEAD_BYTES) return undefined;
  const view = new DataView(buffer, byteOffset, byteLength);
  const rows = view.getUint32(4, true);
  if (view.getUint32(0, true) !== MAGIC || byteLength !== HEAD_BYTES + 24 * rows) return undefined;
  // A copy begins on a whole number of eight bytes, as the numbers in it have to.
  const columns = new Float64Array(buffer.slice(byteOffset + HEAD_BYTES, byteOffset + byteLength));
  const column = (c: number) => columns.subarray(c * rows, (c + 1) * rows);
  return {
    ...at,
    kind,
    index: view.getUint32(8, true),
    last: view.getUint32(12, true) === 1,
    latencyUs: view.getFloat64(16, true),
    model,
    instance,
    seq: column(0),
    baseline: column(1),
    current: column(2),
  };
}
