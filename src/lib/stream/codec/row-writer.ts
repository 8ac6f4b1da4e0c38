import { fail, quote } from "../../core";
import type { NewRecord } from "../log";
import type { RowSchema, StreamRow } from "../row";
import { jsonRowWriter } from "./json-row";
import type { RowForm } from "./row-form";
import { typedRowWriter } from "./typed-rows";

export interface RowWriter {
  readonly form: RowForm;
  /**
   * The record of the given rows: exactly one row in the form `json`; in the form `typed` one or more of the same stage
   * and segment, in order of seq. It names neither key nor partition.
   *
   * @throws LabError `argument` for rows that a reader would reject
   */
  write(rows: readonly StreamRow[]): NewRecord;
}

/**
 * Writes the rows of a run, in the original's JSON or in compact frames.
 *
 * @example
 * const schema = { run: "r1", features: ["a", "b"], target: "y" };
 * const row = { seq: 0, stage: "s", segment: null, time: 0, features: Float64Array.of(1, NaN), label: 3 };
 * String(Buffer.from(stream.rowWriter(schema, "json").write([row]).value ?? "")) //=> '{"features":{"a":1,"b":null},"label":3,"send_ts":"1970-01-01T00:00:00.000Z","stage":"s"}'
 */
export function rowWriter(schema: RowSchema, form: RowForm): RowWriter {
  if (form === "typed") return { form, write: typedRowWriter(schema) };
  if (form !== "json") {
    fail({ code: "argument", expected: "the form json or typed", found: quote(form) });
  }
  const write = jsonRowWriter(schema);
  return {
    form,
    write: (rows) => {
      if (rows.length === 1) return write(rows[0]);
      return fail({ code: "argument", expected: "one row a record in JSON", found: String(rows.length) });
    },
  };
}
