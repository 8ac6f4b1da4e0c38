import { crc32 } from "node:zlib";
import { fail, quote } from "../../core";
import type { NewRecord } from "../log";
import type { RowSchema, StreamRow } from "../row";
import { checkRow } from "./check-row";
import { FRAME, NO_SEGMENT, ROW_EXTRA } from "./frame";
import { FORM_HEADER, RUN_HEADER } from "./row-form";
import { schemaId } from "./schema-id";

/**
 * A writer of typed records: all rows of a call, which are of one stage and segment and in order of seq, become one
 * record of doubles. See {@link FRAME} for its layout.
 */
export function typedRowWriter(schema: RowSchema): (rows: readonly StreamRow[]) => NewRecord {
  const id = schemaId(schema);
  const width = schema.features.length;
  const headers = Object.freeze({ [FORM_HEADER]: "typed", [RUN_HEADER]: schema.run });
  return (rows) => {
    checkRows(schema, rows);
    const { stage, segment } = rows[0];
    const count = rows.length;
    const stageBytes = Buffer.byteLength(stage);
    const segmentBytes = segment === null ? 0 : Buffer.byteLength(segment);
    const names = FRAME.doubles + 8 * count * (width + ROW_EXTRA);
    // Memory of its own stands at a multiple of eight.
    const frame = Buffer.allocUnsafeSlow(names + stageBytes + segmentBytes);
    const doubles = new Float64Array(frame.buffer, FRAME.doubles, count * (width + ROW_EXTRA));
    let at = ROW_EXTRA * count;
    for (let i = 0; i < count; i++) {
      const row = rows[i];
      doubles[i] = row.seq;
      doubles[count + i] = row.time;
      doubles[2 * count + i] = row.label;
      doubles.set(row.features, at);
      at += width;
    }
    frame.writeUInt32LE(FRAME.magic, 0);
    frame.set(id, FRAME.schema);
    frame.writeUInt32LE(count, FRAME.rows);
    frame.writeUInt32LE(width, FRAME.features);
    frame.writeUInt32LE(stageBytes, FRAME.stage);
    frame.writeUInt32LE(segment === null ? NO_SEGMENT : segmentBytes, FRAME.segment);
    frame.write(stage, names);
    if (segment !== null) frame.write(segment, names + stageBytes);
    frame.writeUInt32LE(crc32(frame.subarray(FRAME.schema)), FRAME.crc);
    return { value: frame, headers };
  };
}

function checkRows(schema: RowSchema, rows: readonly StreamRow[]): void {
  if (rows.length === 0) fail({ code: "argument", expected: "at least one row", found: "none" });
  const [{ stage, segment }] = rows;
  let last = -1;
  for (const row of rows) {
    checkRow(schema, row);
    if (row.stage !== stage || row.segment !== segment) {
      fail({
        code: "argument",
        expected: `rows of stage ${quote(stage)} and segment ${quote(segment)} in one record`,
        found: `${quote(row.stage)} and ${quote(row.segment)} in row ${row.seq}`,
      });
    }
    if (row.seq <= last) {
      fail({ code: "argument", expected: `a seq above ${last}`, found: String(row.seq) });
    }
    last = row.seq;
  }
}
