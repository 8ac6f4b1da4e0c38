import { EVENTS } from "../../table";
import { parseStarted } from "../perf-stat";
import { Counter, isMarker, type RawText } from "./tally";

export interface PerfQuality {
  readonly files: number;
  /** Files with the `# started on …` comment, and those where it is not on line 1. */
  readonly startedComments: number;
  readonly startedNotFirst: readonly string[];
  /** Files with a blank line right behind the comment. */
  readonly blankAfterComment: number;
  readonly dataLines: number;
  /** Data lines by their number of fields. */
  readonly fields: Readonly<Record<string, number>>;
  readonly emptyUnits: number;
  /** Lines by event whose count is `<not counted>`. */
  readonly notCounted: Readonly<Record<string, number>>;
  readonly notCountedLines: number;
  readonly notSupportedLines: number;
  /** Lines counted less than 100 % of the interval: their counts are perf's scaled estimates. */
  readonly multiplexedLines: number;
  readonly multiplexedShare: number;
  /** How many files have how many different events. */
  readonly eventsPerFile: Readonly<Record<string, number>>;
  /** Files in which an event appears. */
  readonly events: Readonly<Record<string, number>>;
  /** Events of the 63 columns that no file has. */
  readonly missingEvents: readonly string[];
  /** Files by the year they were started in. */
  readonly years: Readonly<Record<string, number>>;
  /** Lines that are neither data, comment, blank nor marker. */
  readonly badLines: number;
}

export class PerfTally {
  #files = 0;
  #comments = 0;
  readonly #notFirst: string[] = [];
  #blank = 0;
  #data = 0;
  #bad = 0;
  #emptyUnits = 0;
  #notSupported = 0;
  #multiplexed = 0;
  readonly #fields = new Counter();
  readonly #notCounted = new Counter();
  readonly #perFile = new Counter();
  readonly #events = new Counter();
  readonly #years = new Counter();

  add({ file, lines }: RawText): void {
    this.#files++;
    const comment = lines.findIndex((line) => line.startsWith("# started on"));
    if (comment >= 0) {
      this.#comments++;
      if (comment > 0) this.#notFirst.push(file);
      if (lines[comment + 1]?.trim() === "") this.#blank++;
      const started = parseStarted(lines[comment]);
      if (started !== null) this.#years.add(new Date(started).getUTCFullYear());
    }
    const events = new Set<string>();
    for (const line of lines) {
      const event = this.#line(line);
      if (event !== undefined) events.add(event);
    }
    for (const event of events) this.#events.add(event);
    this.#perFile.add(events.size);
  }

  #line(line: string): string | undefined {
    if (line.trim() === "" || line.startsWith("#") || isMarker(line)) return undefined;
    const fields = line.split(",");
    if (!/^\s*\d+\.?\d*$/.test(fields[0]) || fields.length < 4) {
      this.#bad++;
      return undefined;
    }
    this.#data++;
    this.#fields.add(fields.length);
    const [, count, unit, event] = fields;
    if (unit === "") this.#emptyUnits++;
    if (count === "<not counted>") this.#notCounted.add(event);
    if (count === "<not supported>") this.#notSupported++;
    const share = Number(fields[fields[4]?.endsWith("%") ? 6 : 5]);
    if (share < 100) this.#multiplexed++;
    return event;
  }

  finish(): PerfQuality {
    const notCounted = this.#notCounted.toObject();
    return {
      files: this.#files,
      startedComments: this.#comments,
      startedNotFirst: this.#notFirst,
      blankAfterComment: this.#blank,
      dataLines: this.#data,
      fields: this.#fields.toObject(),
      emptyUnits: this.#emptyUnits,
      notCounted,
      notCountedLines: Object.values(notCounted).reduce((sum, n) => sum + n, 0),
      notSupportedLines: this.#notSupported,
      multiplexedLines: this.#multiplexed,
      multiplexedShare: this.#multiplexed / this.#data,
      eventsPerFile: this.#perFile.toObject(),
      events: this.#events.toObject(),
      missingEvents: this.#files === 0 ? [] : EVENTS.filter((event) => this.#events.get(event) === 0),
      years: this.#years.toObject(),
      badLines: this.#bad,
    };
  }
}
