import { fail } from "./errors";

/** A seeded stream of random numbers. The same seed gives the same numbers on every machine. */
export interface Random {
  /** Uniform in [0, 1), 53 random bits. */
  uniform(): number;
  /** Uniform integer in [0, below). */
  integer(below: number): number;
  /** Standard normal (Marsaglia's polar method). */
  normal(): number;
  /** Exponential with mean 1. */
  exponential(): number;
  /** Shuffles in place (Fisher–Yates) and returns the same array. */
  shuffle<T extends { length: number; [i: number]: unknown }>(array: T): T;
  /** An independent stream that depends on this seed and the name only, not on how much was drawn. */
  fork(name: string): Random;
}

/**
 * Seeded random numbers: sfc32 (Chris Doty-Humphrey, PractRand), keyed by a hash of the seed.
 *
 * @param seed any safe integer or text
 * @example
 * core.random(7).integer(100) === core.random(7).integer(100) //=> true
 */
export function random(seed: number | string): Random {
  if (typeof seed === "number" && !Number.isSafeInteger(seed)) {
    fail({ code: "argument", expected: "a seed that is a safe integer or a text", found: String(seed) });
  }
  const key = `${typeof seed}:${seed}`;
  let a = hash32(key, 0x9e3779b9);
  let b = hash32(key, 0x243f6a88);
  let c = hash32(key, 0xb7e15162);
  let counter = 1;

  function next(): number {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  }
  // The first outputs still carry the structure of the key.
  for (let i = 0; i < 15; i++) next();

  let spare = Number.NaN;
  const stream: Random = {
    uniform: () => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992,
    integer(below) {
      if (!(Number.isSafeInteger(below) && below > 0)) {
        fail({ code: "argument", expected: "a positive whole number as bound", found: String(below) });
      }
      return Math.floor(stream.uniform() * below);
    },
    normal() {
      if (!Number.isNaN(spare)) {
        const value = spare;
        spare = Number.NaN;
        return value;
      }
      for (;;) {
        const x = 2 * stream.uniform() - 1;
        const y = 2 * stream.uniform() - 1;
        const s = x * x + y * y;
        if (s > 0 && s < 1) {
          const scale = Math.sqrt((-2 * Math.log(s)) / s);
          spare = y * scale;
          return x * scale;
        }
      }
    },
    exponential: () => -Math.log(1 - stream.uniform()),
    shuffle(array) {
      const cells = array as { length: number; [i: number]: unknown };
      for (let i = cells.length - 1; i > 0; i--) {
        const j = Math.floor(stream.uniform() * (i + 1));
        const held = cells[i];
        cells[i] = cells[j];
        cells[j] = held;
      }
      return array;
    },
    fork: (name) => random(`${key}/${name}`),
  };
  return stream;
}

/** 32-bit FNV-1a over UTF-16 units with a final avalanche (MurmurHash3 finaliser). */
function hash32(text: string, basis: number): number {
  let h = basis | 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
