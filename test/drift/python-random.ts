/**
 * Python's random.Random(seed): MT19937 keyed with [seed] (Matsumoto & Nishimura 1998). Other tools publish worked
 * examples as a seed and a call; with this the tests replay them.
 */
export class PythonRandom {
  readonly #state = new Uint32Array(624);
  #next = 624;

  constructor(seed: number) {
    const s = this.#state;
    s[0] = 19650218;
    for (let i = 1; i < 624; i++) s[i] = Math.imul(1812433253, s[i - 1] ^ (s[i - 1] >>> 30)) + i;
    let i = 1;
    for (let k = 0; k < 624; k++) {
      s[i] = (s[i] ^ Math.imul(s[i - 1] ^ (s[i - 1] >>> 30), 1664525)) + seed;
      if (++i === 624) {
        s[0] = s[623];
        i = 1;
      }
    }
    for (let k = 0; k < 623; k++) {
      s[i] = (s[i] ^ Math.imul(s[i - 1] ^ (s[i - 1] >>> 30), 1566083941)) - i;
      if (++i === 624) {
        s[0] = s[623];
        i = 1;
      }
    }
    s[0] = 0x80000000;
  }

  #integer(): number {
    const s = this.#state;
    if (this.#next === 624) {
      for (let i = 0; i < 624; i++) {
        const y = (s[i] & 0x80000000) | (s[(i + 1) % 624] & 0x7fffffff);
        s[i] = s[(i + 397) % 624] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
      }
      this.#next = 0;
    }
    let y = s[this.#next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** random(): 53 bits. */
  random(): number {
    return ((this.#integer() >>> 5) * 67108864 + (this.#integer() >>> 6)) / 9007199254740992;
  }

  /** choices(population, k=k). */
  choices(population: readonly number[], k: number): number[] {
    return Array.from({ length: k }, () => population[Math.floor(this.random() * population.length)]);
  }

  /** choices([0, 1], weights=[1 - p, p], k=k). */
  bits(p: number, k: number): number[] {
    return Array.from({ length: k }, () => (this.random() >= 1 - p ? 1 : 0));
  }
}
