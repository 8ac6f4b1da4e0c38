import assert from "node:assert/strict";
import { Connection } from "../../../src/lib/stream/kafka/connection";
import { settingsOf } from "../../../src/lib/stream/kafka/options";
import { Topics } from "../../../src/lib/stream/kafka/topics";

/** What kafkajs throws when the broker that was asked tells of no such topic. */
const unknown = (): Error =>
  Object.assign(new Error("no such topic"), { type: "UNKNOWN_TOPIC_OR_PARTITION" });

/** A cluster that tells of a topic only when it has been asked for it so often. */
function slowCluster(silences: number, first = true) {
  const silent = new Map<string, number>();
  const asked = (name: string) => {
    const left = silent.get(name) ?? 0;
    if (!silent.has(name)) throw unknown();
    silent.set(name, left - 1);
    if (left > 0) throw unknown();
  };
  const admin = {
    connect: async () => {},
    disconnect: async () => {},
    createTopics: async ({ waitForLeaders, topics }: CreateTopics) => {
      for (const { topic } of topics) silent.set(topic, silences);
      if (waitForLeaders) for (const { topic } of topics) asked(topic);
      return first;
    },
    fetchTopicMetadata: async ({ topics }: { topics?: string[] } = {}) => {
      for (const name of topics ?? []) asked(name);
      return { topics: (topics ?? []).map((name) => ({ name, partitions: [{}, {}, {}] })) };
    },
    describeConfigs: async () => ({ resources: [{ configEntries: [] }] }),
  };
  const connection = new Connection(settingsOf({ brokers: "kafka.example:9092" }));
  connection.client = async () => ({ kafka: { admin: () => admin } as never, close: () => {} });
  return new Topics(connection);
}

interface CreateTopics {
  readonly waitForLeaders: boolean;
  readonly topics: readonly { readonly topic: string }[];
}

describe("topics of a broker that tells of them late", () => {
  it("are waited for when they were made, by this program or another at the same time", async () => {
    for (const first of [true, false]) {
      const topics = slowCluster(5, first);
      await topics.create([
        { name: "rows", partitions: 3 },
        { name: "results", partitions: 3 },
      ]);
      assert.deepEqual(
        [(await topics.facts("rows")).partitions, (await topics.facts("results")).partitions],
        [3, 3],
      );
    }
  });

  it("are refused when they are there with other partitions", async () => {
    await assert.rejects(slowCluster(3, false).create([{ name: "rows", partitions: 4 }]), {
      code: "argument",
      found: /3/,
    });
  });
});
