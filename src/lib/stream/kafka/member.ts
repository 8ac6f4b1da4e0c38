import { setTimeout as sleep } from "node:timers/promises";
import type { Consumer, EachBatchPayload } from "kafkajs";
import { fail } from "../../core";
import type { ConsumerOptions, Position } from "../log";
import type { Client, Connection } from "./connection";
import { failAs, isRefusal, isRejoining, isTransient, typeOf } from "./faults";

export type Place = Pick<Position, "topic" | "partition">;
export const placeKey = ({ topic, partition }: Place): string => `${topic}/${partition}`;

export interface MemberHandlers {
  /** The partitions are these from now on. */
  joined(assigned: readonly Place[]): void;
  /** Nothing is assigned until `joined` is called again. */
  left(): void;
  batch(payload: EachBatchPayload): Promise<void>;
  /** The group has not been joined for too long. It is tried on. */
  away(error: unknown): void;
  /** The group will never be joined. */
  refused(error: unknown): void;
}

/** How often the coordinator hears of a member, and so how soon the member learns that the group changes. */
export const HEARTBEAT_MS = 500;
/** How long a member that is closed while it joins waits for that. */
const LEAVE_MS = 2_000;

/** Membership in a group through kafkajs, kept up over everything that kafkajs does not survive. */
export class Member {
  readonly #connection: Connection;
  readonly #options: ConsumerOptions;
  readonly #handlers: MemberHandlers;
  #inner: Consumer | undefined;
  /** Disconnects `#inner`. What cannot be left in order is left by silence. */
  #leave = async (): Promise<void> => {};
  #joining: Promise<void> | undefined;
  #assigned: readonly Place[] = [];
  #joined = false;
  #closed = false;
  #awaySince: number | undefined;
  #refusal: { readonly error: unknown } | undefined;

  constructor(connection: Connection, options: ConsumerOptions, handlers: MemberHandlers) {
    this.#connection = connection;
    this.#options = options;
    this.#handlers = handlers;
  }

  get assigned(): readonly Place[] {
    return this.#assigned;
  }

  /** Sets out to join; `joined` tells when that is done. */
  async open(): Promise<void> {
    const client = await this.#connection.client();
    const inner = this.#consumer(client);
    const leave = async () => {
      await inner.disconnect().catch(() => {});
      client.close();
    };
    inner.on(inner.events.GROUP_JOIN, ({ payload }) => {
      // kafkajs may still have been joining when it was told to stop.
      if (this.#closed) void leave();
      else this.#join(payload.memberAssignment);
    });
    inner.on(inner.events.CRASH, ({ payload: { error, restart } }) => this.#crash(inner, error, restart));
    try {
      await inner.connect();
      const { topics, from = "earliest" } = this.#options;
      await inner.subscribe({ topics: [...topics], fromBeginning: from === "earliest" });
    } catch (error) {
      await leave();
      throw error;
    }
    if (this.#closed) return leave();
    this.#inner = inner;
    this.#leave = leave;
    // Ends when the group was joined.
    this.#joining = inner
      .run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: (payload) => this.#handlers.batch(payload),
      })
      .catch((error: Error) => this.#crash(inner, error, false));
  }

  #consumer({ kafka }: Client): Consumer {
    const { sessionMs } = this.#connection.settings;
    return kafka.consumer({
      groupId: this.#options.group,
      allowAutoTopicCreation: false,
      sessionTimeout: sessionMs,
      rebalanceTimeout: Math.max(sessionMs, 10_000),
      heartbeatInterval: Math.min(HEARTBEAT_MS, sessionMs / 3),
      // The default of five seconds is what joining, leaving and closing would then take.
      maxWaitTimeInMs: 100,
      retry: {
        ...{ retries: 5, initialRetryTime: 100, maxRetryTime: 1_000 },
        restartOnFailure: async () => !this.#closed,
      },
    });
  }

  #join(assignment: Readonly<Record<string, readonly number[]>>): void {
    this.#assigned = Object.entries(assignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => ({ topic, partition })),
    );
    this.#joined = true;
    this.#awaySince = undefined;
    this.#handlers.joined(this.#assigned);
  }

  /** kafkajs gave up; when the broker was only away, it begins anew by itself. */
  #crash(inner: Consumer, error: Error, restart: boolean): void {
    if (this.#closed || inner !== this.#inner) return;
    this.#joined = false;
    this.#assigned = [];
    this.#handlers.left();
    if (restart || !isRefusal(error)) {
      this.#away(error);
      if (!restart) void this.#reopen();
      return;
    }
    this.#refuse(error);
  }

  #refuse(error: unknown): void {
    this.#refusal = { error };
    this.#handlers.refused(error);
  }

  #away(error: unknown): void {
    const now = performance.now();
    this.#awaySince ??= now;
    if (now - this.#awaySince < this.#connection.settings.giveUpMs) return;
    this.#awaySince = now;
    this.#handlers.away(error);
  }

  async #reopen(): Promise<void> {
    await this.#leave();
    while (!this.#closed) {
      await sleep(1_000);
      try {
        return await this.open();
      } catch (error) {
        if (isRefusal(error)) return this.#refuse(error);
        this.#away(error);
      }
    }
  }

  /** The next fetch of the partition begins there. */
  seek({ topic, partition, offset }: Position): void {
    if (this.#joined) this.#inner?.seek({ topic, partition, offset: String(offset) });
  }

  pause(topics: readonly string[]): void {
    if (this.#joined) this.#inner?.pause(topics.map((topic) => ({ topic })));
  }

  resume(topics: readonly string[]): void {
    if (this.#joined) this.#inner?.resume(topics.map((topic) => ({ topic })));
  }

  /** Commits for the partitions that are this member's; for others their new owner does. */
  async commit(positions: readonly Position[]): Promise<void> {
    const deadline = performance.now() + this.#connection.settings.giveUpMs;
    for (let pause = 20; ; pause = Math.min(2 * pause, 500)) {
      if (this.#closed) fail({ code: "closed", expected: "an open consumer", found: "one that was closed" });
      if (this.#refusal !== undefined) this.#failLate(this.#refusal.error);
      const late = performance.now() + pause > deadline;
      const mine = new Set(this.#assigned.map(placeKey));
      const offsets = positions
        .filter((position) => mine.has(placeKey(position)))
        .map(({ topic, partition, offset }) => ({ topic, partition, offset: String(offset) }));
      try {
        if (this.#joined && offsets.length === 0) return;
        if (this.#joined) return await this.#inner?.commitOffsets(offsets);
        if (late) return this.#failLate(new Error("the group was not joined again"));
      } catch (error) {
        if (late || !(isRejoining(error) || isTransient(error) || typeOf(error) === undefined))
          this.#failLate(error);
      }
      await sleep(pause);
    }
  }

  #failLate(error: unknown): never {
    const { brokers } = this.#connection.settings;
    return failAs(error, { brokers, group: this.#options.group });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#joined = false;
    this.#assigned = [];
    const timer = new AbortController();
    const late = sleep(LEAVE_MS, true, { signal: timer.signal }).catch(() => false);
    const joining = await Promise.race([this.#joining?.then(() => false), late]);
    timer.abort();
    if (!joining) return this.#leave();
    // Without its connections the group would wait for a member that is gone: they are closed when it has joined, and left.
    void this.#joining?.then(() => this.#leave());
    await this.#inner?.disconnect().catch(() => {});
  }
}
