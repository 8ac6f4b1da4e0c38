import { capture, core } from "../../../src/lib/index";

/** A packet at both ends of a chain; times in µs since START. */
export interface Passage {
  readonly sent: number;
  /** NaN: lost. */
  readonly received: number;
  /** Tells packets apart; equal numbers are equal packets. */
  readonly id: number;
  /** Bytes of UDP payload. */
  readonly payload?: number;
}

/** Midnight, so that whole seconds are easy to see. */
export const START = Date.UTC(2024, 0, 1);

export interface Hop {
  readonly ttl?: number;
  readonly vlan?: number;
  readonly version?: 4 | 6;
}

export function frameOf({ id, payload = 18 }: Pick<Passage, "id" | "payload">, hop: Hop = {}): Uint8Array {
  const body = Buffer.alloc(payload);
  if (payload >= 4) body.writeUInt32BE(id);
  const six = hop.version === 6;
  return capture.buildFrame({
    source: six ? "2001:db8::1" : "192.0.2.1",
    target: six ? "2001:db8::2" : "198.51.100.2",
    protocol: "udp",
    sourcePort: 4000,
    targetPort: 5000,
    identification: id & 0xffff,
    payload: body,
    ...(hop.ttl === undefined ? {} : { ttl: hop.ttl }),
    ...(hop.vlan === undefined ? {} : { vlan: hop.vlan }),
  });
}

export interface EncodeOptions extends capture.WriteOptions {
  /** µs that this side's clock is ahead. */
  readonly ahead?: number;
  /** Bytes kept of each frame. */
  readonly snap?: number;
  readonly hop?: Hop;
}

/** A capture of frames at the given times, in order of time, with nanosecond stamps. */
export function encode(
  packets: readonly { readonly at: number; readonly id: number; readonly payload?: number }[],
  options: EncodeOptions = {},
): Uint8Array {
  const { ahead = 0, snap = 65_535, hop = {}, ...write } = options;
  const frames = [...packets]
    .sort((a, b) => a.at - b.at)
    .map((packet) => {
      const bytes = frameOf(packet, hop);
      const nanos = Math.round((packet.at + ahead) * 1000);
      const second = Math.floor(nanos / 1e9);
      return {
        micros: START * 1000 + second * 1e6,
        nanos: nanos - second * 1e9,
        bytes: bytes.subarray(0, snap),
        length: bytes.length,
      };
    });
  return capture.encodeCapture(frames, { nanos: true, ...write });
}

/** Both captures of a chain that lowers the TTL. */
export function pairOf(
  passages: readonly Passage[],
  ingress: EncodeOptions = {},
  egress: EncodeOptions = {},
): [Uint8Array, Uint8Array] {
  return [
    encode(
      passages.map(({ sent, ...rest }) => ({ at: sent, ...rest })),
      ingress,
    ),
    encode(
      passages
        .filter(({ received }) => !Number.isNaN(received))
        .map(({ received, ...rest }) => ({ at: received, ...rest })),
      { hop: { ttl: 63 }, ...egress },
    ),
  ];
}

/** Steady traffic: one packet each `gap` µs, latencies and losses drawn from a seed. */
export function traffic(
  count: number,
  options: {
    gap?: number;
    seed?: number;
    loss?: number;
    least?: number;
    spread?: number;
    payload?: number;
  } = {},
): Passage[] {
  const { gap = 100, seed = 1, loss = 0, least = 5, spread = 10, payload = 18 } = options;
  const draws = core.random(seed);
  return Array.from({ length: count }, (_, id) => {
    const sent = id * gap;
    const delay = least + Math.round(spread * draws.exponential() * 1000) / 1000;
    return { id, payload, sent, received: draws.uniform() < loss ? Number.NaN : sent + delay };
  });
}
