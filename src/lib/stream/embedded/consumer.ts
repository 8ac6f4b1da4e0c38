import { fail, quote } from "../../core";
import type { Batch, Consumer, ConsumerOptions, Position } from "../log";
import { positive } from "../topic-spec";
import type { Group, Member, Share } from "./group";
import type { Topic } from "./topic";

/** A poll that always finds records must not keep timers and sockets waiting for longer. */
const BREATH_MS = 10;

interface Place extends Share {
  /** The offset that the next poll hands out. */
  next: number;
  /** Polls have handed out everything below. */
  handedOut: number | undefined;
}

/** A member of a group on the embedded log. */
export class EmbeddedConsumer implements Consumer, Member {
  readonly group: string;
  readonly ready: Promise<void>;
  topics: readonly Topic[];
  readonly #home: Group;
  readonly #options: ConsumerOptions;
  readonly #maxRecords: number;
  readonly #paused = new Set<string>();
  #places: Place[] = [];
  #turn = 0;
  #closed = false;
  #polling = false;
  #breath = performance.now();
  #untold = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => {};
  readonly #onClose: () => void;

  constructor(home: Group, topics: readonly Topic[], options: ConsumerOptions, onClose: () => void) {
    this.group = options.group;
    this.topics = topics;
    this.#home = home;
    this.#options = options;
    this.#maxRecords = positive("maxRecords", options.maxRecords ?? 500);
    this.#onClose = onClose;
    home.join(this);
    this.ready = Promise.resolve().then(() => this.#tell());
  }

  assignment(): { topic: string; partition: number }[] {
    return this.#places.map(({ topic, partition }) => ({ topic: topic.spec.name, partition }));
  }

  assign(assigned: readonly Share[]): void {
    const before = this.#places;
    const same = ({ topic, partition }: Share) =>
      before.find((p) => p.topic === topic && p.partition === partition);
    this.#places = assigned.map((share) => same(share) ?? this.#begin(share));
    this.#turn = 0;
    if (before.length === assigned.length && assigned.every(same) && before.length > 0) return;
    this.#untold = true;
    queueMicrotask(() => this.#tell());
    this.#wake();
  }

  /** The topics that are left after some were deleted. */
  keepTopics(topics: readonly Topic[]): void {
    this.topics = this.topics.filter((topic) => topics.includes(topic));
  }

  async poll(waitMs = 100): Promise<Batch | undefined> {
    if (this.#polling) {
      fail({ code: "argument", expected: "one poll at a time", found: "a second one while the first waits" });
    }
    this.#polling = true;
    try {
      if (performance.now() - this.#breath > BREATH_MS) await this.#breathe();
      const deadline = performance.now() + waitMs;
      for (let last = false; !this.#closed; ) {
        this.#tell();
        if (this.#failure !== undefined) this.#throwFailure();
        const batch = this.#next();
        if (batch !== undefined || last) return batch;
        const left = deadline - performance.now();
        last = left <= 0;
        await this.#wait(left);
        this.#breath = performance.now();
      }
      return undefined;
    } finally {
      this.#polling = false;
    }
  }

  async commit(next?: readonly Position[]): Promise<void> {
    this.#checkOpen();
    if (next === undefined) {
      for (const { topic, partition, handedOut } of this.#places) {
        if (handedOut === undefined) continue;
        this.#home.commit({ topic: topic.spec.name, partition, offset: handedOut });
      }
      return;
    }
    for (const position of next) {
      const place = this.#placeOf(position);
      if (place !== undefined)
        this.#home.commit({ ...position, offset: checkOffset(place, position.offset) });
    }
  }

  async seek(position: Position): Promise<void> {
    this.#checkOpen();
    const place = this.#placeOf(position);
    if (place === undefined) {
      fail({
        code: "argument",
        expected: "a partition that is assigned to this member",
        found: `${quote(position.topic)} ${position.partition}`,
      });
    }
    place.next = checkOffset(place, position.offset);
    place.handedOut = place.next;
    this.#wake();
  }

  pause(topics?: readonly string[]): void {
    for (const name of topics ?? this.#options.topics) this.#paused.add(name);
  }

  resume(topics?: readonly string[]): void {
    for (const name of topics ?? this.#options.topics) this.#paused.delete(name);
    this.#wake();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#places = [];
    this.#wake();
    this.#onClose();
    this.#home.leave(this);
  }

  #begin({ topic, partition }: Share): Place {
    const { earliest, latest } = topic.partitions[partition];
    const committed = this.#home.committedOffset(topic.spec.name, partition);
    const next = committed ?? (this.#options.from === "latest" ? latest : earliest);
    return { topic, partition, next, handedOut: undefined };
  }

  #next(): Batch | undefined {
    for (let i = 0; i < this.#places.length; i++) {
      const turn = (this.#turn + i) % this.#places.length;
      const place = this.#places[turn];
      const { topic, partition } = place;
      if (this.#paused.has(topic.spec.name)) continue;
      topic.tidy();
      const records = topic.partitions[partition].slice(place.next, this.#maxRecords);
      if (records.length === 0) continue;
      this.#turn = turn + 1;
      place.next = records[records.length - 1].offset + 1;
      place.handedOut = place.next;
      return { topic: topic.spec.name, partition, records };
    }
    return undefined;
  }

  /** Until something may have changed, or the time is up. */
  async #wait(ms: number): Promise<void> {
    if (ms <= 0) return this.#breathe();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      for (const topic of this.topics) topic.waiting.add(this.#wake);
    });
    for (const topic of this.topics) topic.waiting.delete(this.#wake);
    this.#wake = () => {};
  }

  async #breathe(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#breath = performance.now();
  }

  #tell(): void {
    if (!this.#untold || this.#closed) return;
    this.#untold = false;
    try {
      this.#options.onAssign?.(this.assignment());
    } catch (error) {
      this.#failure = { error };
    }
  }

  #throwFailure(): never {
    const failure = this.#failure;
    this.#failure = undefined;
    throw failure?.error;
  }

  #placeOf({ topic, partition }: Position): Place | undefined {
    return this.#places.find((place) => place.topic.spec.name === topic && place.partition === partition);
  }

  #checkOpen(): void {
    if (this.#closed) fail({ code: "closed", expected: "an open consumer", found: "a closed one" });
  }
}

function checkOffset({ topic, partition }: Place, offset: number): number {
  const { latest } = topic.partitions[partition];
  if (Number.isSafeInteger(offset) && offset >= 0 && offset <= latest) return offset;
  return fail({
    code: "argument",
    expected: `an offset from 0 to ${latest} in ${topic.spec.name} ${partition}`,
    found: String(offset),
  });
}
