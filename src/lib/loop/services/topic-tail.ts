import type { Log, LogRecord } from "../../stream";

/** The records of a topic of one partition, from its beginning, each once. */
export class TopicTail {
  readonly #log: Log;
  readonly #topic: string;
  #next = 0;

  constructor(log: Log, topic: string) {
    this.#log = log;
    this.#topic = topic;
  }

  /**
   * All that came since the last call. What was read before a failure is given; when the failure lasts, the next call
   * throws it.
   */
  async read(): Promise<readonly LogRecord[]> {
    const found: LogRecord[] = [];
    for (;;) {
      const records = await this.#log.read(this.#topic, 0, this.#next).catch((error: unknown) => {
        if (found.length === 0) throw error;
        return [];
      });
      if (records.length === 0) return found;
      found.push(...records);
      this.#next = records[records.length - 1].offset + 1;
    }
  }
}
