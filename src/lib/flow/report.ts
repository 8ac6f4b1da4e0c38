import { type CaptureSummary, linkTypeName, REASONS, type Reason } from "../capture";
import { END_REASONS, type EndReason } from "./ended-flow";

/** Counts of packets or of bytes; bytes are those of the frames on the wire. */
export interface Account {
  /** Everything that was read: the sum of inFlows and all of ignored. */
  readonly read: number;
  readonly inFlows: number;
  readonly ignored: Readonly<Partial<Record<Exclude<Reason, "none">, number>>>;
  /** Of `read`: frames of which not all bytes were captured. They are counted by their length on the wire. */
  readonly truncated: number;
}

/** One capture of a run. */
export interface CaptureAccount {
  readonly source: string;
  readonly format: string;
  readonly frames: number;
  readonly bytes: number;
  readonly linkTypes: readonly string[];
  /** Why reading stopped early, when it did. */
  readonly damage?: string;
}

/** What became of every packet. */
export interface FlowReport {
  readonly captures: readonly CaptureAccount[];
  readonly packets: Account;
  readonly bytes: Account;
  readonly flows: { readonly total: number; readonly byEnd: Readonly<Record<EndReason, number>> };
  /** Milliseconds since the epoch; null when there was no packet with a time. */
  readonly firstPacket: number | null;
  readonly lastPacket: number | null;
}

/** Keeps the books while packets pass. */
export class Ledger {
  readonly #packets = new Float64Array(REASONS.length);
  readonly #bytes = new Float64Array(REASONS.length);
  readonly #ends = new Map<EndReason, number>(END_REASONS.map((reason) => [reason, 0]));
  readonly #captures: CaptureAccount[] = [];
  #truncatedPackets = 0;
  #truncatedBytes = 0;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  /** A frame: its time, its length on the wire, whether it was captured whole, and what became of it, an Outcome. */
  frame(micros: number, length: number, cut: boolean, outcome: number): void {
    this.#packets[outcome]++;
    this.#bytes[outcome] += length;
    if (cut) {
      this.#truncatedPackets++;
      this.#truncatedBytes += length;
    }
    if (micros < this.#first) this.#first = micros;
    if (micros > this.#last) this.#last = micros;
  }

  flow(end: EndReason): void {
    this.#ends.set(end, (this.#ends.get(end) ?? 0) + 1);
  }

  capture(source: string, summary: CaptureSummary): void {
    this.#captures.push({
      source,
      format: summary.format,
      frames: summary.frames,
      bytes: summary.bytes,
      linkTypes: [...new Set(summary.interfaces.map((about) => linkTypeName(about.linkType)))],
      ...(summary.damage === undefined ? {} : { damage: summary.damage.message }),
    });
  }

  report(): FlowReport {
    const byEnd = Object.fromEntries(this.#ends) as Record<EndReason, number>;
    const ms = (micros: number): number | null =>
      Number.isFinite(micros) ? Math.floor(micros / 1000) : null;
    return {
      captures: this.#captures,
      packets: account(this.#packets, this.#truncatedPackets),
      bytes: account(this.#bytes, this.#truncatedBytes),
      flows: { total: Object.values(byEnd).reduce((sum, count) => sum + count, 0), byEnd },
      firstPacket: ms(this.#first),
      lastPacket: ms(this.#last),
    };
  }
}

function account(counts: Float64Array, truncated: number): Account {
  const ignored: Partial<Record<Exclude<Reason, "none">, number>> = {};
  REASONS.forEach((reason, outcome) => {
    if (reason !== "none" && counts[outcome] > 0) ignored[reason] = counts[outcome];
  });
  return {
    read: counts.reduce((sum, count) => sum + count, 0),
    inFlows: counts[0],
    ignored,
    truncated,
  };
}
