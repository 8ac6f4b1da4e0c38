import { setTimeout as sleep } from "node:timers/promises";
import type { Admin, Cluster, Consumer, Kafka, Producer } from "kafkajs";
import { fail } from "../../core";
import { unknownTopic } from "../topic-spec";
import { failAs, isForgotten, isTransient, isUnknownTopic } from "./faults";
import { loadKafkajs } from "./load-kafkajs";
import type { Settings } from "./options";
import { Sockets } from "./sockets";
import { topicsTold } from "./topics-told";

/** What a connection is opened for; each opens when it is first needed. */
interface Parts {
  readonly admin: Admin;
  readonly producer: Producer;
  /** The cluster as kafkajs sees it: fetching and offsets without a group. */
  readonly cluster: Cluster;
}
type Part = keyof Parts;

interface Open<T> {
  readonly part: T;
  close(): Promise<void>;
}

/** How long closing waits for a broker. */
const CLOSE_MS = 2_000;

/** A client of kafkajs; whatever of it was disconnected or failed, `close` leaves no connection of it. */
export interface Client {
  readonly kafka: Kafka;
  close(): void;
}

/** The connections of one log to its brokers: opened when needed, opened anew when they went bad. */
export class Connection {
  readonly settings: Settings;
  readonly #open = new Map<Part, Promise<Open<Parts[Part]>>>();
  /** Of parts that open or are open. */
  readonly #clients = new Set<Client>();
  #reached = false;
  #closed = false;

  constructor(settings: Settings) {
    this.settings = settings;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** A client of its own: kafkajs lets consumers of one client and group share what they committed. */
  async client(): Promise<Client> {
    const kafkajs = await loadKafkajs();
    const { brokers, clientId, security } = this.settings;
    const sockets = new Sockets();
    const kafka = new kafkajs.Kafka({
      ...(await security()),
      socketFactory: sockets.factory,
      brokers: [...brokers],
      clientId,
      connectionTimeout: 5_000,
      authenticationTimeout: 10_000,
      requestTimeout: 30_000,
      // Short: what lasts longer is waited for in `attempt`, which knows when to give up.
      retry: { retries: 3, initialRetryTime: 50, maxRetryTime: 1_000 },
      // kafkajs reports as errors what it then mends; what it cannot mend reaches the caller.
      logCreator: () => () => {},
    });
    return { kafka, close: () => sockets.close() };
  }

  /**
   * Does the work with one part, again and again while the broker is away and `giveUpMs` has not passed. A topic that
   * is there but that this connection does not find (kafkajs stumbles over any other one that was deleted) costs a new
   * connection.
   */
  async attempt<P extends Part, T>(
    name: P,
    topic: string | undefined,
    work: (part: Parts[P]) => Promise<T>,
  ): Promise<T> {
    const { brokers, connectMs, giveUpMs } = this.settings;
    const deadline = performance.now() + (this.#reached ? giveUpMs : connectMs);
    for (let pause = 50; ; pause = Math.min(2 * pause, 1_000)) {
      if (this.#closed) fail({ code: "closed", expected: "an open log", found: "one that was closed" });
      try {
        const result = await work(await this.#part(name));
        this.#reached = true;
        return result;
      } catch (error) {
        const late = performance.now() + pause > deadline;
        const bad = isUnknownTopic(error) || isForgotten(error);
        // A producer numbers what it sends, so that the broker knows a repetition: it is kept while the broker is away.
        if (bad || late || (isTransient(error) && name !== "producer")) this.drop(name);
        if (isUnknownTopic(error) && topic !== undefined && !(await this.exists(topic))) unknownTopic(topic);
        if (late || !(isTransient(error) || bad)) failAs(error, { brokers, topic });
      }
      await sleep(pause);
    }
  }

  async exists(topic: string): Promise<boolean> {
    const told = () =>
      this.attempt("admin", undefined, async (admin) => {
        try {
          return (await topicsTold(admin, [topic])).length > 0;
        } catch (error) {
          if (isUnknownTopic(error)) return false;
          throw error;
        }
      });
    if (await told()) return true;
    // One that was used for a topic that is gone by now finds no other either.
    this.drop("admin");
    return told();
  }

  /** Closes a part; the next use opens it anew. */
  drop(name: Part): void {
    const open = this.#open.get(name);
    this.#open.delete(name);
    open?.then(({ close }) => close()).catch(() => {});
  }

  async close(): Promise<void> {
    this.#closed = true;
    const parts = [...this.#open.values()];
    this.#open.clear();
    const closed = Promise.allSettled(parts.map(async (open) => (await open).close()));
    const timer = new AbortController();
    await Promise.race([closed, sleep(CLOSE_MS, undefined, { signal: timer.signal }).catch(() => {})]);
    timer.abort();
    // What cannot be closed in order, as it waits for a broker that does not answer, ends here.
    for (const client of this.#clients) client.close();
    await closed;
  }

  async #part<P extends Part>(name: P): Promise<Parts[P]> {
    let open = this.#open.get(name);
    if (open === undefined) {
      open = this.#connect(name);
      this.#open.set(name, open);
      open.catch(() => this.#open.get(name) === open && this.#open.delete(name));
    }
    return (await open).part as Parts[P];
  }

  async #connect(name: Part): Promise<Open<Parts[Part]>> {
    const client = await this.client();
    this.#clients.add(client);
    const { kafka } = client;
    if (name === "admin") return this.#opened(client, kafka.admin());
    if (name === "producer")
      return this.#opened(
        client,
        kafka.producer({
          allowAutoTopicCreation: false,
          // Repetitions after a lost answer are recognised, so each record is there once and in order.
          idempotent: true,
          retry: { retries: 3, initialRetryTime: 50, maxRetryTime: 1_000 },
        }),
      );
    let cluster: Cluster | undefined;
    // A consumer that joins no group. Its assigner is where kafkajs hands out the cluster.
    const consumer = kafka.consumer({
      groupId: "none",
      allowAutoTopicCreation: false,
      partitionAssigners: [
        (config) => {
          cluster = config.cluster;
          return { name: "none", version: 0, assign: async () => [], protocol: () => fail(NO_GROUP) };
        },
      ],
    });
    const { close } = await this.#opened(client, consumer);
    return { part: cluster ?? fail(NO_GROUP), close };
  }

  async #opened<T extends Admin | Producer | Consumer>(client: Client, part: T): Promise<Open<T>> {
    const end = () => {
      client.close();
      this.#clients.delete(client);
    };
    try {
      await part.connect();
    } catch (error) {
      end();
      throw error;
    }
    return { part, close: () => part.disconnect().finally(end) };
  }
}

const NO_GROUP = {
  code: "broker",
  expected: "kafkajs to hand out its cluster",
  found: "another version of it",
};
