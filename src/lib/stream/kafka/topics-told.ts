import type { Admin, ITopicMetadata } from "kafkajs";

/**
 * What the broker tells of topics; of all of them when none is named. kafkajs trips over an answer that it swallowed
 * itself: a topic that it knew is gone or has no leader yet, or the line broke. That is told as what it is, so that
 * it is asked again.
 */
export async function topicsTold(admin: Admin, topics?: string[]): Promise<readonly ITopicMetadata[]> {
  try {
    return (await admin.fetchTopicMetadata(topics === undefined ? undefined : { topics })).topics;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw Object.assign(new Error("no word about topics"), { name: "KafkaJSTopicMetadataNotLoaded" });
  }
}
