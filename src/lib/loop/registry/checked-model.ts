import { type Fault, fail, quote } from "../../core";
import { modelFromText, type TrainedModel } from "../../learn";
import { modelId } from "../model-id";

const ID = /^m-[0-9a-f]{12}$/;

export function isModelId(text: string): boolean {
  return ID.test(text);
}

/** Refuses what cannot be the id of a model, before it becomes part of a path. */
export function checkModelId(id: string): string {
  if (isModelId(id)) return id;
  return fail({
    code: "argument",
    expected: "the id of a model, such as m-0123456789ab",
    found: quote(id),
    hint: "`dataplane-lab models list` shows the ids",
  });
}

/** The text, if it is the one that the id was made from: a text that was cut or changed has another. */
export function checkedText(id: string, text: string, where: Fault["where"]): string {
  const found = modelId(text);
  if (found === id) return text;
  return fail({
    code: "checksum",
    expected: `the text of the model ${id}`,
    found: `${text.length} characters that make ${found}`,
    ...(where === undefined ? {} : { where }),
    hint: "The object was cut or changed after it was written; it is not served. Roll back, or publish it again",
  });
}

/** The model in a text that was stored under the id. */
export function checkedModel(id: string, text: string, where: { readonly file: string }): TrainedModel {
  return modelFromText(checkedText(id, text, where), where.file);
}
