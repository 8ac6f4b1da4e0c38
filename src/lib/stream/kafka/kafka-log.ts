import { fail, quote } from "../../core";
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
import { Connection } from "./connection";
import { GroupConsumer } from "./group-consumer";
import { type KafkaOptions, settingsOf } from "./options";
import { pinLatest } from "./pin-latest";
import { readRanges, readRecords } from "./reader";
import { TopicWriter } from "./topic-writer";
import { Topics } from "./topics";

/**
 * A log on a Kafka broker (held to Apache Kafka 4.3.1), through kafkajs. It connects when it is first used. Records
 * that were appended are on the broker (acks=all), once each and in order; a broker that goes away is waited for, by
 * appends, reads and polls, until `giveUpMs` has passed. Topics made here take the broker's clock as the time of a
 * record. A compacted topic keeps the newest record of each key some time after it came, not at once.
 *
 * A group that begins at "latest" commits the ends of its partitions when its first member joins, so that nothing
 * that comes later is missed. A seek beyond the records that exist goes to the nearest end of them.
 *
 * @throws LabError `argument` for options that are none; see {@link Log} for the rest
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

  async append(topic: string, records: readonly NewRecord[]): Promise<readonly Position[]> {
    const facts = await this.#topics.facts(topic);
    let writer = this.#writers.get(topic);
    if (writer === undefined) {
      writer = new TopicWriter(this.#connection, topic);
      this.#writers.set(topic, writer);
    }
    return writer.append(records, facts);
  }

  async ranges(topic: string): Promise<readonly PartitionRange[]> {
    const { partitions } = await this.#topics.facts(topic);
    return readRanges(this.#connection, topic, partitions);
  }

  async read(topic: string, partition: number, from: number, most = 500): Promise<readonly LogRecord[]> {
    const { partitions } = await this.#topics.facts(topic);
    if (!Number.isInteger(partition) || partition < 0 || partition >= partitions)
      fail({
        code: "argument",
        expected: `a partition from 0 to ${partitions - 1}`,
        found: quote(partition),
        where: { file: topic },
      });
    const earliest = async () => (await this.ranges(topic))[partition].earliest;
    return readRecords(this.#connection, topic, partition, Math.max(0, from), most, earliest);
  }

  async consumer(options: ConsumerOptions): Promise<Consumer> {
    const ends: Position[] = [];
    for (const topic of options.topics) {
      const ranges = await this.ranges(topic);
      if (options.from !== "latest") continue;
      const committed = new Set(
        (await this.committed(options.group, topic)).map(({ partition }) => partition),
      );
      for (const { partition, latest } of ranges)
        if (!committed.has(partition)) ends.push({ topic, partition, offset: latest });
    }
    await pinLatest(this.#connection, options.group, ends);
    const consumer = new GroupConsumer(this.#connection, options, (topic) => this.ranges(topic));
    this.#consumers.add(consumer);
    await consumer.open();
    return consumer;
  }

  async committed(group: string, topic: string): Promise<readonly Position[]> {
    await this.#topics.facts(topic);
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
