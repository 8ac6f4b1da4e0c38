import type { Recipe } from "./recipe";

/** The original's own recipes (DRST V1 and V2), as recipes of ours: what one compares against. */
export const DRST_RECIPES = {
  /** V2 offline training: top 10, 64-32, target in Mb/s as it is, scales and selection on all rows. */
  v2: {
    model: { kind: "mlp", hidden: [64, 32] },
    features: { top: 10 },
    scaleTarget: false,
    fitOn: "all",
    validation: 0.3,
  },
  /** V1's frozen baseline: one linear layer after five epochs. */
  "v1-baseline": {
    model: {
      kind: "mlp",
      hidden: [],
      loss: "mse",
      learningRate: 5e-3,
      batch: 128,
      epochs: 5,
      patience: 0,
      plateauPatience: 0,
    },
    features: { top: 10 },
    scaleTarget: false,
    fitOn: "all",
    validation: 0.2,
  },
  /** V1's adaptive model: 128-64, thirty epochs. */
  "v1-adaptive": {
    model: {
      kind: "mlp",
      hidden: [128, 64],
      loss: "mse",
      learningRate: 1e-3,
      batch: 128,
      epochs: 30,
      patience: 0,
      plateauPatience: 0,
    },
    features: { top: 10 },
    scaleTarget: false,
    fitOn: "all",
    validation: 0.2,
  },
} as const satisfies Readonly<Record<string, Recipe>>;
