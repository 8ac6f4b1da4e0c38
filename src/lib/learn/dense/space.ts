import { fail } from "../../core";
import { type Kernels, newKernels, type WasmMemory } from "./kernels";
import { type Layer, layersOf, type NetworkShape } from "./network";

/**
 * All numbers of a network under way, in the memory of the kernels: weights, and what up to `rows` rows become on
 * their way forth and back. Made once for a training or a prediction; `release` gives the memory to the next.
 */
export interface Space {
  readonly shape: NetworkShape;
  readonly layers: readonly Layer[];
  readonly rows: number;
  readonly kernels: Kernels;
  /** As elsewhere, but each layer's weights transposed: `inputs` rows of `outputs` numbers. */
  readonly weights: Float64Array;
  /** Per layer: what comes in (the first are the inputs), and the sums before the activation. */
  readonly values: readonly Float64Array[];
  readonly sums: readonly Float64Array[];
  /** What a training needs besides. */
  readonly training: TrainingSpace | undefined;
  release(): void;
}

export interface TrainingSpace {
  readonly targets: Float64Array;
  /** Per layer: the loss's derivative by the sums. */
  readonly deltas: readonly Float64Array[];
  /** In the order of `weights`. */
  readonly gradient: Float64Array;
  /** Adam's two memories. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** One layer's weights the other way round. */
  readonly flipped: Float64Array;
}

const PAGE = 65536;
/** 32-bit pointers, signed comparisons. */
const MOST_BYTES = 2 ** 31 - PAGE;

// One memory is kept for the next use, unless it has grown large: each reserves gigabytes of addresses, and
// collecting them takes time.
const MOST_KEPT = 1 << 26;
let spare: Kernels | undefined;

export function openSpace(shape: NetworkShape, rows: number, training: boolean): Space {
  const { layers, parameters } = layersOf(shape);
  const widths = [shape.inputs, ...shape.hidden, 1];
  const lengths = [
    ...widths.slice(0, -1).map((width) => rows * width),
    ...widths.slice(1).map((width) => rows * width),
    parameters,
    ...(training
      ? [
          rows,
          ...widths.slice(1).map((width) => rows * width),
          parameters,
          parameters,
          parameters,
          Math.max(...layers.map(({ inputs, outputs }) => inputs * outputs)),
        ]
      : []),
  ];
  const bytes = lengths.reduce((sum, length) => sum + aligned(length), 0);
  if (bytes > MOST_BYTES) {
    fail({
      code: "limit",
      expected: `a network and batch of at most ${MOST_BYTES} bytes`,
      found: String(bytes),
      hint: "Use fewer units or a smaller batch, or the engine tfjs-node",
    });
  }
  const kernels = spare ?? newKernels();
  spare = undefined;
  reserve(kernels.memory, bytes);
  let at = 0;
  const take = (): Float64Array => {
    const length = lengths.shift() ?? 0;
    const array = new Float64Array(kernels.memory.buffer, at, length);
    at += aligned(length);
    return array.fill(0);
  };
  const each = () => layers.map(take);
  return {
    shape,
    layers,
    rows,
    kernels,
    values: each(),
    sums: each(),
    weights: take(),
    training: training
      ? { targets: take(), deltas: each(), gradient: take(), first: take(), second: take(), flipped: take() }
      : undefined,
    release() {
      if (kernels.memory.buffer.byteLength <= MOST_KEPT) spare = kernels;
    },
  };
}

/** Bytes for so many numbers, in whole pairs. */
function aligned(length: number): number {
  return 8 * (length + (length % 2));
}

function reserve(memory: WasmMemory, bytes: number): void {
  const missing = Math.ceil(bytes / PAGE) - memory.buffer.byteLength / PAGE;
  if (missing > 0) memory.grow(missing);
}

/** Puts weights (in the order of {@link layersOf}) into the space. */
export function setWeights({ layers, weights }: Space, from: Float64Array): void {
  for (const { inputs, outputs, weightsAt, biasesAt } of layers) {
    transpose(from, weightsAt, outputs, inputs, weights, weightsAt);
    weights.set(from.subarray(biasesAt, biasesAt + outputs), biasesAt);
  }
}

/** A copy of the weights, or of something in their order, as {@link layersOf} orders them. */
export function inLayerOrder({ layers }: Space, values: Float64Array): Float64Array {
  const copy = values.slice();
  for (const { inputs, outputs, weightsAt } of layers) {
    transpose(values, weightsAt, inputs, outputs, copy, weightsAt);
  }
  return copy;
}

/** to[j, i] = from[i, j] for i < rows, j < columns. */
export function transpose(
  from: Float64Array,
  fromAt: number,
  rows: number,
  columns: number,
  to: Float64Array,
  toAt: number,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0, at = fromAt + i * columns, out = toAt + i; j < columns; j++, out += rows)
      to[out] = from[at++];
  }
}
