import { dataset, type Recipe, type TrainedModel, train } from "../../learn";
import type { AdaptationContext } from "../adaptation";

/** A recipe fitted to the reference. */
export function firstModel({ reference, schema, seed }: AdaptationContext, recipe: Recipe): TrainedModel {
  const data = dataset(reference, { target: schema.target, features: schema.features });
  return train(data, recipe, { seed, evaluations: [] });
}
