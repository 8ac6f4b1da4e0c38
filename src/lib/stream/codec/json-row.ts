import { fail, quote } from "../../core";
import type { NewRecord } from "../log";
import type { RowSchema, StreamRow } from "../row";
import { checkRow } from "./check-row";
import { JsonBytes } from "./json-bytes";
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
  const names = features.map((name, f) =>
    Buffer.from(`${f === 0 ? '{"features":{' : ","}${JSON.stringify(name)}:`),
  );
  const json = new JsonBytes();
  return (row) => {
    checkRow(schema, row);
    if (Math.abs(row.time) > LAST_TIME) {
      fail({ code: "argument", expected: "a time within the years of ISO-8601", found: quote(row.time) });
    }
    json.clear();
    for (let f = 0; f < names.length; f++) {
      json.bytes(names[f]);
      json.number(row.features[f]);
    }
    json.text('},"label":');
    json.number(row.label);
    json.text(`,"send_ts":"${new Date(row.time).toISOString()}","stage":${JSON.stringify(row.stage)}}`);
    const headers: Record<string, string> = { [RUN_HEADER]: run, [SEQ_HEADER]: String(row.seq) };
    if (row.segment !== null) headers[SEGMENT_HEADER] = row.segment;
    return { value: json.take(), headers };
  };
}
