import { quote } from "../../core";
import type { LogRecord } from "../log";
import type { Rejection, RowSchema } from "../row";
import { positive } from "../topic-spec";
import { type Decoded, rejected } from "./decoded";
import { isEndMarker, runOf } from "./end-marker";
import { readJsonRow } from "./read-json-row";
import { typedRowReader } from "./read-typed-rows";
import { FORM_HEADER } from "./row-form";
import { checkSchema } from "./schema-id";

/** A row of 63 columns is 3 kB as JSON, 500 of them are 260 kB as a frame. */
const MOST_BYTES = 4 << 20;

export interface RowReaderOptions {
  readonly schema: RowSchema;
  /** The stages that rows may name; default any. */
  readonly stages?: readonly string[];
  /** Partitions of the topic: see {@link RowReader.decode} for what they are needed for. Default 1. */
  readonly partitions?: number;
  /**
   * Rows that do not tell their seq get one by where they stand (`arrival`, the default: see {@link RowReader.decode}), or
   * are rejected as `not-a-row`: in a topic of rows that tell theirs they would take the place of others.
   */
  readonly untold?: "arrival" | "reject";
  /** Rows of the whole replay, where that is known: one with a seq beyond them is rejected as `beyond-plan`. Default: any. */
  readonly rows?: number;
  /** Larger records are rejected unread; default 4 MiB. */
  readonly maxBytes?: number;
}

/**
 * Turns records of a topic of rows into rows, whatever they are: the original's JSON messages (also from its own
 * producers), typed frames, end markers in the three forms that its receivers take (`__DRST_EOF__`,
 * `{"_sentinel":true}`, `{"producer_done":true}`). What is none of these is rejected with a reason, never an error.
 *
 * A record may be decoded again, when it is delivered again, with the same answer.
 *
 * @example
 * const schema = { run: "r1", features: ["a"], target: "y" };
 * const reader = new stream.RowReader({ schema });
 * const record = { topic: "t", partition: 0, offset: 7, time: 0, key: null, headers: {} };
 * const value = new TextEncoder().encode('{"features":{"a":"high"},"label":3,"stage":"s"}');
 * const decoded = reader.decode({ ...record, value });
 * decoded.kind === "rejected" && decoded.reason //=> "not-a-number"
 */
export class RowReader {
  readonly #schema: RowSchema;
  readonly #stages: ReadonlySet<string> | undefined;
  readonly #partitions: number;
  readonly #maxBytes: number;
  readonly #untold: "arrival" | "reject";
  readonly #rows: number;
  readonly #typed: (value: Uint8Array) => Decoded;
  /** Offset of the end marker of each partition. */
  readonly #ends = new Map<number, number>();
  readonly #counts = new Map<Rejection, number>();

  /** @throws LabError `argument` */
  constructor(options: RowReaderOptions) {
    this.#schema = checkSchema(options.schema);
    this.#stages = options.stages === undefined ? undefined : new Set(options.stages);
    this.#partitions = positive("partitions", options.partitions ?? 1);
    this.#maxBytes = positive("maxBytes", options.maxBytes ?? MOST_BYTES);
    this.#untold = options.untold ?? "arrival";
    this.#rows = options.rows === undefined ? Number.POSITIVE_INFINITY : positive("rows", options.rows);
    this.#typed = typedRowReader(options.schema);
  }

  /** What was rejected so far, and under `no-label` the rows without one. A record decoded twice counts twice. */
  get counts(): ReadonlyMap<Rejection, number> {
    return this.#counts;
  }

  /**
   * What a record means. The order of rows is their seq; one that does not tell it (the original's) has the place
   * `offset × partitions + partition`, on which all readers agree whatever order they read in, and which is the order of
   * sending when a producer gave the partitions turns.
   */
  decode(record: LogRecord): Decoded {
    const decoded = this.#behindNoEnd(record, this.#decode(record));
    if (decoded.kind === "rejected") this.#count(decoded.reason, 1);
    if (decoded.kind === "rows" && decoded.unlabelled > 0) this.#count("no-label", decoded.unlabelled);
    return decoded;
  }

  #decode(record: LogRecord): Decoded {
    const { value, headers, partition, offset } = record;
    const run = runOf(record);
    if (run !== undefined && run !== this.#schema.run) {
      return rejected("foreign-run", `expected run ${quote(this.#schema.run)}, found ${quote(run)}`);
    }
    if (isEndMarker(record)) return { kind: "end" };
    if (value === null) return rejected("not-a-row", "expected a value, found none");
    if (value.length > this.#maxBytes) {
      return rejected("too-large", `expected at most ${this.#maxBytes} bytes, found ${value.length}`);
    }
    const form = headers[FORM_HEADER] ?? "json";
    if (form !== "typed" && form !== "json" && form !== "drst-json") {
      return rejected("bad-frame", `expected the form typed or json, found ${quote(form)}`);
    }
    const arrival = this.#untold === "arrival" ? offset * this.#partitions + partition : undefined;
    const decoded = form === "typed" ? this.#typed(value) : readJsonRow(this.#schema, record, value, arrival);
    if (decoded.kind !== "rows") return decoded;
    const [{ stage, seq }] = decoded.rows;
    if (this.#stages?.has(stage) === false) {
      const one = decoded.rows.length === 1 ? seq : undefined;
      return rejected("unknown-stage", `${quote(stage)} is none of this run's stages`, one);
    }
    // They are in order.
    const last = decoded.rows[decoded.rows.length - 1].seq;
    if (last < this.#rows) return decoded;
    return rejected("beyond-plan", `expected a seq from 0 to ${this.#rows - 1}, found ${last}`);
  }

  /** Rows and markers behind the end marker of their partition are somebody's second sending. */
  #behindNoEnd({ partition, offset }: LogRecord, decoded: Decoded): Decoded {
    const end = this.#ends.get(partition) ?? Number.POSITIVE_INFINITY;
    if (decoded.kind !== "rejected" && offset > end) {
      return rejected("replayed-end", `${decoded.kind} behind the end marker at offset ${end}`);
    }
    if (decoded.kind === "end") this.#ends.set(partition, offset);
    return decoded;
  }

  #count(reason: Rejection, count: number): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count);
  }
}
