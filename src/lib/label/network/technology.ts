import { fail, nearest, quote } from "../../core";
import type { ActionName } from "../records/rule";

/**
 * How the simulated network pays for a technology, in microseconds of a processor. The numbers are ours: they are of the
 * size that software data planes have, and made so that none of the three is best everywhere.
 */
export interface TechnologyModel {
  readonly name: string;
  /** The ordinal of the feature `search_complexity`. */
  readonly searchComplexity: number;
  readonly maximumRules: number;
  /** Share of the port's speed that the datapath point reaches. */
  readonly nicShare: number;
  readonly queues: number;
  /** packets */
  readonly queueLength: number;
  readonly discipline: string;
  /** Whether packets over a limit wait in the queue; else they are dropped at once. */
  readonly shapes: boolean;
  /** µs a packet, whatever the rules are. */
  readonly base: number;
  /** µs a packet for each rule of the point. */
  readonly perRule: number;
  /** µs a packet for each header field of its rules' matches, on the mean. */
  readonly perField: number;
  /** µs a packet more when the match lies inside a GTP tunnel. */
  readonly tunnel: number;
  /** What a physical device's offload leaves of the look-up: 1 is nothing saved. */
  readonly offload: number;
  /** µs for each packet that a rule of this action matches. */
  readonly action: Readonly<Record<ActionName, number>>;
}

/** The three technologies of the testbed: TC and its hashed lists, OVS and its tuple space, IPTABLES and its list. */
export const TECHNOLOGY_MODELS: readonly TechnologyModel[] = [
  {
    name: "TC",
    searchComplexity: 8,
    maximumRules: 4096,
    nicShare: 1,
    queues: 2,
    queueLength: 1000,
    discipline: "htb",
    shapes: true,
    base: 0.3,
    perRule: 0.02,
    perField: 0.05,
    tunnel: 0.1,
    offload: 1,
    action: { DROP: 0.05, PRIORITISE: 0.3, LIMIT: 0.4, GUARANTEE: 0.5 },
  },
  {
    name: "OVS",
    searchComplexity: 4,
    maximumRules: 65536,
    nicShare: 0.8,
    queues: 1,
    queueLength: 500,
    discipline: "pfifo",
    shapes: true,
    base: 0.9,
    perRule: 0,
    perField: 0.06,
    tunnel: 0.45,
    offload: 0.5,
    action: { DROP: 0.25, PRIORITISE: 0.5, LIMIT: 0.5, GUARANTEE: 0.6 },
  },
  {
    name: "IPTABLES",
    searchComplexity: 10,
    maximumRules: 1024,
    nicShare: 0.5,
    queues: 1,
    queueLength: 1000,
    discipline: "noqueue",
    shapes: false,
    base: 0.15,
    perRule: 0.04,
    perField: 0.03,
    tunnel: 0.5,
    offload: 1,
    action: { DROP: 0.05, PRIORITISE: 1.2, LIMIT: 0.8, GUARANTEE: 3 },
  },
];

/** The order in which a packet that comes in meets the technologies; one that leaves meets them in reverse. */
export const INGRESS_ORDER = ["TC", "OVS", "IPTABLES"] as const;

export function technologyModel(name: string): TechnologyModel {
  const known = TECHNOLOGY_MODELS.map((model) => model.name);
  const near = nearest(name, known);
  return (
    TECHNOLOGY_MODELS.find((model) => model.name === name) ??
    fail({
      code: "argument",
      expected: `a technology among ${known.join(", ")}`,
      found: quote(name),
      ...(near.length === 0 ? {} : { hint: `Did you mean ${near.map(quote).join(" or ")}?` }),
    })
  );
}

/**
 * What one packet's look-up costs at a point, in µs: (base + perRule · rules + perField · mean fields + tunnel) · offload.
 * A point without rules costs nothing.
 *
 * @example
 * label.lookupCost("TC", { rules: 10, fields: 3, tunnelled: true, physical: false }).toFixed(2) //=> "0.75"
 * label.lookupCost("OVS", { rules: 0, fields: 0, tunnelled: true, physical: false }) //=> 0
 */
export function lookupCost(
  technology: string,
  at: {
    readonly rules: number;
    readonly fields: number;
    readonly tunnelled: boolean;
    readonly physical: boolean;
  },
): number {
  const model = technologyModel(technology);
  if (at.rules === 0) return 0;
  const work =
    model.base + model.perRule * at.rules + model.perField * at.fields + (at.tunnelled ? model.tunnel : 0);
  return work * (at.physical ? model.offload : 1);
}
