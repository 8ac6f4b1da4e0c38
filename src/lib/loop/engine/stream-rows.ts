import { segmentsOf } from "../../learn";
import type { RowSchema, StreamRow } from "../../stream";
import type { Table } from "../../table";

/** A stage to replay: a name and its rows. */
export interface StageRows {
  readonly name: string;
  readonly rows: Table;
}

/** The rows of the stages as they come out of a log, numbered from 0, one a second; each has arrays of its own. */
export function streamRows(stages: readonly StageRows[], schema: RowSchema): StreamRow[] {
  const out: StreamRow[] = [];
  for (const { name, rows } of stages) {
    const columns = schema.features.map((feature) => rows.numbers(feature));
    const labels = rows.numbers(schema.target);
    const segments = segmentsOf(rows);
    for (let i = 0; i < rows.length; i++) {
      const seq = out.length;
      out.push({
        seq,
        stage: name,
        segment: segments === undefined ? null : segments.names[segments.ids[i]],
        time: seq * 1000,
        features: Float64Array.from(columns, (column) => column[i]),
        label: labels[i],
      });
    }
  }
  return out;
}
