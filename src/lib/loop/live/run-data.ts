import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fail } from "../../core";
import { RUN_FILES } from "../run-record";
import { eventLine } from "./event-lines";
import type { EventLine, RunState, Span } from "./messages";
import { listOf, numberOf, objectOf, textOf } from "./plain";
import { Readings } from "./readings";
import { Rows, type ScoreOptions } from "./rows";
import { LineTail } from "./tail";

/** Events that are kept in memory; older ones are counted. */
const MOST_EVENTS = 20_000;

/**
 * A run folder as it grows, in bounded memory: whoever holds it calls {@link advance} now and then. The files are
 * only ever read.
 */
export class RunData {
  readonly folder: string;
  readonly rows: Rows;
  readonly readings: Readings;
  readonly #events: LineTail;
  readonly #control: LineTail;
  #lines: EventLine[] = [];
  #eventCount = 0;
  #asked: number | null = null;
  #head: Readonly<Record<string, unknown>> = {};
  #headStamp = "";
  #loading = 0;
  #rate: { readonly time: number; readonly rows: number }[] = [];

  /** @throws LabError `not-found` when the folder holds no run */
  constructor(folder: string, options: ScoreOptions) {
    const file = (name: string): string => path.join(folder, name);
    this.folder = folder;
    this.rows = new Rows(file(RUN_FILES.rows), options);
    this.readings = new Readings(file(RUN_FILES.readings));
    this.#events = new LineTail(file(RUN_FILES.events));
    this.#control = new LineTail(file(RUN_FILES.control));
    if (!this.#readHead()) {
      fail({
        code: "not-found",
        expected: "a run folder of the loop",
        found: "no run.json in it that can be read",
        where: { file: file(RUN_FILES.head) },
        hint: "`dataplane-lab loop … -o folder` makes one",
      });
    }
  }

  get events(): readonly EventLine[] {
    return this.#lines;
  }

  /** Whether the run still takes commands. */
  get takesCommands(): boolean {
    return this.#head.state === "running" || this.#head.state === "paused";
  }

  get models(): readonly string[] {
    return listOf(this.#head.models).map(textOf);
  }

  /** Takes in a piece of what is new. True when anything changed; `left`: bytes that still wait. */
  advance(now: number): { readonly changed: boolean; readonly left: number } {
    const rows = this.rows.advance();
    // Behind the rows: whoever writes them names their models first.
    const head = this.#readHead();
    const readings = this.readings.advance();
    const events = this.#events.next();
    if (events.anew) {
      this.#lines = [];
      this.#eventCount = 0;
    }
    for (const line of events.lines) {
      const words = eventLine(line, this.#eventCount);
      if (words === undefined) continue;
      this.#eventCount++;
      this.#lines.push(words);
    }
    if (this.#lines.length > MOST_EVENTS) this.#lines.splice(0, this.#lines.length - MOST_EVENTS);
    const control = this.#control.next();
    for (const line of control.lines) if (line.command === "speed") this.#asked = numberOf(line.tps);
    this.#loading = rows.left + readings.left + events.left;
    if (this.#loading === 0) this.#measure(now);
    else this.#rate = [];
    return {
      changed:
        head ||
        rows.grew ||
        rows.anew ||
        readings.grew ||
        events.lines.length > 0 ||
        control.lines.length > 0,
      left: this.#loading,
    };
  }

  state(): RunState {
    const head = this.#head;
    const [first, last] = this.rows.range;
    const { baseline, current } = this.rows.latest();
    const models = this.models;
    return {
      run: textOf(head.run),
      state: textOf(head.state),
      error: head.error === undefined ? null : textOf(head.error),
      strategy: textOf(head.strategy),
      broker: textOf(head.broker),
      seed: textOf(head.seed),
      target: textOf(head.target),
      simulated: head.simulated === true,
      caption: textOf(head.caption),
      started: numberOf(head.started),
      ended: numberOf(head.ended),
      stages: listOf(head.stages).map(spanOf),
      models: models.slice(-200),
      rows: this.rows.length,
      first: numberOf(first),
      last: numberOf(last),
      rate: this.#speed(),
      asked: this.#asked,
      readings: this.readings.length,
      events: this.#eventCount,
      tolerance: this.rows.options.tolerance,
      window: this.rows.options.window,
      latest: {
        baseline: numberOf(baseline),
        current: numberOf(current),
        ...this.readings.latest(),
        model: models[this.rows.model] ?? null,
      },
      loading: this.#loading,
      damaged: this.readings.damaged + this.#events.damaged,
    };
  }

  close(): void {
    this.rows.close();
    this.readings.close();
    this.#events.close();
    this.#control.close();
  }

  /** Reads run.json when it changed. It is written atomically, so it is whole whenever it is there. */
  #readHead(): boolean {
    const file = path.join(this.folder, RUN_FILES.head);
    try {
      const { mtimeMs, size, ino } = statSync(file);
      const stamp = `${mtimeMs}/${size}/${ino}`;
      if (stamp === this.#headStamp) return false;
      const head = objectOf(JSON.parse(readFileSync(file, "utf8")));
      if (typeof head.run !== "string") return false;
      this.#head = head;
      this.#headStamp = stamp;
      this.readings.name(listOf(head.features).map(textOf));
      return true;
    } catch {
      // Not there, or not ours: what was known stays.
      return false;
    }
  }

  #measure(now: number): void {
    this.#rate.push({ time: now, rows: this.rows.length });
    while (this.#rate.length > 2 && now - this.#rate[0].time > 3000) this.#rate.shift();
  }

  #speed(): number | null {
    const [a, b] = [this.#rate[0], this.#rate.at(-1)];
    if (a === undefined || b === undefined || b.time - a.time < 500 || this.#head.state !== "running")
      return null;
    return ((b.rows - a.rows) * 1000) / (b.time - a.time);
  }
}

function spanOf(value: unknown): Span {
  const { name, from, to } = objectOf(value);
  return { name: textOf(name), from: numberOf(from) ?? 0, to: numberOf(to) ?? 0 };
}
