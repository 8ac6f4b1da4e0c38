import { fail, quote } from "../../core";
import type { ModelArray } from "../models/model";

/** An array with its shape, as NumPy's .npy files hold it; values lie row after row. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: ModelArray;
}

const MAGIC = Buffer.from("\x93NUMPY", "latin1");

const READERS: Readonly<Record<string, { size: number; make: (n: number) => ModelArray; read: Reader }>> = {
  f8: { size: 8, make: (n) => new Float64Array(n), read: (v, at, little) => v.getFloat64(at, little) },
  f4: { size: 4, make: (n) => new Float32Array(n), read: (v, at, little) => v.getFloat32(at, little) },
  i4: { size: 4, make: (n) => new Int32Array(n), read: (v, at, little) => v.getInt32(at, little) },
  u1: { size: 1, make: (n) => new Uint8Array(n), read: (v, at) => v.getUint8(at) },
  // Whole numbers up to 2^53 survive the way into a float64; larger ones are refused.
  i8: {
    size: 8,
    make: (n) => new Float64Array(n),
    read: (v, at, little) => whole(v.getBigInt64(at, little)),
  },
};

type Reader = (view: DataView, at: number, little: boolean) => number;

/**
 * The bytes of a .npy file (format 1.0): float64, float32, int32 or uint8, little-endian, row after row.
 *
 * @example
 * const npy = learn.encodeNpy({ shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) });
 * learn.decodeNpy(npy).shape //=> [2, 2]
 */
export function encodeNpy({ shape, data }: NpyArray): Uint8Array {
  const count = shape.reduce((product, n) => product * n, 1);
  if (count !== data.length) {
    fail({
      code: "argument",
      expected: `${count} values for the shape ${shape.join("×")}`,
      found: String(data.length),
    });
  }
  const descr = data instanceof Float64Array ? "<f8" : data instanceof Float32Array ? "<f4" : undefined;
  const type = descr ?? (data instanceof Int32Array ? "<i4" : "|u1");
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const header = MAGIC.length + 4 + text.length + 1;
  const padded = `${text}${" ".repeat((64 - (header % 64)) % 64)}\n`;
  const size = data.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(MAGIC.length + 4 + padded.length + data.length * size);
  bytes.set(MAGIC);
  bytes.set([1, 0, padded.length & 255, padded.length >> 8], MAGIC.length);
  bytes.set(Buffer.from(padded, "latin1"), MAGIC.length + 4);
  const view = new DataView(bytes.buffer, MAGIC.length + 4 + padded.length);
  for (let i = 0; i < data.length; i++) {
    if (size === 8) view.setFloat64(8 * i, data[i], true);
    else if (data instanceof Float32Array) view.setFloat32(4 * i, data[i], true);
    else if (size === 4) view.setInt32(4 * i, data[i], true);
    else view.setUint8(i, data[i]);
  }
  return bytes;
}

/**
 * Reads a .npy file (formats 1 to 3) of float64, float32, int64, int32 or uint8 in either byte order, C or Fortran.
 * Pickled objects and anything else are refused.
 */
export function decodeNpy(bytes: Uint8Array, file?: string): NpyArray {
  const where = file === undefined ? {} : { where: { file } };
  const wrong = (expected: string, found: string): never =>
    fail({ code: "format", expected, found, ...where });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || !MAGIC.equals(bytes.subarray(0, MAGIC.length))) {
    wrong("the first bytes of a .npy file", `${bytes.length} bytes of something else`);
  }
  const long = bytes[6] > 1;
  if (bytes[6] < 1 || bytes[6] > 3) wrong(".npy format 1 to 3", String(bytes[6]));
  const start = long ? 12 : 10;
  const end = start + (long ? view.getUint32(8, true) : view.getUint16(8, true));
  if (end > bytes.length) wrong(`a header of ${end} bytes`, `${bytes.length} bytes`);
  const header = Buffer.from(bytes.subarray(start, end)).toString("latin1");
  const descr = /'descr':\s*'([<>|=])([a-z]\d+)'/.exec(header);
  const fortran = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const tuple = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (descr === null || fortran === undefined || tuple === undefined || !Object.hasOwn(READERS, descr[2])) {
    return wrong("an array of float64, float32, int64, int32 or uint8", quote(header.trim()));
  }
  const { size, make, read } = READERS[descr[2]];
  const shape = tuple
    .split(",")
    .filter((n) => n.trim() !== "")
    .map(Number);
  const count = shape.reduce((product, n) => product * n, 1);
  if (bytes.length - end !== count * size) {
    return wrong(`${count * size} bytes of values`, String(bytes.length - end));
  }
  const little = descr[1] !== ">";
  const data = make(count);
  for (let i = 0; i < count; i++) data[i] = read(view, end + i * size, little);
  return { shape, data: fortran === "True" && shape.length > 1 ? rowsFirst(data, shape, make(count)) : data };
}

/** Values that lie column after column, put row after row. */
function rowsFirst(data: ModelArray, shape: readonly number[], out: ModelArray): ModelArray {
  const at = shape.map(() => 0);
  for (let i = 0; i < data.length; i++) {
    let place = 0;
    for (let d = 0; d < shape.length; d++) place = place * shape[d] + at[d];
    out[place] = data[i];
    for (let d = 0; d < shape.length && ++at[d] === shape[d]; d++) at[d] = 0;
  }
  return out;
}

function whole(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  return fail({ code: "value", expected: "whole numbers below 2^53", found: String(value) });
}
