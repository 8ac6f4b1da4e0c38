import { fail, nearest, quote } from "../../core";
import type { LabelValue } from "../event/label-event";
import { isObject, isWhole, onlyKeys } from "./fields";
import type { LabelSchema } from "./label-schema";

/** Longest free text, in UTF-16 units. */
export const MAX_COMMENT = 20_000;

/**
 * A label as it may be stored under a schema: known classes, in the schema's order, no more than it allows, nothing it
 * does not ask for.
 *
 * @throws LabError "label" that says what is wrong with it
 */
export function checkValue(value: unknown, schema: LabelSchema | undefined): LabelValue {
  if (schema === undefined) {
    return fail({
      code: "no-schema",
      expected: "a label schema, which says what labels there are",
      found: "none in these labels",
      hint: "Open them with a schema once; it is kept in the journal.",
    });
  }
  if (!isObject(value) || !Array.isArray(value.labels)) {
    return fail({
      code: "label",
      expected: "a label: { labels: […] }",
      found: quote(JSON.stringify(value) ?? "nothing"),
    });
  }
  onlyKeys(value, ["labels", "confidence", "comment"], "a label", undefined);
  const given = value.labels as unknown[];
  const known = schema.classes.map(({ name }) => name);
  for (const name of given) {
    if (typeof name === "string" && known.includes(name)) continue;
    const near = typeof name === "string" ? nearest(name, known) : [];
    fail({
      code: "label",
      expected: `a class of ${quote(schema.name)}: ${known.slice(0, 10).map(quote).join(", ")}${known.length > 10 ? ", …" : ""}`,
      found: quote(name),
      ...(near.length === 0 ? {} : { hint: `Did you mean ${near.map(quote).join(" or ")}?` }),
    });
  }
  const labels = known.filter((name) => given.includes(name));
  if (labels.length > 1 && !schema.multiple) {
    fail({
      code: "label",
      expected: `one class of ${quote(schema.name)}`,
      found: `${labels.length}: ${labels.map(quote).join(", ")}`,
    });
  }
  const { confidence, comment } = value;
  if (confidence !== undefined && !(typeof confidence === "number" && confidence >= 0 && confidence <= 1)) {
    fail({ code: "label", expected: "a confidence from 0 to 1", found: quote(confidence) });
  }
  if (confidence !== undefined && !schema.confidence) {
    fail({
      code: "label",
      expected: `no confidence: ${quote(schema.name)} does not ask for it`,
      found: String(confidence),
    });
  }
  if (
    comment !== undefined &&
    !(typeof comment === "string" && comment.length <= MAX_COMMENT && isWhole(comment))
  ) {
    fail({
      code: "label",
      expected: `a comment of at most ${MAX_COMMENT} characters, none of them half a pair`,
      found: quote(comment),
    });
  }
  if (comment !== undefined && comment !== "" && !schema.comment) {
    fail({
      code: "label",
      expected: `no comment: ${quote(schema.name)} does not ask for one`,
      found: quote(comment),
    });
  }
  if (labels.length === 0 && (comment === undefined || comment === "")) {
    fail({
      code: "label",
      expected: "a class or a comment",
      found: "neither",
      hint: "To take a label away, clear it.",
    });
  }
  return {
    labels,
    ...(confidence === undefined ? {} : { confidence: confidence as number }),
    ...(comment === undefined || comment === "" ? {} : { comment: comment as string }),
  };
}
