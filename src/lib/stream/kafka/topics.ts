import { fail, quote } from "../../core";
import type { TopicInfo, TopicSpec } from "../log";
import type { Connection } from "./connection";
import { unknownTopic } from "./faults";
import { BATCH_RESERVE, DEFAULT_RECORD_BYTES, topicConfig } from "./topic-config";

/** What writers and readers must know of a topic. */
export interface TopicFacts {
  readonly partitions: number;
  readonly maxRecordBytes: number;
}

/** kafkajs's number for the configuration of a topic. */
const TOPIC_RESOURCE = 2;
/** The broker keeps its own books in topics of these names. */
const INTERNAL = new Set(["__consumer_offsets", "__transaction_state", "__share_group_state"]);

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
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: TOPIC_RESOURCE, name: topic, configNames: ["max.message.bytes"] }],
      });
      const limit = Number(resources[0]?.configEntries[0]?.configValue);
      return {
        partitions: topics[0].partitions.length,
        maxRecordBytes: Number.isFinite(limit) ? Math.max(1, limit - BATCH_RESERVE) : DEFAULT_RECORD_BYTES,
      };
    });
  }

  async list(): Promise<TopicInfo[]> {
    const { topics } = await this.#connection.attempt("admin", undefined, (admin) =>
      admin.fetchTopicMetadata(),
    );
    return topics
      .filter(({ name }) => !INTERNAL.has(name))
      .map(({ name, partitions }) => ({ name, partitions: partitions.length }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async create(specs: readonly TopicSpec[]): Promise<void> {
    for (const spec of specs) this.#check(spec);
    const there = new Map((await this.list()).map(({ name, partitions }) => [name, partitions]));
    const missing = specs.filter(({ name }) => !there.has(name));
    if (missing.length > 0) {
      await this.#connection.attempt("admin", missing[0].name, (admin) =>
        // False when another program was first; then the partitions are compared below.
        admin.createTopics({
          waitForLeaders: true,
          topics: missing.map((spec) => ({
            topic: spec.name,
            numPartitions: spec.partitions ?? 1,
            configEntries: topicConfig(spec),
          })),
        }),
      );
    }
    for (const { name, partitions = 1 } of specs) {
      this.forget(name);
      const found = there.get(name) ?? (await this.facts(name)).partitions;
      if (found !== partitions)
        fail({
          code: "argument",
          expected: `topic ${quote(name)} with ${partitions} partitions`,
          found: `${found}`,
        });
    }
  }

  #check({ name, partitions = 1 }: TopicSpec): void {
    if (!/^(?!\.{1,2}$)[\w.-]{1,249}$/.test(name))
      fail({
        code: "argument",
        expected: "a topic name of 1 to 249 letters, digits, dots, dashes and underscores",
        found: quote(name),
      });
    if (!Number.isInteger(partitions) || partitions < 1)
      fail({
        code: "argument",
        expected: "at least one partition",
        found: quote(partitions),
        where: { file: name },
      });
  }

  async delete(names: readonly string[]): Promise<void> {
    for (const name of names) if (!(await this.#connection.exists(name))) unknownTopic(name);
    await this.#connection.attempt("admin", names[0], (admin) => admin.deleteTopics({ topics: [...names] }));
    for (const name of names) this.forget(name);
    // kafkajs goes on asking for topics it once used, and fails for all of them when one is gone.
    for (const part of ["admin", "producer", "cluster"] as const) this.#connection.drop(part);
  }
}
