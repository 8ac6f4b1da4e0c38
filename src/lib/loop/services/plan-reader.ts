import { RowReader, type RowSchema } from "../../stream";
import type { RunHead } from "../run-record";

/**
 * The reader of a run's rows, which its own producer writes: every row tells its seq, and none lies beyond the plan. What
 * does was sent by somebody else, and would be waited for or would take the place of others.
 */
export function planReader(schema: RowSchema, stages: RunHead["stages"], partitions: number): RowReader {
  return new RowReader({
    ...{ schema, partitions, untold: "reject" },
    stages: stages.map(({ name }) => name),
    rows: Math.max(...stages.map(({ to }) => to)),
  });
}
