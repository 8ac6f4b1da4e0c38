import type { TargetCurve } from "./target-curve";

/** A kind of model with its options: `{ kind: "ridge", alpha: 10 }`. */
export interface ModelSpec {
  readonly kind: string;
  readonly [option: string]: unknown;
}

/** How to get from a data set to predictions. Everything in it is learnt from the training part only. */
export interface Recipe {
  readonly model: ModelSpec;
  /** Default "all"; `{ top: k }` takes the k features of largest |Pearson| with the target. */
  readonly features?: "all" | { readonly top: number } | readonly string[];
  /** z-score of the inputs. Default: as the model kind wants. */
  readonly scale?: boolean;
  /** z-score of the target while learning; predictions come back in its unit. Default: as the model kind wants. */
  readonly scaleTarget?: boolean;
  /** Learn the target on this curve ("asinh", much like a logarithm): then relative errors count. Default: as it is. */
  readonly targetCurve?: TargetCurve;
  /**
   * Rows from which features are selected and scales are fitted: "train" (default), or "all" as the original does,
   * which lets the held-out rows leak into the model.
   */
  readonly fitOn?: "train" | "all";
  /** Part of the training rows that the fit watches for early stop. Default: as the model kind wants. */
  readonly validation?: number;
}

/** One line that names a recipe in tables and figures. */
export function recipeName({ model, features = "all" }: Recipe): string {
  const inputs = typeof features === "object" && "top" in features ? `top ${features.top}` : features;
  return `${model.kind}, ${typeof inputs === "string" ? inputs : `${inputs.length} features`}`;
}
