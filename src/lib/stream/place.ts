import { fail, quote } from "../core";
import type { EncodedRecord } from "./embedded/encode";
import type { NewRecord } from "./log";
import { choosePartition } from "./partition";
import { checkPartition } from "./topic-spec";

/**
 * The partition of each record of an append: the one it names, or its key's, or the next in turn.
 *
 * @throws LabError `argument` (no such partition; no key where a topic is compacted by key)
 */
export function placeRecords(
  topic: { readonly name: string; readonly partitions: number; readonly compact: boolean },
  records: readonly NewRecord[],
  encoded: readonly EncodedRecord[],
  turn: () => number,
): number[] {
  return records.map(({ partition }, i) => {
    const { key } = encoded[i];
    if (topic.compact && key === null) {
      fail({
        code: "argument",
        expected: `records with a key in the compacted topic ${quote(topic.name)}`,
        found: "none",
      });
    }
    if (partition !== undefined) return checkPartition(topic.name, partition, topic.partitions);
    return choosePartition(key, topic.partitions, turn);
  });
}
