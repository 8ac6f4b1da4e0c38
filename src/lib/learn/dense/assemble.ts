// The few parts of the WebAssembly binary format (Core Specification 2.0, chapter 5) that the kernels need.

/** Instructions as bytes, in groups. */
export type Code = readonly (number | Code)[];

export const I32 = 0x7f;
export const F64 = 0x7c;
export const V128 = 0x7b;

export function flat(code: Code): number[] {
  return code.flatMap((part) => (typeof part === "number" ? [part] : flat(part)));
}

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return bytes;
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    const last = (rest >= -64 && rest < 64) || false;
    bytes.push((rest & 0x7f) | (last ? 0 : 0x80));
    if (last) return bytes;
  }
}

const simd = (op: number): number[] => [0xfd, ...unsigned(op)];

export const get = (local: number): Code => [0x20, unsigned(local)];
export const set = (local: number): Code => [0x21, unsigned(local)];
export const int = (value: number): Code => [0x41, signed(value)];
export const float = (value: number): Code => [0x44, [...new Uint8Array(Float64Array.of(value).buffer)]];
export const add: Code = [0x6a];
export const multiply: Code = [0x6c];
/** i = i + by. */
export const increase = (local: number, by: Code): Code => [get(local), by, add, set(local)];

export const loadF64 = (offset = 0): Code => [0x2b, 3, unsigned(offset)];
export const storeF64 = (offset = 0): Code => [0x39, 3, unsigned(offset)];
export const addF64: Code = [0xa0];
export const multiplyF64: Code = [0xa2];

export const loadPair = (offset = 0): Code => [simd(0x00), 3, unsigned(offset)];
export const storePair = (offset = 0): Code => [simd(0x0b), 3, unsigned(offset)];
/** One number from memory, twice. */
export const loadBoth = (offset = 0): Code => [simd(0x0a), 3, unsigned(offset)];
export const both: Code = simd(0x14);
export const rootPair: Code = simd(0xef);
export const addPair: Code = simd(0xf0);
export const subtractPair: Code = simd(0xf1);
export const multiplyPair: Code = simd(0xf2);
export const dividePair: Code = simd(0xf3);

/** while (left < right) body, signed; the body must bring them together. */
export function whileLess(left: Code, right: Code, body: Code): Code {
  const leaveUnless = [left, right, [0x48], [0x45], [0x0d, 1]];
  return [[0x02, 0x40], [0x03, 0x40], leaveUnless, body, [0x0c, 0], [0x0b], [0x0b]];
}

export interface Func {
  readonly name: string;
  readonly parameters: readonly number[];
  readonly locals: readonly number[];
  readonly body: Code;
}

/** A module that imports `env.memory` and exports the functions. */
export function assemble(functions: readonly Func[]): Uint8Array {
  const text = (value: string) => [...unsigned(value.length), ...Buffer.from(value)];
  const section = (id: number, items: readonly number[][]) => {
    const content = [...unsigned(items.length), ...items.flat()];
    return [id, ...unsigned(content.length), ...content];
  };
  const code = functions.map(({ locals, body }) => {
    const declared = [...unsigned(locals.length), ...locals.flatMap((type) => [1, type])];
    const content = [...declared, ...flat(body), 0x0b];
    return [...unsigned(content.length), ...content];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(
      1,
      functions.map(({ parameters }) => [0x60, ...unsigned(parameters.length), ...parameters, 0]),
    ),
    ...section(2, [[...text("env"), ...text("memory"), 0x02, 0x00, 0x01]]),
    ...section(
      3,
      functions.map((_, f) => unsigned(f)),
    ),
    ...section(
      7,
      functions.map(({ name }, f) => [...text(name), 0x00, ...unsigned(f)]),
    ),
    ...section(10, code),
  ]);
}
