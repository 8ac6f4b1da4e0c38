import { endianness } from "node:os";
import { fail, quote } from "../../core";
import type { ModelArray } from "../models/model";

/** A typed array in JSON: its type, its length, its bytes (little-endian) in base64. */
export interface ArrayText {
  readonly type: ArrayType;
  readonly length: number;
  readonly base64: string;
}

type ArrayType = "float64" | "float32" | "int32" | "uint8";

const TYPES = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  uint8: Uint8Array,
} as const;

export function arrayToText(array: ModelArray): ArrayText {
  const type = (Object.keys(TYPES) as ArrayType[]).find((name) => array instanceof TYPES[name]) ?? "uint8";
  const bytes = Buffer.from(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return {
    type,
    length: array.length,
    base64: littleEndian(bytes, array.BYTES_PER_ELEMENT).toString("base64"),
  };
}

export function arrayFromText(text: unknown, name: string): ModelArray {
  const { type, length, base64 } = (text ?? {}) as Partial<ArrayText>;
  if (typeof type !== "string" || !Object.hasOwn(TYPES, type) || typeof base64 !== "string") {
    return fail({
      code: "format",
      expected: `an array ${quote(name)} with type and base64`,
      found: quote(type),
    });
  }
  const Type = TYPES[type];
  const bytes = Buffer.from(base64, "base64");
  if (bytes.length !== (length ?? -1) * Type.BYTES_PER_ELEMENT) {
    fail({
      code: "format",
      expected: `${length} numbers in the array ${quote(name)}`,
      found: `${bytes.length} bytes`,
    });
  }
  // A copy of its own, so that it is aligned and shares nothing.
  const own = new Uint8Array(littleEndian(bytes, Type.BYTES_PER_ELEMENT));
  return new Type(own.buffer, 0, length);
}

function littleEndian(bytes: Buffer, size: number): Buffer {
  if (endianness() === "LE" || size === 1) return bytes;
  return size === 8 ? bytes.swap64() : bytes.swap32();
}
