import assert from "node:assert/strict";
import { core } from "../../../src/lib/index";
import { WaitingPackets } from "../../../src/lib/perf/pair/waiting";

interface Held {
  readonly first: number;
  readonly second: number;
  readonly time: number;
  readonly order: number;
  met: boolean;
}

/** The same by the simplest means: a list that is searched from its begin. */
class Plain {
  held: Held[] = [];
  readonly unmet: number[] = [];

  add(first: number, second: number, time: number, order: number): boolean {
    const copy = this.held.some((one) => one.first === first && one.second === second);
    this.held.push({ first, second, time, order, met: false });
    return copy;
  }

  take(first: number, second: number): Held | undefined {
    const found = this.held.find((one) => one.first === first && one.second === second && !one.met);
    if (found !== undefined) {
      this.held = this.held.filter((one) => !(one.met && one.first === first && one.second === second));
      found.met = true;
    }
    return found;
  }

  expire(before: number): void {
    while (this.held.length > 0 && this.held[0].time < before) {
      const gone = this.held.shift() as Held;
      if (!gone.met) this.unmet.push(gone.time);
    }
  }
}

describe("packets that wait for their counterpart", () => {
  it("behave as a plain list does, while the ring turns, grows and is searched", () => {
    for (let seed = 0; seed < 20; seed++) {
      const draws = core.random(seed);
      const unmet: number[] = [];
      const waiting = new WaitingPackets(1 << 20, (time) => unmet.push(time));
      const plain = new Plain();
      // Few identities, so that chains hold copies, and some that fall into one bucket without being equal.
      const identity = (): [number, number] => [draws.integer(40) * 4096, draws.integer(2)];
      for (let step = 0; step < 4000; step++) {
        const [first, second] = identity();
        if (draws.uniform() < 0.5 + (seed % 2) * 0.2) {
          assert.equal(waiting.add(first, second, step, step), plain.add(first, second, step, step));
        } else {
          const others = plain.held.filter((one) => one.first === first && one.second === second);
          const expected = plain.take(first, second);
          assert.equal(waiting.take(first, second), expected !== undefined);
          assert.equal(
            waiting.again,
            others.some((one) => one.met && one !== expected),
          );
          if (expected !== undefined) {
            assert.deepEqual([waiting.time, waiting.order], [expected.time, expected.order]);
            assert.equal(waiting.ambiguous, others.filter((one) => !one.met).length > 0);
          }
        }
        if (draws.uniform() < 0.01) {
          const before = step - draws.integer(3000);
          waiting.expire(before);
          plain.expire(before);
        }
      }
      waiting.expire(Number.POSITIVE_INFINITY);
      plain.expire(Number.POSITIVE_INFINITY);
      assert.deepEqual(unmet, plain.unmet);
    }
  });

  it("stays fast when one packet is repeated a hundred thousand times", () => {
    const waiting = new WaitingPackets(1 << 18, () => {});
    for (let i = 0; i < 100_000; i++) waiting.add(1, 1, i, i);
    const before = process.cpuUsage();
    for (let i = 0; i < 100_000; i++) assert.ok(waiting.take(1, 1));
    // A search from the begin of the chain would be 5 · 10⁹ steps.
    assert.ok(process.cpuUsage(before).user < 2e6);
    assert.equal(waiting.take(1, 1), false);
    assert.equal(waiting.order, 99_999);
  });

  it("gives up the oldest beyond its limit, which it rounds down to a power of two", () => {
    const unmet: number[] = [];
    const waiting = new WaitingPackets(5, (time) => unmet.push(time));
    for (let i = 0; i < 6; i++) waiting.add(i, 0, i, i);
    assert.deepEqual([unmet, waiting.evicted], [[0, 1], 2]);
    assert.deepEqual([waiting.take(1, 0), waiting.take(2, 0)], [false, true]);
  });
});
