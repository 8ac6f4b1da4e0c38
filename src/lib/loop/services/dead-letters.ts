import type { Log, LogRecord, NewRecord } from "../../stream";
import type { DeadLetter } from "../run-folder/writer";
import { TopicTail } from "./topic-tail";

const EXCERPT_BYTES = 200;

/** A rejected message as a record of the dead-letter topic: keyed by its place, so that it counts once. */
export function deadLetterRecord(record: LogRecord, reason: string, detail: string): NewRecord {
  const { topic, partition, offset, value } = record;
  const letter: DeadLetter = {
    time: record.time,
    reason,
    ...{ topic, partition, offset },
    bytes: value?.length ?? 0,
    excerpt: printable(value?.subarray(0, EXCERPT_BYTES) ?? new Uint8Array(0)),
    detail,
  };
  return {
    partition: 0,
    key: `${topic}/${partition}/${offset}`,
    value: JSON.stringify(letter),
    headers: { reason },
  };
}

/** Reads the dead letters of a topic, each place once. */
export class DeadLetterReader {
  readonly #tail: TopicTail;
  readonly #seen = new Set<string>();

  constructor(log: Log, topic: string) {
    this.#tail = new TopicTail(log, topic);
  }

  /** Those that came since the last call. */
  async read(): Promise<readonly DeadLetter[]> {
    return (await this.#tail.read()).flatMap(({ value }) => {
      const letter = parsed(value);
      if (letter === undefined) return [];
      const place = `${letter.topic}/${letter.partition}/${letter.offset}`;
      if (this.#seen.has(place)) return [];
      this.#seen.add(place);
      return [letter];
    });
  }
}

/** Text with everything that is not printable ASCII as an escape: it may come from anywhere, and goes to terminals. */
export function printable(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    text +=
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return text;
}

function parsed(value: Uint8Array | null): DeadLetter | undefined {
  try {
    const letter = JSON.parse(Buffer.from(value ?? []).toString("utf8")) as DeadLetter | null;
    return typeof letter?.reason === "string" ? letter : undefined;
  } catch {
    return undefined;
  }
}
