import assert from "node:assert/strict";
import { Connection } from "../../../src/lib/stream/kafka/connection";
import { settingsOf } from "../../../src/lib/stream/kafka/options";
import { Topics } from "../../../src/lib/stream/kafka/topics";

/** What kafkajs throws when the broker that was asked tells of no such topic. */
const unknown = (): Error =>
  Object.assign(new Error("no such topic"), { type: "UNKNOWN_TOPIC_OR_PARTITION" });

/** A cluster that tells of a topic that is made or deleted only when it has been asked for it so often. */
function slowCluster(answers: number, first = true) {
  /** Topics, and how often the broker still answers as before. */
  const topicsOf = new Map<string, { there: boolean; left: number }>();
  const tells = (name: string) => {
    const topic = topicsOf.get(name);
    if (topic === undefined) return false;
    return topic.left-- > 0 ? !topic.there : topic.there;
  };
  /** Of a connection: which topics it was told of. */
  let known = new Set<string>();
  const admin = {
    connect: async () => {
      known = new Set();
    },
    disconnect: async () => {},
    createTopics: async ({ waitForLeaders, topics }: CreateTopics) => {
      for (const { topic } of topics) topicsOf.set(topic, { there: true, left: answers });
      if (waitForLeaders && topics.some(({ topic }) => !tells(topic))) throw unknown();
      return first;
    },
    deleteTopics: async ({ topics }: { topics: readonly string[] }) => {
      for (const name of topics) topicsOf.set(name, { there: false, left: answers });
    },
    fetchTopicMetadata: async ({ topics }: { topics?: string[] } = {}) => {
      for (const name of topics ?? []) {
        const there = tells(name);
        // kafkajs swallows what the broker says of a topic that it knew, and then has no answer.
        if (!there && known.has(name)) return (null as never as { topics: [] }).topics;
        if (!there) throw unknown();
        known.add(name);
      }
      return { topics: (topics ?? []).map((name) => ({ name, partitions: [{}, {}, {}] })) };
    },
    describeConfigs: async () => ({ resources: [{ configEntries: [] }] }),
  };
  const connection = new Connection(settingsOf({ brokers: "kafka.example:9092" }));
  connection.client = async () => ({ kafka: { admin: () => admin } as never, close: () => {} });
  return { topics: new Topics(connection), tells };
}

interface CreateTopics {
  readonly waitForLeaders: boolean;
  readonly topics: readonly { readonly topic: string }[];
}

describe("topics of a broker that tells of them late", () => {
  it("are waited for when they were made, by this program or another at the same time", async () => {
    for (const first of [true, false]) {
      const { topics } = slowCluster(5, first);
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

  it("are gone when they were deleted", async () => {
    const { topics, tells } = slowCluster(5);
    await topics.create([{ name: "rows", partitions: 3 }]);
    await topics.delete(["rows"]);
    assert.equal(tells("rows"), false);
  });

  it("are refused when they are there with other partitions", async () => {
    await assert.rejects(slowCluster(3, false).topics.create([{ name: "rows", partitions: 4 }]), {
      code: "argument",
      found: /3/,
    });
  });
});
