import type { Table } from "../../table";

/** What became of the frames of one of the two captures. */
export interface SideReport {
  /** Its path; null for bytes and streams. */
  readonly file: string | null;
  readonly format: "pcap" | "pcapng" | "empty";
  /** Everything that was read: packets and all of ignored. */
  readonly frames: number;
  /** Frames with an IP packet that can be recognised at the other side: matched, unmatched and, at the ingress, outside. */
  readonly packets: number;
  /** Frames that cannot be matched, by reason; they count in the rates (except no-time and link-type). */
  readonly ignored: Readonly<Record<string, number>>;
  readonly matched: number;
  /** At the ingress: lost. At the egress: packets that no ingress packet explains. */
  readonly unmatched: number;
  /** Packets equal to one of the same capture within the horizon; matched in their order. */
  readonly duplicates: number;
  /** Packets that were given up early because `maxWaiting` were held. */
  readonly evicted: number;
  /** Why reading stopped before the end, or null. */
  readonly damage: string | null;
}

/** How two captures fit together. */
export interface PairReport {
  readonly ingress: SideReport & {
    /** Packets before the first and after the last one that came through, of which it is not known whether they were lost. */
    readonly outside: number;
  };
  readonly egress: SideReport;
  /** Matches made while several equal packets waited: their latency may be another copy's. */
  readonly ambiguous: number;
  /** Matched packets that left behind one that had entered later (RFC 4737); null when latencies below 0 confuse the order. */
  readonly reordered: number | null;
  /** lost / (lost + matched); NaN when no packet could be judged. */
  readonly loss: number;
  readonly offset: {
    /** µs that were taken off the egress clock. */
    readonly micros: number;
    /** "same-clock" (the default, 0), "given", or "estimated" from the fastest of `pairs` packets at the beginning. */
    readonly how: "same-clock" | "given" | "estimated";
    readonly pairs: number | null;
  };
  /** Least latency, µs, after the offset was taken off. */
  readonly leastLatency: number;
  /** Latencies below 0: the clocks differ by more than the offset. */
  readonly negative: number;
  /** Matches in seconds that were closed already, because a clock ran back; their latency is in no quantile. */
  readonly late: number;
  /** Seconds (rows) that the captures cover only in part. */
  readonly partialSeconds: readonly number[];
  readonly prefixBytes: number;
  readonly horizonMs: number;
  readonly oneIn: number;
}

/** Two captures, second by second. */
export interface MatchedCaptures {
  /**
   * time (ms since the epoch, ingress clock), second (0, 1, …), input_rate, output_rate (Mb/s with framing), latency
   * (median), latency_p95, latency_min (µs), loss (share), packets_in, packets_out, matched, lost, coverage (share of
   * the second).
   */
  readonly table: Table;
  readonly report: PairReport;
}
