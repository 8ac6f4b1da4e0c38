import { fail, quote, random } from "../../core";
import { choosePartition } from "../partition";
import type { ReplayRows } from "./replay-rows";

/** How rows find their partition: in turns, by the hash of a key, or at random (seeded). */
export const PARTITIONINGS = ["rr", "hash", "random"] as const;
export type Partitioning = (typeof PARTITIONINGS)[number];

/** When and where each row goes: fixed by plan, options and seed, whatever happens while it is sent. */
export interface Schedule {
  /** Event time of each row, whole milliseconds. */
  readonly times: Float64Array;
  readonly partitions: Uint16Array;
  /** The key of each row; undefined where partitions are not chosen by key. */
  readonly keyOf: ((seq: number) => string) | undefined;
}

export interface ScheduleOptions {
  readonly partitions: number;
  readonly partitioning: Partitioning;
  /** Rows that stay together in turns and at random. */
  readonly rowsPerRecord: number;
  readonly key?: (seq: number) => string;
  readonly start: number;
  readonly intervalMs: number;
  readonly jitterMs: number;
  readonly seed: number | string;
}

export function schedule(rows: ReplayRows, options: ScheduleOptions): Schedule {
  return { times: timesOf(rows.length, options), ...partitionsOf(rows, options) };
}

/** Each gap is the interval and up to the jitter more or less, never below 0. */
function timesOf(rows: number, { start, intervalMs, jitterMs, seed }: ScheduleOptions): Float64Array {
  const stream = random(seed).fork("jitter");
  const times = new Float64Array(rows);
  let time = start;
  for (let seq = 0; seq < rows; seq++) {
    times[seq] = Math.round(time);
    time += jitterMs === 0 ? intervalMs : Math.max(0, intervalMs + (2 * stream.uniform() - 1) * jitterMs);
  }
  return times;
}

function partitionsOf(rows: ReplayRows, options: ScheduleOptions): Pick<Schedule, "partitions" | "keyOf"> {
  const { partitions: count, partitioning, rowsPerRecord, seed } = options;
  const partitions = new Uint16Array(rows.length);
  const blocks = Math.ceil(rows.length / rowsPerRecord);
  if (partitioning === "hash") {
    const keyOf = options.key ?? keyBySegment(rows);
    const known = new Map<string, number>();
    for (let seq = 0; seq < rows.length; seq++) {
      const key = keyOf(seq);
      const place = known.get(key) ?? choosePartition(key, count, () => 0);
      known.set(key, place);
      partitions[seq] = place;
    }
    return { partitions, keyOf };
  }
  if (!PARTITIONINGS.includes(partitioning)) {
    fail({ code: "argument", expected: PARTITIONINGS.join(", "), found: quote(partitioning) });
  }
  const stream = random(seed).fork("partition");
  for (let block = 0; block < blocks; block++) {
    const place = partitioning === "rr" ? block % count : stream.integer(count);
    partitions.fill(place, block * rowsPerRecord, (block + 1) * rowsPerRecord);
  }
  return { partitions, keyOf: undefined };
}

/** Rows of one segment, or where there is none of one stage, share a key. */
function keyBySegment({ stages, segments }: ReplayRows): (seq: number) => string {
  return (seq) => {
    const span = [segments, stages].map((spans) => spanOf(spans, seq)).find((found) => found !== undefined);
    return span?.name ?? "";
  };
}

function spanOf(
  spans: readonly { readonly name: string; readonly from: number; readonly to: number }[],
  seq: number,
): { readonly name: string } | undefined {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (spans[middle].to <= seq) low = middle + 1;
    else high = middle;
  }
  return low < spans.length && spans[low].from <= seq ? spans[low] : undefined;
}
