import type { LogRecord, StreamRow } from "../../stream";

/** What a record of the rows topic turned out to be. */
export type Input = {
  readonly partition: number;
  readonly offset: number;
  /** When the log took it. */
  readonly time: number;
} & (
  | { readonly kind: "rows"; readonly rows: readonly StreamRow[] }
  | { readonly kind: "end" }
  | {
      readonly kind: "rejected";
      readonly reason: string;
      readonly detail: string;
      readonly record: LogRecord;
    }
);

/** A stretch of rows of one record that can be predicted now. */
export interface Stretch {
  readonly input: Input;
  readonly from: number;
  readonly to: number;
}

interface Queue {
  readonly inputs: Input[];
  /** Rows of the first input that were handed out. */
  done: number;
  /** Highest offset taken in. */
  taken: number;
}

/** Decoded records that wait for their turn, partition by partition. */
export class PendingRows {
  readonly #queues = new Map<number, Queue>();
  #rows = 0;

  get rows(): number {
    return this.#rows;
  }

  /** Takes a record; one that was taken before (the log delivers at least once) is passed over. */
  push(input: Input): void {
    const queue = this.#queue(input.partition);
    if (input.offset <= queue.taken) return;
    queue.taken = input.offset;
    queue.inputs.push(input);
    if (input.kind === "rows") this.#rows += input.rows.length;
  }

  /** Whether a record of this place was taken before, so that it need not be decoded again. */
  has(partition: number, offset: number): boolean {
    return offset <= (this.#queues.get(partition)?.taken ?? -1);
  }

  /** Forgets what waits of partitions that are no longer ours: their next owner gets it from the log. */
  keepOnly(partitions: ReadonlySet<number>): void {
    for (const [partition, queue] of this.#queues) {
      if (partitions.has(partition)) continue;
      for (const input of queue.inputs) if (input.kind === "rows") this.#rows -= input.rows.length;
      this.#rows += queue.done;
      this.#queues.delete(partition);
    }
  }

  /** Removes and gives what may be answered now: in order within each partition, up to the row `limit`. */
  take(limit: number): Stretch[] {
    const ready: Stretch[] = [];
    for (const queue of this.#queues.values()) {
      let whole = 0;
      for (const input of queue.inputs) {
        if (input.kind !== "rows") {
          ready.push({ input, from: 0, to: 0 });
          whole++;
          continue;
        }
        const from = queue.done;
        let to = from;
        while (to < input.rows.length && input.rows[to].seq <= limit) to++;
        if (to > from || input.rows.length === 0) ready.push({ input, from, to });
        this.#rows -= to - from;
        if (to < input.rows.length) {
          queue.done = to;
          break;
        }
        queue.done = 0;
        whole++;
      }
      queue.inputs.splice(0, whole);
    }
    return ready;
  }

  #queue(partition: number): Queue {
    const known = this.#queues.get(partition);
    if (known !== undefined) return known;
    const queue = { inputs: [], done: 0, taken: -1 };
    this.#queues.set(partition, queue);
    return queue;
  }
}
