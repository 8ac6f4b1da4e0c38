import { decode } from "./decode/decode";
import { Outcome, Packet, REASONS, type Reason, TUNNELS, type Tunnel } from "./decode/packet";
import type { Frame } from "./frame";
import { linkTypeName } from "./link-types";
import { type CaptureSource, forEachFrame, type ReadOptions } from "./source";

/** What is in a capture, at a glance. */
export interface CaptureInfo {
  readonly format: "pcap" | "pcapng" | "empty";
  readonly bytes: number;
  readonly interfaces: readonly {
    readonly name?: string;
    readonly linkType: number;
    readonly linkTypeName: string;
    readonly snapLength: number;
    readonly ticksPerSecond: number;
    readonly frames: number;
  }[];
  readonly frames: number;
  /** Bytes of the frames on the wire and as captured, and frames that were not captured whole. */
  readonly wireBytes: number;
  readonly capturedBytes: number;
  readonly truncatedFrames: number;
  /** Milliseconds since the epoch; null without frames. */
  readonly first: number | null;
  readonly last: number | null;
  /** Frames whose time lies before that of the frame before. */
  readonly backwards: number;
  /** Frames by IP version, by IP protocol number and by tunnel, inside of tunnels; and those that are no IP packet. */
  readonly versions: Readonly<Record<string, number>>;
  readonly protocols: Readonly<Record<string, number>>;
  readonly tunnels: Readonly<Partial<Record<Tunnel, number>>>;
  readonly ignored: Readonly<Partial<Record<Exclude<Reason, "none">, number>>>;
  /** Why reading stopped early, when it did. */
  readonly damage?: string;
}

/**
 * Reads a capture once and says what is in it.
 *
 * @example
 * const bytes = capture.buildFrame({ source: "192.0.2.1", target: "192.0.2.2", protocol: "udp" });
 * const info = await capture.info(capture.encodePcap([{ micros: 0, bytes }]));
 * [info.frames, info.protocols] //=> [1, { "17": 1 }]
 */
export async function info(source: CaptureSource, options: ReadOptions = {}): Promise<CaptureInfo> {
  const packet = new Packet();
  const outcomes = new Float64Array(REASONS.length);
  const tunnels = new Float64Array(TUNNELS.length);
  const protocols = new Float64Array(256);
  const versions = new Float64Array(16);
  const perInterface: number[] = [];
  let wireBytes = 0;
  let capturedBytes = 0;
  let truncatedFrames = 0;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  let previous = Number.NEGATIVE_INFINITY;
  let backwards = 0;
  const visit = (frame: Frame): void => {
    wireBytes += frame.length;
    capturedBytes += frame.captured;
    if (frame.captured < frame.length) truncatedFrames++;
    perInterface[frame.interface] = (perInterface[frame.interface] ?? 0) + 1;
    first = Math.min(first, frame.micros);
    last = Math.max(last, frame.micros);
    if (frame.micros < previous) backwards++;
    previous = frame.micros;
    const outcome = decode(packet, frame, true);
    outcomes[outcome]++;
    if (outcome !== Outcome.OK) return;
    versions[packet.version]++;
    protocols[packet.protocol]++;
    tunnels[packet.tunnel]++;
  };
  const summary = await forEachFrame(source, visit, options);
  const ms = (micros: number): number | null => (Number.isFinite(micros) ? Math.floor(micros / 1000) : null);
  return {
    format: summary.format,
    bytes: summary.bytes,
    interfaces: summary.interfaces.map((about, number) => ({
      ...(about.name === undefined ? {} : { name: about.name }),
      linkType: about.linkType,
      linkTypeName: linkTypeName(about.linkType),
      snapLength: about.snapLength,
      ticksPerSecond: about.ticksPerSecond,
      frames: perInterface[number] ?? 0,
    })),
    frames: summary.frames,
    wireBytes,
    capturedBytes,
    truncatedFrames,
    first: ms(first),
    last: ms(last),
    backwards,
    versions: counted(versions, String),
    protocols: counted(protocols, String),
    tunnels: counted(tunnels, (kind) => TUNNELS[kind]),
    ignored: counted(outcomes, (outcome) => (outcome === Outcome.OK ? "" : REASONS[outcome])),
    ...(summary.damage === undefined ? {} : { damage: summary.damage.message }),
  };
}

/** Counts that are not 0, under their names; those without a name are left out. */
function counted(counts: Float64Array, name: (index: number) => string): Record<string, number> {
  const result: Record<string, number> = {};
  counts.forEach((count, index) => {
    if (count > 0 && name(index) !== "") result[name(index)] = count;
  });
  return result;
}
