import {
  flag,
  fraction,
  fractionBelowOne,
  type ModelSpec,
  modelKind,
  nonNegative,
  oneOf,
  positive,
  readOptions,
  whole,
} from "../../learn";

/** What can be set of the strategy `default`. */
export interface DefaultOptions {
  /** The model kind and its options; default a boosting of 100 small trees. */
  readonly model: ModelSpec;
  /** Learn so that relative errors count, as accuracy@τ counts them. Default true. */
  readonly relative: boolean;
  /** Inputs, chosen anew at each retraining by |Pearson|; 0 (default): all. */
  readonly top: number;
  /** Scales and choice of inputs are fitted anew at each retraining. Default true; false keeps the champion's. */
  readonly rescale: boolean;
  /** `scratch` (default), `fine-tune` from the champion's weights, or `auto`: fine-tune where the shape allows it. */
  readonly mode: "scratch" | "fine-tune" | "auto";
  /** Layers that a fine-tuning leaves as they are. Default 0. */
  readonly freeze: number;
  /** Rows of the reference that are learnt again beside the new ones; 0 forgets it. Default 5000. */
  readonly replay: number;
  /** Newest rows of the stream to learn from. Default 2000. */
  readonly memory: number;
  /** Newest rows that count more than once. Default 60. */
  readonly newest: number;
  /** How often they count. Default 1. */
  readonly emphasis: number;
  /** Rows from one retraining to the next at the earliest. Default 40. */
  readonly every: number;
  /** Retrainings in a row that may bring nothing before only a sign asks. Default 3. */
  readonly patience: number;
  /** Newest rows that a challenger does not see, to be judged by. Default 20. */
  readonly held: number;
  /** Neighbouring rows that count as one when the gain's uncertainty is estimated. Default 5. */
  readonly block: number;
  /** Standard errors by which the gain must exceed the margin. Default 1. */
  readonly confidence: number;
  /** Least gain in mean loss (relative error, at most 1) that is worth a swap. Default 0. */
  readonly margin: number;
  /** Fit the winner once more, with the rows it was judged by. Default false: what serves is what was judged. */
  readonly refit: boolean;
  /** Rows of the sliding window of the divergence. Default 300. */
  readonly window: number;
  /** Rows from one look to the next. Default 20. */
  readonly stride: number;
  /** Probability of a false alarm of the inputs in 500 rows. Default 0.01. */
  readonly falseAlarmRate: number;
  /** Rows in the median of the structure sign. Default 40. */
  readonly structureWindow: number;
  /** Where its alarm stands between the usual distance (0) and that of unrelated features (1). Default 0.5. */
  readonly sensitivity: number;
  /** Rows in the mean loss. Default 30. */
  readonly residualWindow: number;
  /** How many times the usual largest mean loss is an alarm. Default 2. */
  readonly residualFactor: number;
}

export const DEFAULTS: DefaultOptions = {
  model: {
    kind: "boosting",
    trees: 100,
    maxLeaves: 16,
    minLeaf: 10,
    bins: 63,
    featureFraction: 0.3,
    rowFraction: 0.7,
    loss: "huber",
  },
  relative: true,
  top: 0,
  rescale: true,
  mode: "scratch",
  freeze: 0,
  replay: 5000,
  memory: 2000,
  newest: 60,
  emphasis: 1,
  every: 40,
  patience: 3,
  held: 20,
  block: 5,
  confidence: 1,
  margin: 0,
  refit: false,
  window: 300,
  stride: 20,
  falseAlarmRate: 0.01,
  structureWindow: 40,
  sensitivity: 0.5,
  residualWindow: 30,
  residualFactor: 2,
};

/** Completes and checks the options; an unknown name is an error with a hint. */
export function readDefaultOptions(given: Readonly<Record<string, unknown>>): DefaultOptions {
  return readOptions<DefaultOptions>("the strategy default", given, DEFAULTS, {
    model,
    relative: flag,
    top: whole(0),
    rescale: flag,
    mode: oneOf("scratch", "fine-tune", "auto"),
    freeze: whole(0),
    replay: whole(0),
    memory: whole(1, 1_000_000),
    newest: whole(0),
    emphasis: whole(1, 100),
    every: whole(1),
    patience: whole(0),
    held: whole(2),
    block: whole(1),
    confidence: nonNegative,
    margin: fractionBelowOne,
    refit: flag,
    window: whole(10),
    stride: whole(1),
    falseAlarmRate: fraction,
    structureWindow: whole(1),
    sensitivity: fraction,
    residualWindow: whole(2),
    residualFactor: positive,
  });
}

/** A model with its kind and options, checked by the kind itself. */
function model(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return oneOf("an object with a kind")(value, name);
  const { kind, ...options } = value as ModelSpec;
  modelKind(String(kind)).options(options);
  return value;
}
