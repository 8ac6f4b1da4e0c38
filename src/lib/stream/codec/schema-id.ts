import { createHash } from "node:crypto";
import { fail, quote } from "../../core";
import type { RowSchema } from "../row";

/** More columns than any table here has; a frame with more is damaged. */
export const MOST_FEATURES = 65_535;

/**
 * Eight bytes that stand for run, features in their order, and target: every typed frame carries them, so that rows of
 * another table or run cannot be taken for ours.
 *
 * @throws LabError `argument` for a schema that cannot be one
 */
export function schemaId(schema: RowSchema): Uint8Array {
  const { run, features, target } = checkSchema(schema);
  const text = JSON.stringify(["dataplane-lab rows", 1, run, features, target]);
  return new Uint8Array(createHash("sha256").update(text).digest().subarray(0, 8));
}

/** @throws LabError `argument` */
export function checkSchema(schema: RowSchema): RowSchema {
  const { run, features, target } = schema;
  if (typeof run !== "string" || run === "" || typeof target !== "string") {
    fail({ code: "argument", expected: "a run and a target", found: `${quote(run)} and ${quote(target)}` });
  }
  if (features.length === 0 || features.length > MOST_FEATURES) {
    fail({ code: "argument", expected: `1 to ${MOST_FEATURES} features`, found: String(features.length) });
  }
  if (new Set(features).size !== features.length) {
    const twice = features.find((name, i) => features.indexOf(name) !== i);
    fail({ code: "argument", expected: "features that differ", found: `${quote(twice)} twice` });
  }
  return schema;
}
