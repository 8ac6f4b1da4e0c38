import type { Clock } from "../../core";
import { fail, LabError } from "../../core";
import type { LabelEvent, LabelValue } from "../event/label-event";
import type { JournalFile } from "../journal/journal-file";
import type { JournalHeader } from "../journal/record";
import { encodeRecord } from "../journal/record";
import { COMPACT_ABOVE, compactionPays } from "./compaction-rule";
import { LabelState, type Touched } from "./label-state";
import { liveEvents } from "./live-events";

type DistributiveOmit<T, K extends keyof LabelEvent> = T extends unknown ? Omit<T, K> : never;

/** An event before it has a number, a time and the schema in force. */
export type Draft = DistributiveOmit<LabelEvent, "id" | "time" | "schema">;

/** Called after an event is on disk. */
export type LabelListener = (event: LabelEvent, touched: Touched) => void;

interface Waiting {
  readonly make: (state: LabelState) => Draft;
  readonly done: (event: LabelEvent) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * The labels of one data set: events go to the journal and are answered when they are on disk; what is asked for is
 * answered from memory. Made by `openLabels`.
 */
export class LabelStore {
  #state: LabelState;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #closed = false;
  #written = false;
  readonly #listeners = new Set<LabelListener>();

  constructor(
    readonly folder: string,
    private readonly journal: JournalFile,
    state: LabelState,
    /** What is to be told about opening, such as a journal whose end was cut off. */
    readonly notes: readonly string[],
    private readonly clock: Clock,
    /** Taken over free texts before they are stored. */
    private readonly hide: (text: string) => string = (text) => text,
    /** Journals above so many bytes are compacted on closing, when that pays. */
    private readonly compactAbove: number = COMPACT_ABOVE,
  ) {
    this.#state = state;
  }

  get state(): LabelState {
    return this.#state;
  }

  get dataset(): JournalHeader["dataset"] {
    return this.journal.header.dataset;
  }

  /** The journal's path. */
  get file(): string {
    return this.journal.file;
  }

  get rows(): number {
    return this.#state.rows;
  }

  /** False for a reader that follows what another process writes. */
  get writable(): boolean {
    return this.journal.writable;
  }

  /** Tells of every event once it is on disk; returns how to stop that. */
  listen(listener: LabelListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Adds one event. `make` sees the state with all earlier events in it and may refuse by throwing. The promise is
   * kept when the event is on disk; events that come together share one write.
   */
  add(make: (state: LabelState) => Draft): Promise<LabelEvent> {
    return new Promise((done, failed) => {
      if (this.#closed) {
        failed(new LabError({ code: "closed", expected: "labels that are open", found: "closed ones" }));
        return;
      }
      this.#waiting.push({ make, done, failed });
      this.#running ??= this.#drain();
    });
  }

  /** Resolves when nothing is on its way to the disk: the state then holds only what is safe. */
  async settled(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  /** A reader takes in what the writer added since; a writer has nothing to do. */
  async refresh(): Promise<void> {
    if (this.writable || this.#closed) return;
    const seen: (readonly [LabelEvent, Touched])[] = [];
    const follow = await this.journal.follow((event) => seen.push([event, this.#state.apply(event)]));
    if (follow === "anew") await this.#reload();
    for (const [event, touched] of seen) this.#tell(event, touched);
  }

  /** A reader asks to become the writer, for instance because the other process has ended; false: it goes on reading. */
  async claim(): Promise<boolean> {
    if (this.writable) return true;
    if (!(await this.journal.claim())) return false;
    await this.#reload();
    return true;
  }

  /** Takes events that no longer matter out of the journal; what could be undone is forgotten. */
  async compact(): Promise<{ readonly before: number; readonly after: number }> {
    await this.settled();
    const work = (async () => {
      const sizes = await this.journal.compact(liveEvents(this.#state), this.#state, this.clock.now());
      await this.#reload();
      return sizes;
    })();
    this.#running = work.then(
      () => this.#drain(),
      () => this.#drain(),
    );
    return work;
  }

  /**
   * Waits for what is on its way, then gives the right to write back. A journal that was written and is large, and of
   * which more than half no longer matters, is compacted first.
   */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.settled();
    // Whatever keeps it from being smaller, a full disk for instance: the journal as it is holds every label.
    await this.#compactIfItPays().catch(() => undefined);
    await this.journal.close();
  }

  async #compactIfItPays(): Promise<void> {
    const { journal } = this;
    if (!this.#written || !this.writable || journal.length <= this.compactAbove) return;
    const keep = liveEvents(this.#state);
    const { kept, damaged } = await journal.weigh(keep);
    if (damaged || !compactionPays(journal.length, kept, this.compactAbove)) return;
    await journal.compact(keep, this.#state, this.clock.now());
  }

  async #drain(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#write(batch);
    }
    this.#running = undefined;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    const made: { waiting: Waiting; event: LabelEvent; touched: Touched }[] = [];
    const records: Buffer[] = [];
    for (const waiting of batch) {
      try {
        if (!this.writable) this.journal.refuse();
        const event = this.#number(waiting.make(this.#state));
        const record = encodeRecord(event);
        const touched = this.#state.apply(event);
        made.push({ waiting, event, touched });
        records.push(record);
      } catch (error) {
        waiting.failed(error);
      }
    }
    if (made.length === 0) return;
    try {
      await this.journal.append(Buffer.concat(records));
    } catch (error) {
      // Memory is ahead of the disk: what is on disk is true.
      await this.#reload().catch(() => undefined);
      for (const { waiting } of made) waiting.failed(error);
      return;
    }
    this.#written = true;
    for (const { waiting, event, touched } of made) {
      waiting.done(event);
      this.#tell(event, touched);
    }
  }

  #number(draft: Draft): LabelEvent {
    const id = this.#state.lastId + 1;
    if (id >= 2 ** 32) fail({ code: "limit", expected: "fewer than 2^32 events", found: String(id) });
    return {
      id,
      time: this.clock.now(),
      schema: this.#state.schema?.version ?? 0,
      ...this.#hidden(draft),
    } as LabelEvent;
  }

  /** Free texts may hold what must not be stored. */
  #hidden(draft: Draft): Draft {
    if (draft.action === "bulk")
      return { ...draft, query: this.hide(draft.query), value: this.#value(draft.value) };
    if (draft.action === "set" || draft.action === "adjudicate")
      return { ...draft, value: this.#value(draft.value) };
    if (draft.action === "skip" && draft.comment !== undefined)
      return { ...draft, comment: this.hide(draft.comment) };
    if (draft.action === "assign") {
      return {
        ...draft,
        source: this.hide(draft.source),
        values: draft.values.map((value) => this.#value(value)),
      };
    }
    if (draft.action !== "ranges") return draft;
    return { ...draft, put: draft.put.map((range) => ({ ...range, value: this.#value(range.value) })) };
  }

  #value<V extends LabelValue | null>(value: V): V {
    if (value === null || value.comment === undefined) return value;
    return { ...value, comment: this.hide(value.comment) };
  }

  async #reload(): Promise<void> {
    const state = new LabelState(this.rows);
    await this.journal.replay((event) => void state.apply(event));
    this.#state = state;
  }

  #tell(event: LabelEvent, touched: Touched): void {
    for (const listener of this.#listeners) listener(event, touched);
  }
}
