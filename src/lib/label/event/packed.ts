import { fail } from "../../core";

/**
 * Many numbers in JSON: runs of ascending whole numbers as [first, count, first, count, …], or bytes in base64
 * (little-endian), whichever is shorter. Millions of rows fit into one event.
 */
export type PackedNumbers =
  | { readonly runs: readonly number[] }
  | { readonly u8: string }
  | { readonly u32: string }
  | { readonly f64: string };

/** Packs whole numbers from 0 to 2^32 − 1 in the given order. */
export function packWhole(numbers: ArrayLike<number>): PackedNumbers {
  const runs = runsOf(numbers, numbers.length <= FEW ? Number.POSITIVE_INFINITY : numbers.length);
  if (runs !== undefined) return { runs };
  let top = 0;
  for (let i = 0; i < numbers.length; i++) top = Math.max(top, numbers[i]);
  if (top < 256) return { u8: base64(Uint8Array.from(numbers)) };
  return { u32: base64(Uint32Array.from(numbers)) };
}

/** So few numbers stay legible in the journal, however they are scattered. */
const FEW = 8;

/** All runs, first and count in turn; undefined when they would be `most` numbers or more. */
function runsOf(numbers: ArrayLike<number>, most: number): number[] | undefined {
  const runs: number[] = [];
  for (let i = 0; i < numbers.length; ) {
    const first = numbers[i];
    let count = 1;
    while (i + count < numbers.length && numbers[i + count] === first + count) count++;
    runs.push(first, count);
    if (runs.length >= most) return undefined;
    i += count;
  }
  return runs;
}

/** Packs any numbers. */
export function packNumbers(numbers: ArrayLike<number>): PackedNumbers {
  return { f64: base64(Float64Array.from(numbers)) };
}

/**
 * The numbers again. Packed numbers come from a file: what is no packing, or holds more than `limit` numbers, is an error.
 *
 * @param limit the most numbers that make sense here
 */
export function unpack(packed: PackedNumbers, limit: number): Float64Array | Uint32Array | Uint8Array {
  if ("runs" in packed && Array.isArray(packed.runs)) return unpackRuns(packed.runs, limit);
  if ("u8" in packed && typeof packed.u8 === "string") return bytesOf(packed.u8, 1, limit);
  if ("u32" in packed && typeof packed.u32 === "string") {
    const bytes = bytesOf(packed.u32, 4, limit);
    return new Uint32Array(bytes.buffer, 0, bytes.length / 4);
  }
  if ("f64" in packed && typeof packed.f64 === "string") {
    const bytes = bytesOf(packed.f64, 8, limit);
    return new Float64Array(bytes.buffer, 0, bytes.length / 8);
  }
  return notPacked("an object of another shape");
}

function unpackRuns(runs: readonly unknown[], limit: number): Uint32Array {
  let length = 0;
  for (let i = 0; i < runs.length; i += 2) {
    const [first, count] = [runs[i], runs[i + 1]];
    if (!isWhole(first) || !isWhole(count) || first + count > 2 ** 32) return notPacked("a run that is none");
    length += count;
    if (length > limit) return notPacked(`more than ${limit}`);
  }
  const numbers = new Uint32Array(length);
  let at = 0;
  for (let i = 0; i < runs.length; i += 2) {
    const first = runs[i] as number;
    for (let k = 0; k < (runs[i + 1] as number); k++) numbers[at++] = first + k;
  }
  return numbers;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function base64(array: Uint8Array | Uint32Array | Float64Array): string {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("base64");
}

/** In memory of its own, so that wider numbers can lie over it. */
function bytesOf(text: string, width: number, limit: number): Uint8Array {
  if (text.length > 8 + 4 * Math.ceil((limit * width) / 3)) return notPacked(`more than ${limit}`);
  const bytes = Uint8Array.from(Buffer.from(text, "base64"));
  if (bytes.length % width !== 0) return notPacked(`${bytes.length} bytes`);
  return bytes;
}

function notPacked(found: string): never {
  return fail({ code: "format", expected: "packed numbers: runs, or base64 of u8, u32 or f64", found });
}
