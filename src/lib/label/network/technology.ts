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
  /** µs a packet, with rules or without: the point is in the packets' way. */
  readonly base: number;
  /** µs a packet for each rule of the point, or for each doubling of them. */
  readonly perRule: number;
  /** Whether the look-up grows with the logarithm of the number of rules, not with the number. */
  readonly hashed: boolean;
  /** µs a packet for each header field of its rules' matches, on the mean. */
  readonly perField: number;
  /** µs more for each matched packet that comes in a GTP tunnel. */
  readonly tunnel: number;
  /** What a physical device's offload leaves of all that: 1 is nothing saved. */
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
    perRule: 0.1,
    hashed: true,
    perField: 0.02,
    tunnel: 0.15,
    offload: 1,
    action: { DROP: 0.1, PRIORITISE: 0.5, LIMIT: 0.3, GUARANTEE: 0.4 },
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
    base: 0.5,
    perRule: 0,
    hashed: true,
    perField: 0.08,
    tunnel: 0.4,
    offload: 0.5,
    action: { DROP: 0.25, PRIORITISE: 0.25, LIMIT: 0.5, GUARANTEE: 0.6 },
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
    perRule: 0.03,
    hashed: false,
    perField: 0.01,
    tunnel: 0.6,
    offload: 1,
    action: { DROP: 0.03, PRIORITISE: 0.8, LIMIT: 0.6, GUARANTEE: 3 },
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
 * What one packet's look-up costs at a point, in µs: (base + perRule · n + perField · mean fields) · offload, where n is
 * the number of rules, or log2(1 + rules) where the technology hashes.
 *
 * @example
 * label.lookupCost("TC", { rules: 7, fields: 3, physical: false }).toFixed(2) //=> "0.66"
 * label.lookupCost("IPTABLES", { rules: 7, fields: 3, physical: true }).toFixed(2) //=> "0.39"
 */
export function lookupCost(
  technology: string,
  at: { readonly rules: number; readonly fields: number; readonly physical: boolean },
): number {
  const model = technologyModel(technology);
  const n = model.hashed ? Math.log2(1 + at.rules) : at.rules;
  const work = model.base + model.perRule * n + model.perField * at.fields;
  return at.physical ? work * model.offload : work;
}

/** What one packet costs that a rule matches, in µs, beside its look-up: (action + tunnel) · offload. */
export function actionCost(
  technology: string,
  action: ActionName,
  at: { readonly tunnelled: boolean; readonly physical: boolean },
): number {
  const model = technologyModel(technology);
  const work = model.action[action] + (at.tunnelled ? model.tunnel : 0);
  return at.physical ? work * model.offload : work;
}
