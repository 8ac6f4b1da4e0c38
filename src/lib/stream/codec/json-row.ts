import { fail, quote } from "../../core";
import type { NewRecord } from "../log";
import type { RowSchema, StreamRow } from "../row";
import { checkRow } from "./check-row";
import { RUN_HEADER, SEGMENT_HEADER, SEQ_HEADER } from "./row-form";
import { checkSchema } from "./schema-id";

/** The largest time that an ISO-8601 text can tell. */
const LAST_TIME = 8.64e15;

/**
 * A writer of the original's message, `{features, label, send_ts, stage}` with the header `run_id`. Seq and segment,
 * which the original does not have, travel in headers, so that its own consumers read what they always read. A missing
 * cell or label is null.
 */
export function jsonRowWriter(schema: RowSchema): (row: StreamRow) => NewRecord {
  const { run, features } = checkSchema(schema);
  const names = features.map((name, f) => `${f === 0 ? '{"features":{' : ","}${JSON.stringify(name)}:`);
  return (row) => {
    checkRow(schema, row);
    if (Math.abs(row.time) > LAST_TIME) {
      fail({ code: "argument", expected: "a time within the years of ISO-8601", found: quote(row.time) });
    }
    let text = "";
    for (let f = 0; f < names.length; f++) text += names[f] + numberText(row.features[f]);
    text += `},"label":${numberText(row.label)},"send_ts":"${new Date(row.time).toISOString()}"`;
    text += `,"stage":${JSON.stringify(row.stage)}}`;
    const headers: Record<string, string> = { [RUN_HEADER]: run, [SEQ_HEADER]: String(row.seq) };
    if (row.segment !== null) headers[SEGMENT_HEADER] = row.segment;
    return { value: text, headers };
  };
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return "null";
  // JSON has a negative zero, which String does not write.
  return value === 0 && Object.is(value, -0) ? "-0" : String(value);
}
