import type { stream } from "dataplane-lab";

/** The log that --broker names: undefined for "embedded", else a Kafka broker. The caller closes it. */
export async function logOf(broker: string | undefined): Promise<stream.Log | undefined> {
  if (broker === undefined || broker === "embedded") return undefined;
  const { stream: room } = await import("dataplane-lab");
  return room.kafkaLog({ brokers: broker });
}
