import type { Matrix } from "../data/matrix";

/** Arrays that a model file may carry. */
export type ModelArray = Float64Array | Float32Array | Int32Array | Uint8Array;

/** A fitted model as plain data: nothing in it is ever run. */
export interface ModelState {
  readonly kind: string;
  /** Small numbers and names, JSON. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly arrays: Readonly<Record<string, ModelArray>>;
}

/** A fitted regressor. Predicting changes nothing in it. */
export interface Model {
  readonly kind: string;
  /** How many inputs a row has. */
  readonly inputs: number;
  /** One prediction per row, into `out` when given. NaN where the row misses an input the model needs. */
  predict(x: Matrix, out?: Float64Array): Float64Array;
  /** The prediction for one row; allocates nothing. */
  predictRow(row: ArrayLike<number>): number;
  /** The model as data; shares its arrays, which are never changed after fitting. */
  state(): ModelState;
}

/** What a fit may need besides the data and its own options. */
export interface FitContext {
  readonly seed: number | string;
  /** Rows held back to watch the fit (early stop, plateau). Kinds that do not watch ignore it. */
  readonly validation?: { readonly x: Matrix; readonly y: Float64Array };
  /** A fitted model of the same kind and shape to go on from. Kinds that start from nothing ignore it. */
  readonly start?: Model;
  /** Called a few times a second at most with the steps done. */
  readonly progress?: (done: number, total: number, note?: string) => void;
}

/** One kind of model: how to fit it and how to bring it back from data. */
export interface ModelKind<Options extends object = object> {
  readonly kind: string;
  readonly about: string;
  /** Whether rows with missing inputs can be learnt from and predicted. */
  readonly missing: boolean;
  /** Whether inputs want a z-score first. */
  readonly scaled: boolean;
  /** Whether the target wants a z-score too. */
  readonly scaledTarget: boolean;
  /** Part of the training rows that a fit watches for early stop, unless the recipe says otherwise. */
  watch(options: Options): number;
  /** Completes and checks options. Unknown names and impossible values are errors. */
  options(given: Readonly<Record<string, unknown>>): Options;
  fit(x: Matrix, y: Float64Array, options: Options, context: FitContext): Model;
  restore(state: ModelState): Model;
}
