import type { Rejected } from "./codec/decoded";
import { RowReader, type RowReaderOptions } from "./codec/row-reader";
import type { Log, LogRecord } from "./log";
import { OrderedRows } from "./ordered-rows";
import type { StreamRow } from "./row";
import { positive } from "./topic-spec";

export interface ReadRowsOptions extends Omit<RowReaderOptions, "partitions"> {
  readonly topic: string;
  /** `seq` (default): all partitions in one order, each row once. `arrival`: as they come, order within a partition only. */
  readonly order?: "seq" | "arrival";
  /** In order of seq: rows by which a partition may be ahead of the others; default 10 000. */
  readonly ahead?: number;
  /** How long to wait when nothing is new; default 20 ms. */
  readonly pollMs?: number;
  readonly onRejected?: (record: LogRecord, why: Rejected) => void;
  /** Aborting ends the reading. */
  readonly signal?: AbortSignal;
}

/**
 * The rows of a topic, from its beginning to its end markers, in arrays as they come; outside of groups, so that nothing
 * is committed and nothing is shared. A partition that is ahead is not read until the others follow, so what waits
 * stays bounded however long the topic is.
 *
 * @throws LabError `not-found` (the topic), and what the log throws
 * @example
 * const log = stream.embeddedLog();
 * await log.createTopics([{ name: "rows", partitions: 3 }]);
 * const schema = { run: "r1", features: ["a"], target: "y" };
 * const rows = table.Table.of({ a: [1, 2, 3], y: [4, 5, 6] });
 * const plan = { schema, stages: [{ name: "s", rows }] };
 * await stream.replay(log, plan, { topic: "rows", form: "json" }).done;
 * const labels: number[] = [];
 * for await (const some of stream.readRows(log, { topic: "rows", schema })) labels.push(...some.map((r) => r.label));
 * labels //=> [4, 5, 6]
 */
export async function* readRows(
  log: Log,
  options: ReadRowsOptions,
): AsyncGenerator<readonly StreamRow[], void> {
  const { topic, order = "seq", pollMs = 20, onRejected, signal } = options;
  const ahead = positive("ahead", options.ahead ?? 10_000);
  const lanes = (await log.ranges(topic)).map(({ partition, earliest }) => ({
    partition,
    next: earliest,
    ended: false,
  }));
  const reader = new RowReader({ ...options, partitions: lanes.length });
  const ordered = new OrderedRows({ partitions: lanes.length, most: Number.MAX_SAFE_INTEGER });
  while (signal?.aborted !== true) {
    let came = false;
    for (const lane of lanes) {
      if (lane.ended || ordered.waitingIn(lane.partition) >= ahead) continue;
      const records = await log.read(topic, lane.partition, lane.next);
      const rows: StreamRow[] = [];
      for (const record of records) {
        lane.next = record.offset + 1;
        const decoded = reader.decode(record);
        if (decoded.kind === "rejected") onRejected?.(record, decoded);
        if (decoded.kind === "end") lane.ended = true;
        if (order === "seq") ordered.push(record, decoded);
        else if (decoded.kind === "rows") rows.push(...decoded.rows);
      }
      came ||= records.length > 0;
      if (rows.length > 0) yield rows;
    }
    const rows = ordered.take();
    if (rows.length > 0) yield rows;
    if (lanes.every(({ ended }) => ended)) return;
    if (!came) await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
