import { fail, LabError } from "../../core";
import type { Consumer, Log, TopicSpec } from "../../stream";
import type { MetricRecord } from "../records/metric-record";
import { parseRuleDirective, type RuleDirective } from "../records/rule";
import type { SimulatedNetwork } from "./network";
import { networkRecords, withdrawnRecord } from "./report";

/** The three topics of a network, NetLabeller's exchanges. */
export interface NetworkTopics {
  readonly topology: string;
  readonly metrics: string;
  readonly rules: string;
}

/**
 * The topics of a run.
 *
 * @example
 * label.networkTopics("lab1").metrics //=> "lab1.metrics"
 */
export function networkTopics(run: string): NetworkTopics {
  return { topology: `${run}.topology`, metrics: `${run}.metrics`, rules: `${run}.rules` };
}

/** A record may carry a text of 1 MB, and JSON makes it longer. */
const MOST_BYTES = 8 * 1024 * 1024;

/** Makes the topics that do not exist. Metrics have three partitions, keyed by the resource, so that each keeps its order. */
export async function createNetworkTopics(log: Log, topics: NetworkTopics): Promise<void> {
  const spec = (name: string, partitions = 1): TopicSpec => ({
    name,
    partitions,
    maxRecordBytes: MOST_BYTES,
  });
  await log.createTopics([spec(topics.topology), spec(topics.metrics, 3), spec(topics.rules)]);
}

/** Puts rule directives onto the bus, keyed by the rule. */
export async function publishRules(
  log: Log,
  topics: NetworkTopics,
  directives: readonly RuleDirective[],
): Promise<void> {
  await log.append(
    topics.rules,
    directives.map((directive) => ({ key: directive.rule.id, value: JSON.stringify(directive) })),
  );
}

/** Puts onto the log what a simulated network's agents see now, without letting time pass; gives back how many records. */
export async function publishRecords(
  log: Log,
  topics: NetworkTopics,
  network: SimulatedNetwork,
): Promise<number> {
  return appendRecords(log, topics, networkRecords(network));
}

async function appendRecords(
  log: Log,
  topics: NetworkTopics,
  records: readonly MetricRecord[],
): Promise<number> {
  await log.append(
    topics.metrics,
    // A rule and the flows that it hits share a key: they come in order, also when the rule is withdrawn.
    records.map((record) => ({
      key: record.ruleId ?? record.monitoredResourceId,
      value: JSON.stringify(record),
    })),
  );
  return records.length;
}

/** The agents of a simulated network, on a log. */
export interface NetworkAgents {
  /** Publishes the topology (the inventory agent); its version grows with each call. */
  inventory(): Promise<void>;
  /** Takes the directives that came since, and lets the network enforce them; gives back how many, and those refused. */
  obey(): Promise<{ readonly enforced: number; readonly refused: readonly LabError[] }>;
  /** One interval of traffic, and its report (the monitoring and flow control agents). Gives back the number of records. */
  report(): Promise<number>;
  close(): Promise<void>;
}

/**
 * Lets a simulated network's agents live on a log, embedded or Kafka: topology and metrics go out, directives come in.
 * What a directive asks and the network cannot do is refused with the reason, never enforced in part.
 */
export async function networkAgents(
  log: Log,
  network: SimulatedNetwork,
  topics: NetworkTopics,
): Promise<NetworkAgents> {
  await createNetworkTopics(log, topics);
  const bus: Consumer = await log.consumer({ group: `${topics.rules}.agents`, topics: [topics.rules] });
  await bus.ready;
  let version = 0;

  async function enforce(directive: RuleDirective): Promise<void> {
    const { rule } = directive;
    const old = network.rules().find((enforced) => enforced.id === rule.id);
    if (directive.operation === "Insert") network.apply(rule);
    else network.withdraw(rule.id);
    if (old === undefined) return;
    const device = network.ports().get(old.portId)?.deviceId;
    if (device === undefined) {
      fail({ code: "internal", expected: "a device with the rule's port", found: old.portId });
    }
    await appendRecords(log, topics, withdrawnRecord(network, device, old));
  }

  return {
    async inventory() {
      version++;
      const value = JSON.stringify({ ...network.topology, version });
      await log.append(topics.topology, [{ key: "topology", value }]);
    },
    async obey() {
      let enforced = 0;
      const refused: LabError[] = [];
      for (let batch = await bus.poll(); batch !== undefined; batch = await bus.poll()) {
        for (const record of batch.records) {
          try {
            await enforce(
              parseRuleDirective(record.value, {
                file: `${record.topic}/${record.partition}/${record.offset}`,
              }),
            );
            enforced++;
          } catch (error) {
            if (!(error instanceof LabError)) throw error;
            refused.push(error);
          }
        }
        await bus.commit();
      }
      return { enforced, refused };
    },
    async report() {
      network.tick();
      return publishRecords(log, topics, network);
    },
    close: () => bus.close(),
  };
}
