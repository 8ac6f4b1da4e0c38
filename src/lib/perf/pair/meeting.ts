import { Seconds } from "./seconds";
import type { PairSide } from "./side";
import { WaitingPackets } from "./waiting";

/** Where the packets of both captures meet, in order of time. Times are ns since the epoch's second. */
export class Meeting {
  readonly seconds = new Seconds();
  readonly entered: WaitingPackets;
  readonly left: WaitingPackets;
  matched = 0;
  lost = 0;
  outside = 0;
  unexplained = 0;
  duplicatesIn = 0;
  duplicatesOut = 0;
  ambiguous = 0;
  reordered = 0;
  /** Matches whose egress time lies before their ingress time. */
  early = 0;
  leastLatency = Number.NaN;

  readonly #judgeAll: boolean;
  /** Lost packets by second since the last match: one more match, and they were lost; none, and nobody knows. */
  readonly #undecided = new Map<number, number>();
  #firstEntered = Number.POSITIVE_INFINITY;
  #lastEntered = Number.NEGATIVE_INFINITY;
  #furthest = -1;
  #closed = Number.NEGATIVE_INFINITY;

  constructor(limit: number, judgeAll: boolean) {
    this.#judgeAll = judgeAll;
    this.entered = new WaitingPackets(limit, (time) => this.#unmet(time));
    this.left = new WaitingPackets(limit, () => this.unexplained++);
  }

  /** Takes the packet at the head of the ingress capture. */
  enter(side: PairSide): void {
    this.seconds.enter(side.time, side.bits);
    if (!side.identified) return;
    const met = this.left.take(side.first, side.second);
    if (this.left.again) this.duplicatesIn++;
    if (!met) {
      const copy = this.entered.add(side.first, side.second, side.time, side.order);
      if (copy && !this.left.again) this.duplicatesIn++;
      return;
    }
    if (this.left.ambiguous) this.ambiguous++;
    this.#match(side.time, this.left.time);
  }

  /** Takes the packet at the head of the egress capture. */
  leave(side: PairSide): void {
    this.seconds.leave(side.time, side.bits);
    if (!side.identified) return;
    const met = this.entered.take(side.first, side.second);
    if (this.entered.again) this.duplicatesOut++;
    if (!met) {
      const copy = this.left.add(side.first, side.second, side.time, side.order);
      if (copy && !this.entered.again) this.duplicatesOut++;
      return;
    }
    if (this.entered.ambiguous) this.ambiguous++;
    if (this.entered.order < this.#furthest) this.reordered++;
    else this.#furthest = this.entered.order;
    this.#match(this.entered.time, side.time);
  }

  /** Gives up what entered or left before this time. */
  expire(before: number): void {
    this.entered.expire(before);
    this.left.expire(before);
    // Sorting a second's latencies once it is over: looked after once a second, not once a packet.
    if (before < this.#closed + 1e9) return;
    this.#closed = before;
    this.seconds.close(before);
  }

  /** At the end: what has been undecided stays so. */
  settle(): void {
    for (const count of this.#undecided.values()) this.outside += count;
    this.#undecided.clear();
  }

  #match(entered: number, left: number): void {
    const latency = left - entered;
    if (latency < 0) this.early++;
    if (!(latency >= this.leastLatency)) this.leastLatency = latency;
    this.seconds.match(entered, latency);
    if (this.#undecided.size > 0) {
      for (const [time, count] of this.#undecided) {
        if (this.matched > 0) this.#lose(time, count);
        else this.outside += count;
      }
      this.#undecided.clear();
    }
    this.matched++;
    if (entered > this.#lastEntered) this.#lastEntered = entered;
    if (entered < this.#firstEntered) this.#firstEntered = entered;
  }

  #unmet(time: number): void {
    if (this.#judgeAll || (time >= this.#firstEntered && time <= this.#lastEntered)) this.#lose(time, 1);
    else if (time < this.#firstEntered && this.matched > 0) this.outside++;
    else {
      const second = Math.floor(time / 1e9) * 1e9;
      this.#undecided.set(second, (this.#undecided.get(second) ?? 0) + 1);
    }
  }

  #lose(time: number, count: number): void {
    this.lost += count;
    this.seconds.lose(time, count);
  }
}
