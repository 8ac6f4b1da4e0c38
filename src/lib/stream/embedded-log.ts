import { type Clock, fail, systemClock } from "../core";
import { EmbeddedConsumer } from "./embedded/consumer";
import { Group } from "./embedded/group";
import { Topic } from "./embedded/topic";
import type { Log } from "./log";
import {
  checkOffset,
  checkPartition,
  checkSamePartitions,
  checkTopicSpec,
  positive,
  unknownTopic,
} from "./topic-spec";

export interface EmbeddedLogOptions {
  /** Gives records their time and retention its now; default the machine's. */
  readonly clock?: Clock;
}

/**
 * A log in this process: topics, partitions, groups, offsets, retention and compaction as a broker has them, at the cost
 * of a function call, and gone with the process. Keys land in the same partitions as on Kafka; records without key take
 * turns from partition 0 on. Records are handed out as they stand in the log: their bytes are not to be changed.
 *
 * @example
 * const log = stream.embeddedLog();
 * await log.createTopics([{ name: "rows", partitions: 3 }]);
 * await log.append("rows", [{ key: "firewall", value: "1" }, { key: "firewall", value: "2" }]);
 * const consumer = await log.consumer({ group: "g", topics: ["rows"] });
 * const batch = await consumer.poll();
 * batch?.records.map(({ partition, offset }) => [partition, offset]) //=> [[0, 0], [0, 1]]
 * await log.close();
 */
export function embeddedLog(options: EmbeddedLogOptions = {}): Log {
  const clock = options.clock ?? systemClock;
  const topics = new Map<string, Topic>();
  const groups = new Map<string, Group>();
  const consumers = new Set<EmbeddedConsumer>();
  let closed = false;

  function checkOpen(): void {
    if (closed) fail({ code: "closed", expected: "an open log", found: "a closed one" });
  }
  function topicOf(name: string): Topic {
    checkOpen();
    return topics.get(name) ?? unknownTopic(name);
  }

  return {
    kind: "embedded",
    async createTopics(specs) {
      checkOpen();
      const made = new Map<string, Topic>();
      for (const spec of specs.map(checkTopicSpec)) {
        const existing = topics.get(spec.name) ?? made.get(spec.name);
        if (existing === undefined) made.set(spec.name, new Topic(spec, clock));
        else checkSamePartitions(existing.spec, spec);
      }
      for (const [name, topic] of made) topics.set(name, topic);
    },
    async topics() {
      checkOpen();
      return [...topics.values()].map(({ spec: { name, partitions } }) => ({ name, partitions }));
    },
    async deleteTopics(names) {
      for (const name of names) topicOf(name);
      for (const name of names) topics.delete(name);
      for (const consumer of consumers) consumer.keepTopics([...topics.values()]);
      for (const group of groups.values()) {
        for (const name of names) group.forget(name);
        group.rebalance();
      }
    },
    async append(name, records) {
      return topicOf(name).append(records);
    },
    async ranges(name) {
      return topicOf(name).ranges();
    },
    async read(name, partition, from, most = 500) {
      const topic = topicOf(name);
      topic.tidy();
      checkPartition(name, partition, topic.partitions.length);
      return topic.partitions[partition].slice(checkOffset(from), positive("most", most));
    },
    async consumer(consumerOptions) {
      const wanted = [...new Set(consumerOptions.topics)].map(topicOf);
      if (wanted.length === 0 || consumerOptions.group === "") {
        fail({ code: "argument", expected: "a group and at least one topic", found: "none" });
      }
      const group = groups.get(consumerOptions.group) ?? new Group();
      groups.set(consumerOptions.group, group);
      const consumer: EmbeddedConsumer = new EmbeddedConsumer(group, wanted, consumerOptions, () =>
        consumers.delete(consumer),
      );
      consumers.add(consumer);
      return consumer;
    },
    async committed(group, name) {
      topicOf(name);
      return groups.get(group)?.committed(name) ?? [];
    },
    async close() {
      closed = true;
      for (const consumer of [...consumers]) await consumer.close();
      topics.clear();
      groups.clear();
    },
  };
}
