import { messageOf, quote } from "../../core";
import type { LogRecord } from "../log";
import type { RowSchema } from "../row";
import { type Decoded, rejected } from "./decoded";
import { isEndMessage, runOf } from "./end-marker";
import { SEGMENT_HEADER, SEQ_HEADER } from "./row-form";

/** JSON as Python writes it has these where a number is missing or too large; they are no JSON. */
const PYTHON_NUMBER = /[:,[]\s*-?(?:NaN|Infinity)\s*[,}\]]/;

/** Names quoted in a rejection. */
const MOST_NAMES = 5;

type Message = Readonly<Record<string, unknown>>;

/**
 * The row in a message of the original's form. Its own producers send neither seq nor segment: then the row's place is
 * `arrival`, and its segment is unknown. Only a seq that the message tells stands in a rejection: a message that is none
 * may stand between rows that tell theirs, and must not take the place of one of them.
 *
 * @param value the record's bytes
 * @param arrival the seq of a row that does not tell its own; undefined to reject such a row
 */
export function readJsonRow(
  schema: RowSchema,
  record: LogRecord,
  value: Uint8Array,
  arrival: number | undefined,
): Decoded {
  let seq = safe(digits(record.headers[SEQ_HEADER]));
  const text = Buffer.from(value.buffer, value.byteOffset, value.length).toString("utf8");
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch (error) {
    if (PYTHON_NUMBER.test(text)) return rejected("not-a-number", "NaN or Infinity as a bare word", seq);
    return rejected("not-json", messageOf(error), seq);
  }
  if (!isObject(message)) return rejected("not-a-row", `expected an object, found ${kindOf(message)}`, seq);
  const run = runOf(record, message);
  if (run !== undefined && run !== schema.run) {
    return rejected("foreign-run", `expected run ${quote(schema.run)}, found ${quote(run)}`);
  }
  if (isEndMessage(message)) return { kind: "end" };
  const told = record.headers[SEQ_HEADER] ?? own(message, "seq") ?? undefined;
  if (record.headers[SEQ_HEADER] === undefined) seq = safe(told);
  if (seq === undefined && (told !== undefined || arrival === undefined)) {
    return rejected("not-a-row", `expected a seq that is a whole number from 0, found ${kindOf(told)}`);
  }
  const cells = own(message, "features");
  if (!isObject(cells)) {
    return rejected("not-a-row", `expected an object of features, found ${kindOf(cells)}`, seq);
  }
  const stage = own(message, "stage") ?? "";
  if (typeof stage !== "string") {
    return rejected("not-a-row", `expected a text as stage, found ${kindOf(stage)}`, seq);
  }
  const names = schema.features;
  const features = new Float64Array(names.length);
  for (let f = 0; f < names.length; f++) {
    // What an object inherits is never a number.
    const cell = cells[names[f]];
    if (typeof cell === "number" && Number.isFinite(cell)) features[f] = cell;
    else if (!Object.hasOwn(cells, names[f])) return missing(names, cells, seq);
    else if (cell === null) features[f] = Number.NaN;
    else
      return rejected("not-a-number", `expected a number as ${quote(names[f])}, found ${kindOf(cell)}`, seq);
  }
  const label = own(message, "label") ?? null;
  if (label !== null && !(typeof label === "number" && Number.isFinite(label))) {
    return rejected("not-a-number", `expected a number or null as label, found ${kindOf(label)}`, seq);
  }
  const sent = own(message, "send_ts");
  const time = typeof sent === "string" ? Date.parse(sent) : Number.NaN;
  const segment = record.headers[SEGMENT_HEADER] ?? own(message, "segment");
  const row = {
    seq: seq ?? arrival ?? 0,
    stage,
    segment: typeof segment === "string" ? segment : null,
    time: Number.isFinite(time) ? time : record.time,
    features,
    label: label ?? Number.NaN,
  };
  return { kind: "rows", rows: [row], unlabelled: label === null ? 1 : 0 };
}

function digits(text: string | undefined): number {
  return text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
}

function safe(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

function missing(names: readonly string[], cells: Message, seq: number | undefined): Decoded {
  const absent = names.filter((name) => !Object.hasOwn(cells, name));
  const some = absent.slice(0, MOST_NAMES).map(quote).join(", ");
  const more = absent.length > MOST_NAMES ? `, and ${absent.length - MOST_NAMES} more` : "";
  return rejected("missing-features", `${absent.length} of ${names.length} are absent: ${some}${more}`, seq);
}

function own(object: Message, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function isObject(value: unknown): value is Message {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object") return "an object";
  return typeof value === "string" ? `the text ${quote(value)}` : String(value);
}
