import {
  add,
  addF64,
  addPair,
  assemble,
  both,
  type Code,
  dividePair,
  F64,
  type Func,
  float,
  get,
  I32,
  increase,
  int,
  loadBoth,
  loadF64,
  loadPair,
  multiply,
  multiplyF64,
  multiplyPair,
  rootPair,
  set,
  storeF64,
  storePair,
  subtractPair,
  V128,
  whileLess,
} from "./assemble";

// JavaScript has no vector instructions, WebAssembly has: two float64 at a time. These two loops are all the
// arithmetic of a training that matters; pointers and strides are in bytes.

/**
 * c[m, n] += a[m, k] · b[k, n]. `b` and `c` lie row after row; `a` has its own strides, so that it may be the
 * transpose of what lies there.
 */
export type Multiply = (
  a: number,
  aRow: number,
  aColumn: number,
  b: number,
  c: number,
  m: number,
  n: number,
  k: number,
) => void;

/** One step of Adam on `bytes` of weights, two at a time. */
export type AdamStep = (
  weights: number,
  gradient: number,
  first: number,
  second: number,
  bytes: number,
  rate: number,
  decay: number,
  correction: number,
) => void;

const multiplyFunction: Func = (() => {
  const [a, aRow, aColumn, b, c, m, n, k] = [0, 1, 2, 3, 4, 5, 6, 7];
  const [row, column, p, from, at, width, sum] = [8, 9, 10, 11, 12, 13, 14];
  const sums = [15, 16, 17, 18];
  const one = 19;
  // at = c + (row · n + column) · 8; from = a + row · aRow; the walk down b is column · 8 + p · width.
  const place: Code = [
    get(c),
    get(row),
    get(width),
    multiply,
    add,
    get(column),
    int(8),
    multiply,
    add,
    set(at),
  ];
  const start: Code = [get(a), get(row), get(aRow), multiply, add, set(from), int(0), set(p)];
  const down: Code = [get(b), get(column), int(8), multiply, add, get(p), get(width), multiply, add];
  const steps = (body: Code): Code =>
    whileLess(get(p), get(k), [body, increase(from, get(aColumn)), increase(p, int(1))]);
  const block = (pairs: number): Code => [
    place,
    sums.slice(0, pairs).map((local, i): Code => [get(at), loadPair(16 * i), set(local)]),
    start,
    steps([
      [get(from), loadBoth(), set(one)],
      sums
        .slice(0, pairs)
        .map(
          (local, i): Code => [
            get(local),
            get(one),
            down,
            loadPair(16 * i),
            multiplyPair,
            addPair,
            set(local),
          ],
        ),
    ]),
    sums.slice(0, pairs).map((local, i): Code => [get(at), get(local), storePair(16 * i)]),
    increase(column, int(2 * pairs)),
  ];
  const single: Code = [
    place,
    [get(at), loadF64(), set(sum)],
    start,
    steps([get(sum), get(from), loadF64(), down, loadF64(), multiplyF64, addF64, set(sum)]),
    [get(at), get(sum), storeF64()],
    increase(column, int(1)),
  ];
  const fits = (count: number): Code => [get(column), int(count - 1), add];
  return {
    name: "multiply",
    parameters: [I32, I32, I32, I32, I32, I32, I32, I32],
    locals: [I32, I32, I32, I32, I32, I32, F64, V128, V128, V128, V128, V128],
    body: [
      [get(n), int(8), multiply, set(width)],
      whileLess(get(row), get(m), [
        [int(0), set(column)],
        whileLess(fits(8), get(n), block(4)),
        whileLess(fits(2), get(n), block(1)),
        whileLess(get(column), get(n), single),
        increase(row, int(1)),
      ]),
    ],
  };
})();

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

const adamFunction: Func = (() => {
  const [weights, gradient, first, second, bytes, rate, decay, correction] = [0, 1, 2, 3, 4, 5, 6, 7];
  const [at, rates, decays, corrections, g, m, v, w] = [8, 9, 10, 11, 12, 13, 14, 15];
  const here = (base: number): Code => [get(base), get(at), add];
  const twice = (value: number): Code => [float(value), both];
  return {
    name: "adam",
    parameters: [I32, I32, I32, I32, I32, F64, F64, F64],
    locals: [I32, V128, V128, V128, V128, V128, V128, V128],
    body: [
      [get(rate), both, set(rates), get(decay), both, set(decays), get(correction), both, set(corrections)],
      whileLess(get(at), get(bytes), [
        [here(weights), loadPair(), set(w)],
        [here(gradient), loadPair(), get(decays), get(w), multiplyPair, addPair, set(g)],
        [here(first), loadPair(), twice(BETA1), multiplyPair],
        [get(g), twice(1 - BETA1), multiplyPair, addPair, set(m)],
        [here(second), loadPair(), twice(BETA2), multiplyPair],
        [get(g), get(g), multiplyPair, twice(1 - BETA2), multiplyPair, addPair, set(v)],
        [here(first), get(m), storePair(), here(second), get(v), storePair()],
        [here(weights), get(w), get(rates), get(m), multiplyPair],
        [get(v), rootPair, get(corrections), multiplyPair, twice(EPSILON), addPair, dividePair, subtractPair],
        storePair(),
        increase(at, int(16)),
      ]),
    ],
  };
})();

// Node has WebAssembly; the types of the language without a browser's do not.
interface WebAssemblyGlobal {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (pages: { initial: number }) => WasmMemory;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
}

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** The kernels over a memory of their own. */
export interface Kernels {
  readonly memory: WasmMemory;
  readonly multiply: Multiply;
  readonly adam: AdamStep;
}

let compiled: object | undefined;

export function newKernels(): Kernels {
  const { Module, Memory, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyGlobal })
    .WebAssembly;
  compiled ??= new Module(assemble([multiplyFunction, adamFunction]));
  const memory = new Memory({ initial: 1 });
  const { exports } = new Instance(compiled, { env: { memory } });
  return { memory, ...(exports as { multiply: Multiply; adam: AdamStep }) };
}
