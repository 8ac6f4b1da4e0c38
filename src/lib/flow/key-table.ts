import { randomBytes } from "node:crypto";
import type { Packet } from "../capture";
import { be32 } from "./words";

/**
 * Words of a key: source address (4), target address (4), ports, protocol and version, VLAN, tunnel. Four more are
 * empty, so that a key is 64 bytes and never lies across two lines of the processor's cache.
 */
export const KEY_WORDS = 16;
const PORTS = 8;
const NONE = -1;

/**
 * Finds the row of a bidirectional 5-tuple: open addressing with linear probing over typed arrays, no object per
 * flow. Both directions of a conversation have the same hash, and `direction` says which one the packet had.
 * The hash is seeded per process, so that nobody can prepare packets that all collide; results do not depend on it.
 */
export class KeyTable {
  /** Set by `find`: 0 when the packet runs as the flow's first one did, 1 against it. */
  direction = 0;
  #keys: Int32Array;
  #hashes: Int32Array;
  /** Pairs of hash and row + 1; 0 marks an empty place. */
  #index: Int32Array;
  #mask: number;
  #count = 0;
  readonly #seed = randomBytes(4).readInt32LE(0);
  readonly #words = new Int32Array(KEY_WORDS);
  #hash = 0;

  constructor(rows: number) {
    this.#keys = new Int32Array(rows * KEY_WORDS);
    this.#hashes = new Int32Array(rows);
    this.#index = new Int32Array(2 * 1024);
    this.#mask = 1023;
  }

  /** Makes room for more rows. */
  grow(rows: number): void {
    const keys = new Int32Array(rows * KEY_WORDS);
    keys.set(this.#keys);
    this.#keys = keys;
    const hashes = new Int32Array(rows);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
  }

  /** Word `word` of a row's key. */
  word(row: number, word: number): number {
    return this.#keys[row * KEY_WORDS + word];
  }

  /** The row of the packet's flow, or -1. */
  find(packet: Packet, vlan: number, tunnel: number): number {
    const data = packet.data;
    const source = packet.sourceAt;
    const target = packet.targetAt;
    const a0 = be32(data, source);
    const b0 = be32(data, target);
    const words = this.#words;
    let a = a0;
    let b = b0;
    words[0] = a0;
    words[4] = b0;
    if (packet.version === 6) {
      for (let i = 1; i < 4; i++) {
        const x = be32(data, source + 4 * i);
        const y = be32(data, target + 4 * i);
        words[i] = x;
        words[4 + i] = y;
        a = Math.imul(a ^ (a >>> 15), 0x2c1b3c6d) + x;
        b = Math.imul(b ^ (b >>> 15), 0x2c1b3c6d) + y;
      }
    } else {
      words[1] = 0;
      words[2] = 0;
      words[3] = 0;
      words[5] = 0;
      words[6] = 0;
      words[7] = 0;
    }
    const ports = (packet.sourcePort << 16) | packet.targetPort;
    const reversed = (packet.targetPort << 16) | packet.sourcePort;
    const kind = packet.protocol | (packet.version << 8);
    words[PORTS] = ports;
    words[9] = kind;
    words[10] = vlan;
    words[11] = tunnel;
    const seed = this.#seed;
    // Each end point is hashed for itself; the sum does not know which one came first.
    const hash = finish(
      (endPoint(a ^ seed, packet.sourcePort) + endPoint(b ^ seed, packet.targetPort)) ^
        Math.imul(kind ^ (vlan << 16) ^ Math.imul(tunnel, 0x9e3779b1), 0x85ebca6b),
    );
    this.#hash = hash;
    const index = this.#index;
    const keys = this.#keys;
    const mask = this.#mask;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const row = index[2 * place + 1] - 1;
      if (row === NONE) return NONE;
      if (index[2 * place] !== hash) continue;
      const at = row * KEY_WORDS;
      if (keys[at + 9] !== kind || keys[at + 10] !== vlan || keys[at + 11] !== tunnel) continue;
      if (keys[at] === a0 && keys[at + 4] === b0 && keys[at + PORTS] === ports) {
        if (kind >>> 8 === 4 || this.#sameWords(at, 0, 4)) {
          this.direction = 0;
          return row;
        }
      }
      if (keys[at] === b0 && keys[at + 4] === a0 && keys[at + PORTS] === reversed) {
        if (kind >>> 8 === 4 || this.#sameWords(at, 4, 0)) {
          this.direction = 1;
          return row;
        }
      }
    }
  }

  #sameWords(at: number, source: number, target: number): boolean {
    const keys = this.#keys;
    const words = this.#words;
    for (let i = 1; i < 4; i++) {
      if (keys[at + i] !== words[source + i] || keys[at + 4 + i] !== words[target + i]) return false;
    }
    return true;
  }

  /** Stores the key that `find` looked for last under a row. */
  insert(row: number): void {
    if (2 * this.#count >= this.#mask + 1) this.#widen();
    this.#keys.set(this.#words, row * KEY_WORDS);
    this.#hashes[row] = this.#hash;
    this.#place(row, this.#hash);
    this.#count++;
  }

  /** Forgets a row. Rows behind it move up, so that no place is left that searches would have to pass. */
  remove(row: number): void {
    const index = this.#index;
    const mask = this.#mask;
    let hole = this.#hashes[row] & mask;
    while (index[2 * hole + 1] !== row + 1) hole = (hole + 1) & mask;
    for (let place = (hole + 1) & mask; index[2 * place + 1] !== 0; place = (place + 1) & mask) {
      const home = index[2 * place] & mask;
      // Only what would not be found any more across the hole moves into it.
      if (((place - home) & mask) >= ((place - hole) & mask)) {
        index[2 * hole] = index[2 * place];
        index[2 * hole + 1] = index[2 * place + 1];
        hole = place;
      }
    }
    index[2 * hole + 1] = 0;
    this.#count--;
  }

  #place(row: number, hash: number): void {
    const index = this.#index;
    let place = hash & this.#mask;
    while (index[2 * place + 1] !== 0) place = (place + 1) & this.#mask;
    index[2 * place] = hash;
    index[2 * place + 1] = row + 1;
  }

  #widen(): void {
    const old = this.#index;
    this.#mask = 2 * this.#mask + 1;
    this.#index = new Int32Array(2 * (this.#mask + 1));
    for (let i = 0; i < old.length; i += 2) if (old[i + 1] !== 0) this.#place(old[i + 1] - 1, old[i]);
  }
}

function endPoint(address: number, port: number): number {
  let h = Math.imul(address ^ Math.imul(port, 0x9e3779b1), 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function finish(hash: number): number {
  const h = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return h ^ (h >>> 12);
}
