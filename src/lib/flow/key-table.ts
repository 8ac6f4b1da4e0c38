import { randomBytes } from "node:crypto";
import type { Packet } from "../capture";
import type { Rows } from "./rows";
import { be32 } from "./words";

/** Words of a key: source address (4), target address (4), ports, protocol and version, VLAN, tunnel; then its hash. */
const TARGET = 4;
const PORTS = 8;
const KIND = 9;
const VLAN = 10;
const TUNNEL = 11;
const HASH = 12;
const NONE = -1;
/** An entry of the index is row + 1 in its lower 24 bits and the upper 8 bits of the hash above; 0 is empty. */
const ROW_BITS = 0xffffff;
const TAG_BITS = ~ROW_BITS;

/**
 * Finds the row of a bidirectional 5-tuple: open addressing with linear probing over typed arrays, no object per
 * flow. Both directions of a conversation have the same hash, and `direction` says which one the packet had.
 * The hash is seeded per process, so that nobody can prepare packets that all collide; results do not depend on it.
 */
export class KeyTable {
  /** Set by `find`: 0 when the packet runs as the flow's first one did, 1 against it. */
  direction = 0;
  readonly #rows: Rows;
  #index = new Int32Array(1024);
  #mask = 1023;
  #count = 0;
  readonly #seed = randomBytes(4).readInt32LE(0);
  /** The key that `find` looked for last, with its hash: what `insert` stores. */
  readonly #wanted = new Int32Array(HASH + 1);

  constructor(rows: Rows) {
    this.#rows = rows;
  }

  /** The row of the packet's flow, or -1. */
  find(packet: Packet, vlan: number, tunnel: number): number {
    const hash = this.#want(packet, vlan, tunnel);
    const wanted = this.#wanted;
    const a0 = wanted[0];
    const b0 = wanted[TARGET];
    const ports = wanted[PORTS];
    const kind = wanted[KIND];
    const reversed = (ports << 16) | (ports >>> 16);
    const six = packet.version === 6;
    const index = this.#index;
    const mask = this.#mask;
    const { words, stride } = this.#rows;
    const tag = hash & TAG_BITS;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const entry = index[place];
      if (entry === 0) return NONE;
      if ((entry & TAG_BITS) !== tag) continue;
      const row = (entry & ROW_BITS) - 1;
      const at = row * stride * 2;
      if (words[at + HASH] !== hash || words[at + KIND] !== kind) continue;
      if (words[at + VLAN] !== vlan || words[at + TUNNEL] !== tunnel) continue;
      if (words[at] === a0 && words[at + TARGET] === b0 && words[at + PORTS] === ports) {
        if (!six || sameEnds(words, at, wanted, 0, TARGET)) {
          this.direction = 0;
          return row;
        }
      }
      if (words[at] === b0 && words[at + TARGET] === a0 && words[at + PORTS] === reversed) {
        if (!six || sameEnds(words, at, wanted, TARGET, 0)) {
          this.direction = 1;
          return row;
        }
      }
    }
  }

  /** The place in the index where a search for the packet's flow begins. */
  placeOf(packet: Packet, vlan: number, tunnel: number): number {
    return this.#want(packet, vlan, tunnel) & this.#mask;
  }

  /** The row that the index names at a place, or -1: most often the one that is looked for. */
  rowAt(place: number): number {
    return (this.#index[place] & ROW_BITS) - 1;
  }

  /** Sets the wanted key, and returns its hash. */
  #want(packet: Packet, vlan: number, tunnel: number): number {
    const data = packet.data;
    const source = packet.sourceAt;
    const target = packet.targetAt;
    const wanted = this.#wanted;
    const a0 = be32(data, source);
    const b0 = be32(data, target);
    let a = a0;
    let b = b0;
    const six = packet.version === 6;
    for (let i = 1; i < 4; i++) {
      const x = six ? be32(data, source + 4 * i) : 0;
      const y = six ? be32(data, target + 4 * i) : 0;
      wanted[i] = x;
      wanted[TARGET + i] = y;
      a = (Math.imul(a ^ (a >>> 15), 0x2c1b3c6d) + x) | 0;
      b = (Math.imul(b ^ (b >>> 15), 0x2c1b3c6d) + y) | 0;
    }
    const ports = (packet.sourcePort << 16) | packet.targetPort;
    const kind = packet.protocol | (packet.version << 8);
    // Each end point is hashed for itself; the sum does not know which one came first.
    const seed = this.#seed;
    const ends = (endPoint(a ^ seed, packet.sourcePort) + endPoint(b ^ seed, packet.targetPort)) | 0;
    const rest = Math.imul(kind ^ (vlan << 16) ^ Math.imul(tunnel, 0x9e3779b1), 0x85ebca6b);
    const hash = finish(ends ^ rest);
    wanted[0] = a0;
    wanted[TARGET] = b0;
    wanted[PORTS] = ports;
    wanted[KIND] = kind;
    wanted[VLAN] = vlan;
    wanted[TUNNEL] = tunnel;
    wanted[HASH] = hash;
    return hash;
  }

  /** Stores the key that `find` looked for last under a row. */
  insert(row: number): void {
    if (2 * this.#count >= this.#mask + 1) this.#widen();
    const { words, stride } = this.#rows;
    words.set(this.#wanted, row * stride * 2);
    this.#place((row + 1) | (this.#wanted[HASH] & TAG_BITS), this.#wanted[HASH]);
    this.#count++;
  }

  /** Forgets a row. Entries behind it move up, so that no place is left that searches would have to pass. */
  remove(row: number): void {
    const index = this.#index;
    const mask = this.#mask;
    let hole = this.#hashOf(row) & mask;
    while ((index[hole] & ROW_BITS) !== row + 1) hole = (hole + 1) & mask;
    for (let place = (hole + 1) & mask; index[place] !== 0; place = (place + 1) & mask) {
      const home = this.#hashOf((index[place] & ROW_BITS) - 1) & mask;
      // Only what would not be found any more across the hole moves into it.
      if (((place - home) & mask) >= ((place - hole) & mask)) {
        index[hole] = index[place];
        hole = place;
      }
    }
    index[hole] = 0;
    this.#count--;
  }

  #hashOf(row: number): number {
    return this.#rows.words[row * this.#rows.stride * 2 + HASH];
  }

  #place(entry: number, hash: number): void {
    const index = this.#index;
    let place = hash & this.#mask;
    while (index[place] !== 0) place = (place + 1) & this.#mask;
    index[place] = entry;
  }

  #widen(): void {
    const old = this.#index;
    this.#mask = 2 * this.#mask + 1;
    this.#index = new Int32Array(this.#mask + 1);
    for (const entry of old) if (entry !== 0) this.#place(entry, this.#hashOf((entry & ROW_BITS) - 1));
  }
}

/** The words of a row's end point behind the first, source and target, against the wanted ones in either order. */
function sameEnds(
  words: Int32Array,
  at: number,
  wanted: Int32Array,
  source: number,
  target: number,
): boolean {
  for (let i = 1; i < 4; i++) {
    if (words[at + i] !== wanted[source + i] || words[at + TARGET + i] !== wanted[target + i]) return false;
  }
  return true;
}

function endPoint(address: number, port: number): number {
  let h = Math.imul(address ^ Math.imul(port, 0x9e3779b1), 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function finish(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return h ^ (h >>> 15);
}
