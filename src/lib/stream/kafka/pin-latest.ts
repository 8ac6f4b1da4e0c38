import type { Position } from "../log";
import type { Connection } from "./connection";
import { isRejoining } from "./faults";

/** What stands for "no member" in a commit; the coordinator takes one only while the group is empty. */
const NOBODY = { groupGenerationId: -1, memberId: "" };

/**
 * Commits the ends of partitions for a group that begins at the latest records and has committed nothing there.
 * Otherwise "latest" would be decided anew whenever the group changes, and what came in between would be lost. When the
 * group has members already, they did this before they joined.
 */
export async function pinLatest(
  connection: Connection,
  group: string,
  ends: readonly Position[],
): Promise<void> {
  if (ends.length === 0) return;
  await connection.attempt("cluster", ends[0].topic, async (cluster) => {
    const coordinator = await cluster.findGroupCoordinator({ groupId: group });
    const topics = [...new Set(ends.map(({ topic }) => topic))].map((topic) => ({
      topic,
      partitions: ends
        .filter((end) => end.topic === topic)
        .map(({ partition, offset }) => ({ partition, offset: String(offset) })),
    }));
    try {
      await coordinator.offsetCommit({ groupId: group, ...NOBODY, topics });
    } catch (error) {
      if (!isRejoining(error)) throw error;
    }
  });
}
