const WAITING = 0;
/** Found its counterpart, and stays only so that copies of it are known. */
const MET = 1;
const GONE = 2;

const FIRST_CAPACITY = 1024;

/**
 * Packets of one capture that may still meet their counterpart, oldest first: a ring in order of arrival with a hash
 * index over it. Nothing is allocated a packet; the ring grows up to its limit, and then gives up the oldest.
 */
export class WaitingPackets {
  /** Packets that were given up for want of room. */
  evicted = 0;
  /** About the last `take`: its time and place in the order of arrival. */
  time = 0;
  order = 0;
  /** About the last `take`: several equal packets waited, so that it was a choice. */
  ambiguous = false;
  /** About the last `take`: an equal packet has met its counterpart before. */
  again = false;

  readonly #limit: number;
  readonly #onUnmet: (time: number) => void;
  #capacity: number;
  #first: Int32Array;
  #second: Int32Array;
  #time: Float64Array;
  #order: Float64Array;
  #next: Int32Array;
  #state: Uint8Array;
  /** First and last entry of each chain of the index. */
  #heads: Int32Array;
  #tails: Int32Array;
  #oldest = 0;
  #length = 0;

  /**
   * @param limit most packets held, rounded down to a power of two
   * @param onUnmet called with the time of each packet that left without a counterpart
   */
  constructor(limit: number, onUnmet: (time: number) => void) {
    this.#limit = limit;
    this.#onUnmet = onUnmet;
    const capacity = 2 ** Math.floor(Math.log2(Math.min(limit, FIRST_CAPACITY)));
    this.#capacity = capacity;
    this.#first = new Int32Array(capacity);
    this.#second = new Int32Array(capacity);
    this.#time = new Float64Array(capacity);
    this.#order = new Float64Array(capacity);
    this.#next = new Int32Array(capacity);
    this.#state = new Uint8Array(capacity);
    this.#heads = new Int32Array(capacity).fill(-1);
    this.#tails = new Int32Array(capacity).fill(-1);
  }

  /** Adds a packet; true when an equal one is still known. */
  add(first: number, second: number, time: number, order: number): boolean {
    if (this.#length === this.#capacity && !this.#grow()) {
      this.evicted++;
      this.#drop();
    }
    const copy = this.#has(first, second);
    const entry = (this.#oldest + this.#length++) & (this.#capacity - 1);
    this.#first[entry] = first;
    this.#second[entry] = second;
    this.#time[entry] = time;
    this.#order[entry] = order;
    this.#state[entry] = WAITING;
    this.#append(entry);
    return copy;
  }

  /** Takes the oldest waiting packet with this identity: it has met its counterpart. False when none waits. */
  take(first: number, second: number): boolean {
    const next = this.#next;
    this.ambiguous = false;
    let [found, met, beforeMet, previous] = [-1, -1, -1, -1];
    for (let entry = this.#heads[first & (this.#capacity - 1)]; entry >= 0; entry = next[entry]) {
      if (this.#first[entry] === first && this.#second[entry] === second) {
        if (this.#state[entry] === MET) {
          met = entry;
          beforeMet = previous;
        } else if (found < 0) found = entry;
        else {
          this.ambiguous = true;
          break;
        }
      }
      previous = entry;
    }
    this.again = met >= 0;
    if (found < 0) return false;
    // One entry is enough to know copies by, so a chain stays short however often a packet is repeated.
    if (met >= 0) this.#unlink(met, beforeMet);
    this.#state[found] = MET;
    this.time = this.#time[found];
    this.order = this.#order[found];
    return true;
  }

  /** Lets everything go that is older than `before`; stops at the first packet that is not. */
  expire(before: number): void {
    while (this.#length > 0 && this.#time[this.#oldest] < before) this.#drop();
  }

  #has(first: number, second: number): boolean {
    for (let entry = this.#heads[first & (this.#capacity - 1)]; entry >= 0; entry = this.#next[entry]) {
      if (this.#first[entry] === first && this.#second[entry] === second) return true;
    }
    return false;
  }

  #drop(): void {
    const entry = this.#oldest;
    const state = this.#state[entry];
    // Chains are in order of arrival, so the oldest of all is the first of its own.
    if (state !== GONE) this.#unlink(entry, -1);
    this.#oldest = (entry + 1) & (this.#capacity - 1);
    this.#length--;
    if (state === WAITING) this.#onUnmet(this.#time[entry]);
  }

  #unlink(entry: number, previous: number): void {
    const bucket = this.#first[entry] & (this.#capacity - 1);
    if (previous < 0) this.#heads[bucket] = this.#next[entry];
    else this.#next[previous] = this.#next[entry];
    if (this.#tails[bucket] === entry) this.#tails[bucket] = previous;
    this.#state[entry] = GONE;
  }

  #append(entry: number): void {
    const bucket = this.#first[entry] & (this.#capacity - 1);
    this.#next[entry] = -1;
    if (this.#heads[bucket] < 0) this.#heads[bucket] = entry;
    else this.#next[this.#tails[bucket]] = entry;
    this.#tails[bucket] = entry;
  }

  #grow(): boolean {
    if (this.#capacity * 2 > this.#limit) return false;
    const old = this.#capacity;
    this.#capacity = old * 2;
    const moved = <T extends Int32Array | Float64Array | Uint8Array>(from: T, to: T): T => {
      to.set(from.subarray(this.#oldest));
      to.set(from.subarray(0, this.#oldest), old - this.#oldest);
      return to;
    };
    this.#first = moved(this.#first, new Int32Array(this.#capacity));
    this.#second = moved(this.#second, new Int32Array(this.#capacity));
    this.#time = moved(this.#time, new Float64Array(this.#capacity));
    this.#order = moved(this.#order, new Float64Array(this.#capacity));
    this.#state = moved(this.#state, new Uint8Array(this.#capacity));
    this.#next = new Int32Array(this.#capacity);
    this.#heads = new Int32Array(this.#capacity).fill(-1);
    this.#tails = new Int32Array(this.#capacity).fill(-1);
    this.#oldest = 0;
    for (let entry = 0; entry < this.#length; entry++) if (this.#state[entry] !== GONE) this.#append(entry);
    return true;
  }
}
