import type { Admin } from "kafkajs";
import type { TopicInfo, TopicSpec } from "../log";
import { checkSamePartitions, checkTopicSpec, unknownTopic } from "../topic-spec";
import type { Connection } from "./connection";
import { typeOf } from "./faults";
import { BATCH_RESERVE, topicConfig } from "./topic-config";
import { topicsTold } from "./topics-told";

/** What writers and readers must know of a topic. */
export interface TopicFacts {
  readonly partitions: number;
  readonly maxRecordBytes: number;
  /** Then every record needs a key. */
  readonly compact: boolean;
}

/** kafkajs's number for the configuration of a topic. */
const TOPIC_RESOURCE = 2;
/** The broker keeps its own books in topics of these names. */
const INTERNAL = new Set(["__consumer_offsets", "__transaction_state", "__share_group_state"]);

/** Kafka's own default of max.message.bytes. */
const DEFAULT_MESSAGE_BYTES = 1_048_588;

/** What the broker tells of a topic's settings: nothing to users who may read and write it, and no more. */
async function settingsOfTopic(admin: Admin, name: string): Promise<ReadonlyMap<string, string>> {
  const configNames = ["max.message.bytes", "cleanup.policy"];
  try {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: TOPIC_RESOURCE, name, configNames }],
    });
    return new Map(
      resources[0].configEntries.map(({ configName, configValue }) => [configName, configValue]),
    );
  } catch (error) {
    if (typeOf(error) === "TOPIC_AUTHORIZATION_FAILED") return new Map();
    throw error;
  }
}

/** The topics of a cluster, with what was learnt of them. */
export class Topics {
  readonly #connection: Connection;
  readonly #known = new Map<string, Promise<TopicFacts>>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  facts(topic: string): Promise<TopicFacts> {
    let facts = this.#known.get(topic);
    if (facts === undefined) {
      facts = this.#ask(topic);
      this.#known.set(topic, facts);
      facts.catch(() => this.forget(topic));
    }
    return facts;
  }

  forget(topic: string): void {
    this.#known.delete(topic);
  }

  async #ask(topic: string): Promise<TopicFacts> {
    return this.#connection.attempt("admin", topic, async (admin) => {
      const topics = await topicsTold(admin, [topic]);
      const config = await settingsOfTopic(admin, topic);
      const largest = Number(config.get("max.message.bytes") ?? DEFAULT_MESSAGE_BYTES);
      return {
        partitions: topics[0].partitions.length,
        maxRecordBytes: Math.max(1, largest - BATCH_RESERVE),
        compact: config.get("cleanup.policy")?.includes("compact") === true,
      };
    });
  }

  async list(): Promise<TopicInfo[]> {
    const topics = await this.#connection.attempt("admin", undefined, (admin) => topicsTold(admin));
    return topics
      .filter(({ name }) => !INTERNAL.has(name))
      .map(({ name, partitions }) => ({ name, partitions: partitions.length }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async create(specs: readonly TopicSpec[]): Promise<void> {
    const asked = specs.map(checkTopicSpec);
    const there = new Map((await this.list()).map((info) => [info.name, info]));
    for (const spec of asked) {
      const existing = there.get(spec.name);
      if (existing === undefined) there.set(spec.name, spec);
      else checkSamePartitions(existing, spec);
    }
    const missing = asked.filter((spec) => there.get(spec.name) === spec);
    if (missing.length === 0) return;
    await this.#connection.attempt("admin", undefined, (admin) =>
      // False when another program was first; then its partitions are compared.
      admin.createTopics({
        // kafkajs takes a topic that the broker does not tell of yet for one that is not there.
        waitForLeaders: false,
        topics: missing.map((spec) => ({
          topic: spec.name,
          numPartitions: spec.partitions,
          configEntries: topicConfig(spec),
        })),
      }),
    );
    for (const spec of missing) {
      // A topic that was made, by us or another program, exists, yet the broker that is asked may not tell of it so soon.
      await this.#until(spec.name, true);
      this.forget(spec.name);
      checkSamePartitions({ name: spec.name, partitions: (await this.facts(spec.name)).partitions }, spec);
    }
  }

  /** Waits until the broker tells of the topic, or no longer does. */
  async #until(name: string, there: boolean): Promise<void> {
    const deadline = performance.now() + this.#connection.settings.giveUpMs;
    while ((await this.#connection.exists(name)) !== there && performance.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 50));
  }

  async delete(names: readonly string[]): Promise<void> {
    for (const name of names) if (!(await this.#connection.exists(name))) unknownTopic(name);
    await this.#connection.attempt("admin", names[0], (admin) => admin.deleteTopics({ topics: [...names] }));
    for (const name of names) this.forget(name);
    // kafkajs goes on asking for topics it once used, and fails for all of them when one is gone.
    for (const part of ["admin", "producer", "cluster"] as const) this.#connection.drop(part);
    // The controller has deleted them; the broker still takes records for them, which are lost, until it has heard of it.
    for (const name of names) await this.#until(name, false);
  }
}
