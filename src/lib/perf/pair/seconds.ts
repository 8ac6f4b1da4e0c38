import { fail } from "../../core";
import { Table } from "../../table";

/** Twelve days of rows: farther apart, one of the clocks is wrong. */
const MOST_SECONDS = 1 << 20;

interface Second {
  bitsIn: number;
  bitsOut: number;
  packetsIn: number;
  packetsOut: number;
  matched: number;
  lost: number;
  /** Latencies of the packets that entered in this second, until it is closed. */
  latencies: Float64Array | null;
  samples: number;
  median: number;
  p95: number;
  least: number;
}

/** Counts and latencies, ns, by second of the ingress clock; times are ns since the epoch's second. Only the seconds near the present hold their latencies. */
export class Seconds {
  late = 0;
  readonly #seconds = new Map<number, Second>();
  readonly #open = new Set<number>();
  #key = Number.NaN;
  #last: Second | undefined;

  enter(time: number, bits: number): void {
    const second = this.#at(time);
    second.packetsIn++;
    second.bitsIn += bits;
  }

  leave(time: number, bits: number): void {
    const second = this.#at(time);
    second.packetsOut++;
    second.bitsOut += bits;
  }

  match(entered: number, latency: number): void {
    const second = this.#at(entered);
    second.matched++;
    const { latencies } = second;
    if (latencies === null) {
      this.late++;
      return;
    }
    if (second.samples === latencies.length) {
      second.latencies = new Float64Array(Math.max(256, 2 * latencies.length));
      second.latencies.set(latencies);
    }
    (second.latencies as Float64Array)[second.samples++] = latency;
  }

  lose(time: number, count: number): void {
    this.#at(time).lost += count;
  }

  /** Computes the quantiles of the seconds that end before this time, and lets their latencies go. */
  close(before: number): void {
    for (const key of this.#open) {
      if ((key + 1) * 1e9 > before) continue;
      const second = this.#seconds.get(key) as Second;
      const sorted = (second.latencies as Float64Array).subarray(0, second.samples).sort();
      second.median = quantile(sorted, 0.5) / 1000;
      second.p95 = quantile(sorted, 0.95) / 1000;
      second.least = sorted.length === 0 ? Number.NaN : sorted[0] / 1000;
      second.latencies = null;
      this.#open.delete(key);
    }
  }

  /** One row a second, from the first to the last one with a frame. */
  table(epoch: number, from: number, to: number, oneIn: number): Table {
    const keys = [...this.#seconds.keys()].sort((a, b) => a - b);
    const rows = keys.length === 0 ? 0 : keys[keys.length - 1] - keys[0] + 1;
    if (rows > MOST_SECONDS) {
      fail({
        code: "limit",
        expected: `captures within ${MOST_SECONDS} seconds`,
        found: `${rows} seconds between the first and the last frame`,
        hint: "The clocks of the captures may differ: see the option offset.",
      });
    }
    const column = (value: (second: Second) => number, empty: number): Float64Array => {
      const cells = new Float64Array(rows).fill(empty);
      for (const key of keys) cells[key - keys[0]] = value(this.#seconds.get(key) as Second);
      return cells;
    };
    const start = (row: number): number => keys[0] + row;
    const judged = ({ matched, lost }: Second): number =>
      matched + lost === 0 ? Number.NaN : lost / (matched + lost);
    return Table.of({
      time: Float64Array.from({ length: rows }, (_, row) => (epoch + start(row)) * 1000),
      second: Float64Array.from({ length: rows }, (_, row) => row),
      input_rate: column(({ bitsIn }) => (bitsIn * oneIn) / 1e6, 0),
      output_rate: column(({ bitsOut }) => (bitsOut * oneIn) / 1e6, 0),
      latency: column(({ median }) => median, Number.NaN),
      latency_p95: column(({ p95 }) => p95, Number.NaN),
      latency_min: column(({ least }) => least, Number.NaN),
      loss: column(judged, Number.NaN),
      packets_in: column(({ packetsIn }) => packetsIn, 0),
      packets_out: column(({ packetsOut }) => packetsOut, 0),
      matched: column(({ matched }) => matched, 0),
      lost: column(({ lost }) => lost, 0),
      coverage: Float64Array.from({ length: rows }, (_, row) => {
        const begin = start(row) * 1e9;
        return Math.max(0, Math.min(begin + 1e9, to) - Math.max(begin, from)) / 1e9;
      }),
    });
  }

  #at(time: number): Second {
    const key = Math.floor(time / 1e9);
    if (key === this.#key) return this.#last as Second;
    let second = this.#seconds.get(key);
    if (second === undefined) {
      second = {
        bitsIn: 0,
        bitsOut: 0,
        packetsIn: 0,
        packetsOut: 0,
        matched: 0,
        lost: 0,
        latencies: new Float64Array(0),
        samples: 0,
        median: Number.NaN,
        p95: Number.NaN,
        least: Number.NaN,
      };
      if (this.#seconds.size === MOST_SECONDS) {
        fail({ code: "limit", expected: `captures of at most ${MOST_SECONDS} seconds`, found: "more" });
      }
      this.#seconds.set(key, second);
      this.#open.add(key);
    }
    this.#key = key;
    this.#last = second;
    return second;
  }
}

/** Quantile of sorted values, linear between neighbours (type 7, as NumPy's default); NaN without values. */
function quantile(sorted: Float64Array, q: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}
