import { fail } from "../../core";
import type { LabelEvent } from "../event/label-event";
import { unpack } from "../event/packed";

interface Assigned {
  readonly rows: ArrayLike<number>;
  readonly codes: ArrayLike<number>;
  readonly confidence: ArrayLike<number> | undefined;
}

/** The rows of an event that gives each its own value, checked: they come from a file. */
export function assignedRows(event: LabelEvent & { readonly action: "assign" }, limit: number): Assigned {
  const rows = unpack(event.rows, limit);
  const codes = unpack(event.codes, limit);
  const confidence = event.confidence === undefined ? undefined : unpack(event.confidence, limit);
  if (codes.length !== rows.length || (confidence !== undefined && confidence.length !== rows.length)) {
    fail({
      code: "format",
      expected: `a value for each of ${rows.length} rows`,
      found: `${codes.length} values${confidence === undefined ? "" : `, ${confidence.length} confidences`}`,
    });
  }
  for (let i = 0; i < rows.length; i++) {
    if (!(rows[i] < limit))
      fail({ code: "format", expected: `a row below ${limit}`, found: String(rows[i]) });
    if (!(codes[i] < event.values.length)) {
      fail({ code: "format", expected: `one of ${event.values.length} values`, found: String(codes[i]) });
    }
  }
  return { rows, codes, confidence };
}
