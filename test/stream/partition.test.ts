import assert from "node:assert/strict";
import { choosePartition, keyHash } from "../../src/lib/stream/partition";

describe("partitions of keys", () => {
  it("are hashed as Kafka's clients do", () => {
    // The values of Kafka's own test of this function (UtilsTest.testMurmur2).
    const values: readonly (readonly [string, number])[] = [
      ["21", -973932308],
      ["foobar", -790332482],
      ["a-little-bit-long-string", -985981536],
      ["a-little-bit-longer-string", -1486304829],
      ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971],
      ["abc", 479470107],
    ];
    for (const [key, hash] of values) assert.equal(keyHash(Buffer.from(key)), hash, key);
  });

  it("take bytes and texts alike, and turns without a key", () => {
    let turn = 0;
    const next = () => turn++;
    assert.equal(choosePartition("21", 7, next), choosePartition(Buffer.from("21"), 7, next));
    assert.equal(turn, 0);
    assert.deepEqual(
      Array.from({ length: 5 }, () => choosePartition(null, 3, next)),
      [0, 1, 2, 0, 1],
    );
  });

  it("stay in range for any key", () => {
    for (let length = 0; length < 300; length++) {
      const partition = choosePartition(new Uint8Array(length).fill(255), 3, () => 0);
      assert.ok(partition >= 0 && partition < 3);
    }
  });
});
