import type { stream } from "dataplane-lab";

/** The option of every command that takes --broker. */
export const BROKER_CONFIG = [
  "--broker-config <file>",
  "JSON file with ssl and sasl of that broker (default: the file that DATAPLANE_LAB_BROKER_CONFIG names)",
] as const;

/**
 * The log that --broker names: undefined for "embedded", else a Kafka broker. A password comes from a file, because
 * everybody on a machine can read command lines. The caller closes the log.
 */
export async function logOf(broker: string | undefined, config?: string): Promise<stream.Log | undefined> {
  const { core, stream: room } = await import("dataplane-lab");
  if (broker === undefined || broker === "embedded") {
    if (config === undefined) return undefined;
    const expected = "--broker host:port with --broker-config";
    return core.fail({ code: "argument", expected, found: broker ?? "no --broker" });
  }
  const file = config ?? process.env.DATAPLANE_LAB_BROKER_CONFIG;
  const security = file === undefined || file === "" ? {} : await room.readBrokerConfig(file);
  return room.kafkaLog({ ...security, brokers: broker });
}
