import { fail } from "../../core";
import type {
  Consumer,
  ConsumerOptions,
  Log,
  LogRecord,
  NewRecord,
  PartitionRange,
  Position,
  TopicInfo,
  TopicSpec,
} from "../log";
import { checkOffset, checkPartition, positive } from "../topic-spec";
import { checkGroup } from "./check-group";
import { Connection } from "./connection";
import { GroupConsumer } from "./group-consumer";
import { type KafkaOptions, settingsOf } from "./options";
import { pinLatest } from "./pin-latest";
import { readRanges, readRecords } from "./reader";
import { TopicWriter } from "./topic-writer";
import { type TopicFacts, Topics } from "./topics";

/**
 * A log on a Kafka broker (held to Apache Kafka 4.3.1), through kafkajs. It connects when it is first used. Records
 * that were appended are on the broker (acks=all), once each and in order; a broker that goes away is waited for, by
 * appends, reads and polls, until `giveUpMs` has passed. Topics made here take the broker's clock as the time of a
 * record. A compacted topic keeps the newest record of each key some time after it came, not at once.
 *
 * A cluster that is shared is entered with `ssl` and `sasl`, which {@link readBrokerConfig} reads from a file. The password
 * is in no error, and nothing that this library writes.
 *
 * A group that begins at "latest" commits the ends of its partitions when its first member joins, so that nothing
 * that comes later is missed.
 *
 * @throws LabError `argument` for options that are none; `denied` (user or password), `untrusted` (the broker's
 * certificate); see {@link Log} for the rest
 *
 * @example
 * const log = stream.kafkaLog({ brokers: "127.0.0.1:9092" });
 * log.kind //=> "kafka"
 * await log.close();
 */
export function kafkaLog(options: KafkaOptions): Log {
  return new KafkaLog(new Connection(settingsOf(options)));
}

class KafkaLog implements Log {
  readonly kind = "kafka";
  readonly #connection: Connection;
  readonly #topics: Topics;
  readonly #writers = new Map<string, TopicWriter>();
  readonly #consumers = new Set<GroupConsumer>();

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#topics = new Topics(connection);
  }

  createTopics(specs: readonly TopicSpec[]): Promise<void> {
    return this.#topics.create(specs);
  }

  topics(): Promise<readonly TopicInfo[]> {
    return this.#topics.list();
  }

  async deleteTopics(names: readonly string[]): Promise<void> {
    await this.#topics.delete(names);
    for (const name of names) this.#writers.delete(name);
  }

  append(topic: string, records: readonly NewRecord[]): Promise<readonly Position[]> {
    return this.#knowing(topic, (facts) => {
      let writer = this.#writers.get(topic);
      if (writer === undefined) {
        writer = new TopicWriter(this.#connection, topic);
        this.#writers.set(topic, writer);
      }
      return writer.append(records, facts);
    });
  }

  ranges(topic: string): Promise<readonly PartitionRange[]> {
    return this.#knowing(topic, ({ partitions }) => readRanges(this.#connection, topic, partitions));
  }

  read(topic: string, partition: number, from: number, most = 500): Promise<readonly LogRecord[]> {
    return this.#knowing(topic, async ({ partitions }) => {
      checkPartition(topic, partition, partitions);
      const earliest = async () => (await this.ranges(topic))[partition].earliest;
      const [first, count] = [checkOffset(from), positive("most", most)];
      return readRecords(this.#connection, topic, partition, first, count, earliest);
    });
  }

  /** Does the work with what is known of the topic, which may be another topic of that name when the work fails. */
  async #knowing<T>(topic: string, work: (facts: TopicFacts) => Promise<T>): Promise<T> {
    const facts = await this.#topics.facts(topic);
    try {
      return await work(facts);
    } catch (error) {
      this.#topics.forget(topic);
      throw error;
    }
  }

  async consumer(options: ConsumerOptions): Promise<Consumer> {
    const topics = [...new Set(options.topics)];
    if (topics.length === 0 || options.group === "")
      fail({ code: "argument", expected: "a group and at least one topic", found: "none" });
    await this.#topics.facts(topics[0]);
    await checkGroup(this.#connection, options.group, topics[0]);
    const ends: Position[] = [];
    for (const topic of topics) {
      const ranges = await this.ranges(topic);
      if (options.from !== "latest") continue;
      const committed = new Set(
        (await this.committed(options.group, topic)).map(({ partition }) => partition),
      );
      for (const { partition, latest } of ranges)
        if (!committed.has(partition)) ends.push({ topic, partition, offset: latest });
    }
    await pinLatest(this.#connection, options.group, ends);
    const consumer = new GroupConsumer(this.#connection, { ...options, topics }, (topic) =>
      this.ranges(topic),
    );
    this.#consumers.add(consumer);
    await consumer.open();
    return consumer;
  }

  async committed(group: string, topic: string): Promise<readonly Position[]> {
    await this.#topics.facts(topic);
    await checkGroup(this.#connection, group, topic);
    const [answer] = await this.#connection.attempt("admin", topic, (admin) =>
      admin.fetchOffsets({ groupId: group, topics: [topic] }),
    );
    return answer.partitions
      .map(({ partition, offset }) => ({ topic, partition, offset: Number(offset) }))
      .filter(({ offset }) => offset >= 0)
      .sort((a, b) => a.partition - b.partition);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#consumers].map((consumer) => consumer.close()));
    await this.#connection.close();
  }
}
