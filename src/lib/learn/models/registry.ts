import { fail, nearest, quote } from "../../core";
import { boosting } from "./boosting";
import { constant } from "./constant";
import { forest } from "./forest";
import { knn } from "./knn";
import { linear, ridge } from "./linear";
import { lstm } from "./lstm";
import { mlp } from "./mlp";
import type { Model, ModelKind, ModelState } from "./model";
import { tree } from "./tree";

/** Every kind of model, by name. A new kind is one file and one line here; the contract test then runs over it. */
export const MODEL_KINDS: Readonly<Record<string, ModelKind>> = Object.fromEntries(
  ([constant, linear, ridge, knn, mlp, lstm, tree, forest, boosting] as unknown as ModelKind[]).map(
    (kind) => [kind.kind, kind],
  ),
);

/** The kind of that name; an unknown name is an error with the nearest ones. */
export function modelKind(name: string): ModelKind {
  if (Object.hasOwn(MODEL_KINDS, name)) return MODEL_KINDS[name];
  const known = Object.keys(MODEL_KINDS);
  const near = nearest(name, known);
  return fail({
    code: "unknown-model",
    expected: `a model among ${known.join(", ")}`,
    found: quote(name),
    ...(near.length > 0 ? { hint: `Did you mean ${near.map(quote).join(" or ")}?` } : {}),
  });
}

/** A model from its data. */
export function restoreModel(state: ModelState): Model {
  return modelKind(state.kind).restore(state);
}
