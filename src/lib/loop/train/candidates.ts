import type { ModelSpec, Recipe } from "../../learn";
import type { Trigger } from "../adaptation";

/** What a retraining may do differently from the first model. */
export interface RetrainOptions {
  readonly model: ModelSpec;
  /** Learn the target on the asinh curve, so that relative errors count. */
  readonly relative: boolean;
  /** Features to select anew from the rows at hand; 0 takes all. */
  readonly top: number;
  /** So many of the newest rows count `emphasis` times: what the chain does now is known from few rows. */
  readonly newest: number;
  readonly emphasis: number;
  /** `fine-tune` goes on from the champion's weights, `auto` where its shape allows it, `scratch` never. */
  readonly mode: "scratch" | "fine-tune" | "auto";
  /** Layers that keep their weights when fine-tuned. */
  readonly freeze: number;
  /** Select features and fit scales anew; else those of the champion stay. */
  readonly rescale: boolean;
}

/** One way to make a challenger. */
export interface Candidate {
  readonly name: string;
  readonly recipe: Recipe;
  /** Without: the new rows alone. */
  readonly replay: boolean;
  readonly emphasis: number;
}

export function recipeOf(options: Pick<RetrainOptions, "model" | "relative" | "top">): Recipe {
  const { model, relative, top } = options;
  return {
    model,
    ...(top > 0 && { features: { top } }),
    ...(relative && { targetCurve: "asinh" as const }),
  };
}

/** The stronger the drift, the more is tried: tier A one candidate, B two, C three. */
export function candidatesFor(tier: Trigger["tier"], options: RetrainOptions): Candidate[] {
  const recipe = recipeOf(options);
  const { emphasis } = options;
  const all: Candidate[] = [
    { name: "old and new rows", recipe, replay: true, emphasis },
    { name: "the newest rows emphasised", recipe, replay: true, emphasis: 4 * emphasis },
    { name: "new rows alone", recipe, replay: false, emphasis },
  ];
  return all.slice(0, { A: 1, B: 2, C: 3 }[tier]);
}
