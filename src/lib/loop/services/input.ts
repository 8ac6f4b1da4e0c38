import type { LogRecord, RowReader } from "../../stream";
import type { Input } from "./pending-rows";

/** A record of the rows topic, decoded, with its place. */
export function inputOf(rows: RowReader, record: LogRecord): Input {
  const { partition, offset, time } = record;
  const decoded = rows.decode(record);
  return decoded.kind === "rejected"
    ? { partition, offset, time, record, ...decoded }
    : { partition, offset, time, ...decoded };
}
