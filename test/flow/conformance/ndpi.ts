import { readFileSync } from "node:fs";
import type { FeatureGroup, FlowPacket } from "../../../src/lib/flow";
import type { ColumnSpec } from "../../../src/lib/table";

/** Least, mean, greatest and standard deviation of the two directions, as nDPI prints them. */
export interface Statistics {
  readonly min: readonly [number, number];
  readonly avg: readonly [number, number];
  readonly max: readonly [number, number];
  readonly stddev: readonly [number, number];
}

/** A flow line of ndpiReader's output. */
export interface NdpiFlow {
  readonly key: string;
  readonly counts: string;
  readonly proto: string;
  /** Seconds on two decimals; undefined where it says "< 1 sec". */
  readonly seconds: number | undefined;
  readonly gaps: Statistics | undefined;
  readonly lengths: Statistics | undefined;
  readonly application: number;
}

const NUMBERS: Readonly<Record<string, number>> = {
  ICMP: 1,
  IGMP: 2,
  TCP: 6,
  UDP: 17,
  GRE: 47,
  ESP: 50,
  AH: 51,
  ICMPV6: 58,
  OSPF: 89,
  PIM: 103,
  VRRP: 112,
  SCTP: 132,
};
const LINE = /^\t\d+\t(\S+) (\[[^\]]+\]|[0-9.]+)(?::(\d+))? (?:<->|->) (\[[^\]]+\]|[0-9.]+)(?::(\d+))? \[/;
const COUNTS = /\[(\d+) pkts\/(\d+) bytes (?:<->|->) (\d+) pkts\/(\d+) bytes\]/;

/** The flow lines of a result file, in its order. */
export function readNdpi(file: string): NdpiFlow[] {
  const flows: NdpiFlow[] = [];
  for (const line of readFileSync(file, "latin1").split("\n")) {
    const counts = COUNTS.exec(line);
    if (counts === null) continue;
    const ends = LINE.exec(line);
    if (ends === null) throw new Error(`flow line not understood in ${file}: ${line.slice(0, 120)}`);
    const [, proto, source, sourcePort = "0", target, targetPort = "0"] = ends;
    flows.push({
      key: key(NUMBERS[proto] ?? Number(proto), source, sourcePort, target, targetPort),
      counts: counts.slice(1).join("/"),
      proto,
      seconds: decimal(/\[(\d+\.\d\d) sec\]/.exec(line)?.[1]),
      gaps: statistics(/\[IAT c2s\/s2c min\/avg\/max\/stddev: ([^\]]+)\]/.exec(line)?.[1]),
      lengths: statistics(/\[Pkt Len c2s\/s2c min\/avg\/max\/stddev: ([^\]]+)\]/.exec(line)?.[1]),
      application: Number(/\[proto: (?:[A-Za-z_-]+:)?(\d+)[./]/.exec(line)?.[1] ?? 0),
    });
  }
  return flows;
}

/** One text for the key of a flow, with addresses as nDPI prints them. */
export function key(
  protocol: number,
  source: string,
  sourcePort: number | string,
  target: string,
  targetPort: number | string,
): string {
  return `${protocol} ${printed(source)} ${sourcePort} > ${printed(target)} ${targetPort}`;
}

/** nDPI shortens every ":0:" to "::", which is no longer an address but can be compared. */
function printed(address: string): string {
  let text = address.replace(/[[\]]/g, "");
  for (let at = text.indexOf(":0:"); at >= 0; at = text.indexOf(":0:")) text = text.replace(":0:", "::");
  return text;
}

function decimal(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function statistics(text: string | undefined): Statistics | undefined {
  if (text === undefined) return undefined;
  const [min, avg, max, stddev] = text
    .split(" ")
    .map((pair) => pair.split("/").map(Number) as [number, number]);
  return { min, avg, max, stddev };
}

const column = (name: string, unit: string, formula: string): ColumnSpec => ({
  name,
  type: "number",
  unit,
  formula,
  source: "ndpiReader",
});
/** Per direction and quantity: count, sum, sum of squares, least, greatest. */
const SLOTS = 5;
/** ndpiReader forgets the time of the packet before when a flow's packets reach a multiple of this. */
const FORGETS_EVERY = 10;
const SECOND = 1_000_000;

/**
 * nDPI's own statistics as feature columns, to be compared with what it prints. Gaps are whole milliseconds; those
 * towards the client leave out packets with SYN, FIN or RST; after every ten packets of a flow the one before is
 * forgotten, and a time within the first second of 1970 counts as none; while the sum is 0, least and greatest begin
 * anew. The duration is taken from a clock that never goes back, over all flows of the capture.
 */
export function ndpiStatistics(): FeatureGroup {
  const names = ["IAT", "LEN"].flatMap((what) =>
    ["C2S", "S2C"].flatMap((way) =>
      ["MIN", "AVG", "MAX", "STDDEV"].map((how) => `NDPI_${what}_${way}_${how}`),
    ),
  );
  const LAST = 4 * SLOTS;
  const COUNT = LAST + 2;
  const FIRST_SEEN = LAST + 3;
  const LAST_SEEN = LAST + 4;
  let clock = 0;
  return {
    name: "ndpi",
    slots: LAST_SEEN + 1,
    columns: [...names, "NDPI_DURATION"].map((name) => column(name, "1", "as ndpiReader computes it")),
    update(state, at, { packet, micros, direction }: FlowPacket) {
      clock = Math.max(clock, Math.floor(micros / 1000));
      if (state[at + COUNT] === 0) state[at + FIRST_SEEN] = clock;
      state[at + LAST_SEEN] = clock;
      const last = state[at + LAST + direction];
      const opensOrCloses = (packet.tcpFlags & 7) !== 0;
      if (last >= SECOND && !(direction === 1 && opensOrCloses) && micros >= last) {
        add(state, at + direction * SLOTS, Math.floor((micros - last) / 1000));
      }
      add(state, at + (2 + direction) * SLOTS, packet.frameLength);
      state[at + LAST + direction] = micros;
      if (++state[at + COUNT] % FORGETS_EVERY === 0) {
        state[at + LAST] = 0;
        state[at + LAST + 1] = 0;
      }
    },
    finish(state, at, _flow, out, to) {
      for (let i = 0; i < 4; i++) {
        const [count, sum, squares, min, max] = state.subarray(at + i * SLOTS, at + i * SLOTS + SLOTS);
        out[to + 4 * i] = min;
        out[to + 4 * i + 1] = count === 0 ? 0 : sum / count;
        out[to + 4 * i + 2] = max;
        out[to + 4 * i + 3] =
          count === 0 ? 0 : Math.sqrt(Math.max(0, (squares - (sum * sum) / count) / count));
      }
      out[to + 16] = (state[at + LAST_SEEN] - state[at + FIRST_SEEN]) / 1000;
    },
  };
}

function add(state: Float64Array, at: number, value: number): void {
  if (state[at + 1] === 0) {
    state[at + 3] = value;
    state[at + 4] = value;
  }
  state[at + 3] = Math.min(state[at + 3], value);
  state[at + 4] = Math.max(state[at + 4], value);
  state[at]++;
  state[at + 1] += value;
  state[at + 2] += value * value;
}
