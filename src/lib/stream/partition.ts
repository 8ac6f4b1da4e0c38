const MIX = 0x5bd1e995;

/**
 * MurmurHash2 (32 bits, Austin Appleby) with the seed of Kafka's clients, as a signed number: the same key goes to the
 * same partition whichever client wrote it.
 *
 * @example
 * stream.keyHash(new TextEncoder().encode("foobar")) //=> -790332482
 */
export function keyHash(key: Uint8Array): number {
  let hash = 0x9747b28c ^ key.length;
  const whole = key.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    let k = key[i] | (key[i + 1] << 8) | (key[i + 2] << 16) | (key[i + 3] << 24);
    k = Math.imul(k, MIX);
    k ^= k >>> 24;
    hash = Math.imul(hash, MIX) ^ Math.imul(k, MIX);
  }
  if (key.length > whole) {
    for (let i = key.length - 1; i >= whole; i--) hash ^= key[i] << (8 * (i - whole));
    hash = Math.imul(hash, MIX);
  }
  hash = Math.imul(hash ^ (hash >>> 13), MIX);
  return hash ^ (hash >>> 15);
}

/** The partition of a key among so many, as Kafka's own clients choose it; without a key the partitions take turns. */
export function choosePartition(
  key: Uint8Array | string | null | undefined,
  partitions: number,
  turn: () => number,
): number {
  if (key == null) return turn() % partitions;
  return (keyHash(typeof key === "string" ? Buffer.from(key) : key) & 0x7fffffff) % partitions;
}
