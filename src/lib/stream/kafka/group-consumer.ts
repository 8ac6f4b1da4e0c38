import { setTimeout as sleep } from "node:timers/promises";
import type { EachBatchPayload } from "kafkajs";
import { fail, quote } from "../../core";
import type { Batch, Consumer, ConsumerOptions, PartitionRange, Position } from "../log";
import { checkOffset } from "../topic-spec";
import type { Connection } from "./connection";
import { failAs } from "./faults";
import { HEARTBEAT_MS, Member, type Place, placeKey } from "./member";
import { toLogRecord } from "./records";

/** A batch that kafkajs offers, as far as polls have not taken it. */
interface Offer extends Place {
  readonly payload: EachBatchPayload;
  next: number;
  /** Ends the offer: kafkajs goes on. */
  release(): void;
}

interface Failure {
  readonly error: unknown;
  /** Of the group, or what the caller's own function threw. */
  readonly broker: boolean;
  /** Nothing will mend it: every poll fails with it. */
  readonly final?: boolean;
}

/**
 * A member of a group whose batches are pulled. kafkajs pushes: its handler holds a batch until polls have taken it
 * all, and tells the coordinator meanwhile that this member lives. So never more than one answer of the broker waits.
 */
export class GroupConsumer implements Consumer {
  readonly group: string;
  readonly ready: Promise<void>;
  readonly #connection: Connection;
  readonly #options: ConsumerOptions;
  readonly #ranges: (topic: string) => Promise<readonly PartitionRange[]>;
  readonly #member: Member;
  #offer: Offer | undefined;
  /** Next offsets behind what polls handed out since the partitions were assigned. */
  readonly #handed = new Map<string, Position>();
  /** Seeks of partitions of which no batch came since. */
  readonly #seeks = new Map<string, Position>();
  readonly #paused = new Set<string>();
  #closed = false;
  #polling = false;
  #failure: Failure | undefined;
  #wake = (): void => {};
  #onReady = (): void => {};
  #onNeverReady = (_error: unknown): void => {};

  constructor(
    connection: Connection,
    options: ConsumerOptions,
    ranges: (topic: string) => Promise<readonly PartitionRange[]>,
  ) {
    this.#connection = connection;
    this.#options = options;
    this.#ranges = ranges;
    this.group = options.group;
    this.ready = new Promise((resolve, reject) => {
      this.#onReady = resolve;
      this.#onNeverReady = reject;
    });
    // Who never waits for it learns the same from polls.
    this.ready.catch(() => {});
    this.#member = new Member(connection, options, {
      joined: (assigned) => this.#joined(assigned),
      left: () => this.#withdraw(),
      batch: (payload) => this.#take(payload),
      away: (error) => this.#fail({ error, broker: true }),
      refused: (error) => this.#fail({ error, broker: true, final: true }),
    });
  }

  open(): Promise<void> {
    return this.#member.open();
  }

  assignment(): readonly Place[] {
    return this.#member.assigned;
  }

  async poll(waitMs = 100): Promise<Batch | undefined> {
    if (this.#polling) fail({ code: "argument", expected: "one poll at a time", found: "another under way" });
    this.#polling = true;
    try {
      if (this.#offer === undefined && this.#failure === undefined && !this.#closed) await this.#news(waitMs);
      if (this.#closed) return undefined;
      const failure = this.#failure;
      if (failure === undefined) return this.#handOut();
      if (!failure.final) this.#failure = undefined;
      return this.#throw(failure);
    } finally {
      this.#polling = false;
    }
  }

  /** Waits until something is offered, or the time is over. */
  #news(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #throw({ error, broker }: Failure): never {
    // What the caller's own function threw stays what it is.
    if (!broker) throw error;
    const { brokers } = this.#connection.settings;
    return failAs(error, { brokers, group: this.group });
  }

  #handOut(): Batch | undefined {
    const offer = this.#offer;
    if (offer === undefined) return undefined;
    const { topic, partition, payload } = offer;
    const { messages } = payload.batch;
    const end = Math.min(messages.length, offer.next + (this.#options.maxRecords ?? 500));
    const records = messages.slice(offer.next, end).map((message) => toLogRecord(topic, partition, message));
    payload.resolveOffset(messages[end - 1].offset);
    const key = placeKey(offer);
    this.#seeks.delete(key);
    this.#handed.set(key, { topic, partition, offset: records[records.length - 1].offset + 1 });
    offer.next = end;
    if (end === messages.length) this.#withdraw();
    return { topic, partition, records };
  }

  /** The handler of kafkajs: offers a batch until it is taken, or the group changes. */
  async #take(payload: EachBatchPayload): Promise<void> {
    const { topic, partition } = payload.batch;
    if (this.#closed || this.#paused.has(topic) || payload.isStale() || !payload.isRunning()) return;
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const offer: Offer = { topic, partition, payload, next: 0, release };
    this.#offer = offer;
    this.#wake();
    while (this.#offer === offer) {
      const timer = new AbortController();
      await Promise.race([
        released,
        sleep(HEARTBEAT_MS, undefined, { signal: timer.signal }).catch(() => {}),
      ]);
      timer.abort();
      if (this.#offer !== offer) return;
      try {
        await payload.heartbeat();
      } catch (error) {
        // The group changes: what was not taken comes again, here or elsewhere.
        if (this.#offer === offer) this.#withdraw();
        throw error;
      }
    }
  }

  /** Takes back what is on offer; what polls have not taken of it is fetched again. */
  #withdraw(): void {
    const offer = this.#offer;
    this.#offer = undefined;
    offer?.release();
  }

  #joined(assigned: readonly Place[]): void {
    this.#withdraw();
    this.#failure = undefined;
    const mine = new Set(assigned.map(placeKey));
    for (const key of this.#handed.keys()) if (!mine.has(key)) this.#handed.delete(key);
    for (const [key, position] of this.#seeks) {
      if (mine.has(key)) this.#member.seek(position);
      else this.#seeks.delete(key);
    }
    if (this.#paused.size > 0) this.#member.pause([...this.#paused]);
    try {
      this.#options.onAssign?.(assigned);
    } catch (error) {
      this.#fail({ error, broker: false });
    }
    this.#onReady();
  }

  #fail(failure: Failure): void {
    this.#failure = failure;
    this.#wake();
    if (!failure.broker) return;
    // Changes nothing when the group was joined before.
    try {
      this.#throw(failure);
    } catch (error) {
      this.#onNeverReady(error);
    }
  }

  async commit(next: readonly Position[] = [...this.#handed.values()]): Promise<void> {
    this.#checkOpen();
    for (const { offset } of next) checkOffset(offset);
    if (next.length > 0) await this.#member.commit(next);
  }

  async seek({ topic, partition, offset }: Position): Promise<void> {
    this.#checkOpen();
    const key = placeKey({ topic, partition });
    if (!this.assignment().some((place) => placeKey(place) === key))
      fail({
        code: "argument",
        expected: "a partition that is assigned to this member",
        found: `${quote(topic)} ${partition}`,
      });
    const { earliest, latest } = (await this.#ranges(topic))[partition];
    // Kafka would begin elsewhere then, at the beginning or the end.
    if (checkOffset(offset) > latest)
      fail({ code: "argument", expected: `an offset from 0 to ${latest} in ${key}`, found: String(offset) });
    const position = { topic, partition, offset: Math.max(offset, earliest) };
    this.#seeks.set(key, position);
    this.#handed.set(key, position);
    this.#member.seek(position);
    if (this.#offer !== undefined && placeKey(this.#offer) === key) this.#withdraw();
  }

  #checkOpen(): void {
    if (this.#closed) fail({ code: "closed", expected: "an open consumer", found: "a closed one" });
  }

  pause(topics: readonly string[] = this.#options.topics): void {
    for (const topic of topics) this.#paused.add(topic);
    this.#member.pause(topics);
    if (this.#offer !== undefined && this.#paused.has(this.#offer.topic)) this.#withdraw();
  }

  resume(topics: readonly string[] = this.#options.topics): void {
    for (const topic of topics) this.#paused.delete(topic);
    this.#member.resume(topics);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#withdraw();
    this.#wake();
    this.#onReady();
    await this.#member.close();
  }
}
