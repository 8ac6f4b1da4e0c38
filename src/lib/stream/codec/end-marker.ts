import type { LogRecord, NewRecord } from "../log";
import { RUN_HEADER } from "./row-form";

const VALUE = "__DRST_EOF__";
const VALUE_BYTES = Buffer.from(VALUE);
const SENTINEL_HEADER = "drst-sentinel";
const RUN_OF_SENTINEL = "drst-run-id";

/**
 * The record after which nothing comes in a partition, with the original's bytes and headers. Readers take two other
 * forms as well: see {@link RowReader}.
 *
 * @example
 * stream.endMarker("r1", 0).headers //=> { "drst-sentinel": "1", "drst-run-id": "r1" }
 */
export function endMarker(run: string, partition: number): NewRecord {
  return { partition, value: VALUE, headers: { [SENTINEL_HEADER]: "1", [RUN_OF_SENTINEL]: run } };
}

/** True for the original's own form, which is known without reading JSON. */
export function isEndMarker({ value, headers }: LogRecord): boolean {
  if (headers[SENTINEL_HEADER] === "1") return true;
  return value !== null && value.length === VALUE_BYTES.length && VALUE_BYTES.equals(value);
}

/** The monitor's form `{"_sentinel":true}` and the older consumers' `{"producer_done":true}`. */
export function isEndMessage(message: Readonly<Record<string, unknown>>): boolean {
  return message._sentinel === true || message.producer_done === true;
}

/** The run that a record says it belongs to, by its headers or by the field of an end message. */
export function runOf(
  { headers }: LogRecord,
  message?: Readonly<Record<string, unknown>>,
): string | undefined {
  const told = headers[RUN_HEADER] ?? headers[RUN_OF_SENTINEL];
  if (told !== undefined) return told;
  return typeof message?.run_id === "string" ? message.run_id : undefined;
}
