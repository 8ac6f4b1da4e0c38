import type { StreamRow } from "../../stream";
import type { Input } from "./pending-rows";
import type { Result } from "./result-codec";

/** A row with its predictions, and where it came from. */
export interface JoinedRow {
  readonly row: StreamRow;
  readonly baseline: number;
  readonly current: number;
  readonly model: string;
  readonly partition: number;
  readonly offset: number;
  readonly index: number;
  readonly latencyUs: number;
}

type RowsResult = Extract<Result, { kind: "rows" }>;

interface Lane {
  /** Records of rows in order, those answered in full removed. */
  readonly inputs: Input[];
  taken: number;
  /** Rows of the first input that were answered. */
  answered: number;
  /** Results that came before their record. */
  readonly early: Result[];
  /** Below it every record was answered in full. */
  offset: number;
  readonly joined: JoinedRow[];
  /** The first of `joined` that was not handed out. */
  head: number;
  ended: boolean;
}

/**
 * Puts rows and their predictions together, and the partitions into one order by seq. Each row comes out once however
 * often its result stands in the log. A row is handed out when it is the next in order, or when every partition has
 * come beyond it (the rows between were rejected).
 */
export class OrderedResults {
  readonly #lanes: Lane[];
  #next = 0;
  /** Results that answer no record as it stands: nothing of ours writes them. */
  misfits = 0;

  constructor(partitions: number) {
    this.#lanes = Array.from({ length: partitions }, () => ({
      inputs: [],
      taken: -1,
      answered: 0,
      early: [],
      offset: -1,
      joined: [],
      head: 0,
      ended: false,
    }));
  }

  /** Every partition has ended, and every row of it was handed out. */
  get finished(): boolean {
    return this.#lanes.every((lane) => lane.ended && lane.head === lane.joined.length);
  }

  /** Takes a decoded record of rows; the same again changes nothing. */
  input(input: Input): void {
    const lane = this.#lanes[input.partition];
    if (input.offset <= lane.taken) return;
    lane.taken = input.offset;
    lane.inputs.push(input);
    while (lane.early.length > 0 && lane.early[0].offset <= lane.taken)
      this.#match(lane, lane.early.shift()!);
  }

  /** Takes a result; one that was seen before changes nothing. */
  result(result: Result): void {
    const lane = this.#lanes[result.partition];
    if (lane.early.length > 0 || result.offset > lane.taken) lane.early.push(result);
    else this.#match(lane, result);
  }

  /** The rows that are next in order and known, at most `most`. */
  take(most = Number.POSITIVE_INFINITY): JoinedRow[] {
    const out: JoinedRow[] = [];
    while (out.length < most) {
      let least: Lane | undefined;
      let open = false;
      for (const lane of this.#lanes) {
        const row = lane.joined[lane.head];
        if (row === undefined) open ||= !lane.ended;
        else if (least === undefined || row.row.seq < least.joined[least.head].row.seq) least = lane;
      }
      if (least === undefined) return out;
      const row = least.joined[least.head];
      if (open && row.row.seq > this.#next) return out;
      least.head++;
      if (least.head > 1024 && least.head * 2 > least.joined.length) {
        least.joined.splice(0, least.head);
        least.head = 0;
      }
      // A seq that was there before is a producer's that was restarted: its first row counts.
      if (row.row.seq < this.#next) continue;
      this.#next = row.row.seq + 1;
      out.push(row);
    }
    return out;
  }

  #match(lane: Lane, result: Result): void {
    const { offset } = result;
    if (offset < lane.offset) return;
    while (lane.inputs.length > 0 && lane.inputs[0].offset < offset) {
      // Its result is missing for good; results come in order.
      this.misfits++;
      lane.inputs.shift();
      lane.answered = 0;
    }
    const input = lane.inputs[0];
    if (input === undefined || input.offset !== offset) {
      this.misfits++;
      return;
    }
    if (result.kind === "rows" && input.kind === "rows") {
      this.#join(lane, input, result);
      return;
    }
    if (result.kind === "end") lane.ended = true;
    else if (result.kind === "rows") this.misfits++;
    lane.inputs.shift();
    lane.answered = 0;
    lane.offset = offset + 1;
  }

  #join(lane: Lane, input: Extract<Input, { kind: "rows" }>, result: RowsResult): void {
    const { offset, index, seq } = result;
    // A replica that took over may cut the record elsewhere: rows that were answered are passed over.
    for (let i = Math.max(0, lane.answered - index); i < seq.length; i++) {
      const row = input.rows[index + i];
      if (row === undefined || row.seq !== seq[i] || index + i !== lane.answered) {
        this.misfits++;
        return;
      }
      lane.answered++;
      lane.joined.push({
        row,
        baseline: result.baseline[i],
        current: result.current[i],
        model: result.model,
        partition: result.partition,
        offset,
        index: index + i,
        latencyUs: result.latencyUs,
      });
    }
    lane.offset = offset;
    if (lane.answered < input.rows.length) return;
    lane.offset = offset + 1;
    lane.inputs.shift();
    lane.answered = 0;
  }
}
