import type { Connection } from "./connection";
import { failAs, isRefusal } from "./faults";

/** What kafkajs's brokers can do beyond its own types. */
interface GroupFinder {
  findGroupCoordinator(group: { readonly groupId: string; readonly coordinatorType: 0 }): Promise<unknown>;
}

/**
 * Asks a broker itself who coordinates the group. kafkajs asks them all and keeps none of their answers: a user without
 * the right to the group would seem to be one whose brokers are away.
 *
 * @throws LabError `refused` when the group is
 */
export async function checkGroup(connection: Connection, group: string, topic: string): Promise<void> {
  await connection.attempt("cluster", topic, async (cluster) => {
    await cluster.addTargetTopic(topic);
    const [nodeId] = cluster.getNodeIds();
    const broker = (await cluster.findBroker({ nodeId: String(nodeId) })) as unknown as GroupFinder;
    try {
      await broker.findGroupCoordinator({ groupId: group, coordinatorType: 0 });
    } catch (error) {
      if (isRefusal(error)) failAs(error, { brokers: connection.settings.brokers, group });
      throw error;
    }
  });
}
