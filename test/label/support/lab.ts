import {
  type Collector,
  type CollectorOptions,
  collector,
  type Database,
  type NetworkAgents,
  type NetworkOptions,
  type NetworkTopics,
  networkAgents,
  networkTopics,
  openDatabase,
  type Pace,
  publishRules,
  type RulePlan,
  ruleDirectives,
  type SimulatedNetwork,
  simulatedNetwork,
} from "../../../src/lib/label";
import { embeddedLog, type Log } from "../../../src/lib/stream";

/** A simulated network with its agents, a log, a collector and a database. */
export interface Lab {
  readonly log: Log;
  readonly topics: NetworkTopics;
  readonly network: SimulatedNetwork;
  readonly agents: NetworkAgents;
  readonly database: Database;
  readonly collector: Collector;
  /** Publishes rules and lets the agents obey. */
  enforce(plan: RulePlan): Promise<void>;
  /** One interval of traffic, reported and collected. */
  step(): Promise<void>;
  close(): Promise<void>;
}

export async function openLab(
  options: {
    readonly network?: Partial<NetworkOptions>;
    readonly database?: Database;
    readonly collector?: CollectorOptions;
  } = {},
): Promise<Lab> {
  const log = embeddedLog();
  const topics = networkTopics("lab");
  const network = simulatedNetwork({ seed: 1, ...options.network });
  const agents = await networkAgents(log, network, topics);
  const database = options.database ?? (await openDatabase());
  const collecting = await collector(log, topics, database, options.collector);
  await agents.inventory();
  return {
    log,
    topics,
    network,
    agents,
    database,
    collector: collecting,
    async enforce(plan) {
      await publishRules(log, topics, ruleDirectives(network, plan));
      await agents.obey();
    },
    async step() {
      await agents.report();
      await collecting.collect();
    },
    async close() {
      await agents.close();
      await collecting.close();
      await database.close();
      await log.close();
    },
  };
}

/** A time that passes only where the loop waits, and one ms at each look. */
export function steppedPace(start = 0): Pace & { readonly waits: number[] } {
  let now = start;
  const waits: number[] = [];
  return {
    waits,
    now: () => now++,
    async wait(ms) {
      waits.push(ms);
      now += ms;
    },
  };
}

/** Texts that databases, CSV and JavaScript have been broken with. */
export const HOSTILE: readonly string[] = [
  "'; DROP TABLE rule_state; --",
  '" OR "1"="1',
  "\\'; DELETE FROM positions WHERE 1=1; #",
  "`rule_state`",
  "a\0b\0",
  "line\u2028sep\u2029\r\n\t",
  "__proto__",
  "constructor",
  "=cmd|' /C calc'!A0",
  "<img src=x onerror=alert(1)>",
  "\u202etxt.exe\u200f",
  "😀 ünïcödé ﷽",
  "%s %d ? $1 :name {{x}}",
  " trailing and leading ",
  "x".repeat(1_000_000),
  "é\0'\"".repeat(200_000),
];
