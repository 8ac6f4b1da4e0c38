import { fail, quote } from "../../core";
import { type Security, type SecurityOptions, securityOf } from "./security";

export interface KafkaOptions extends SecurityOptions {
  /** Addresses "host:port", one or several of the same cluster. */
  readonly brokers: string | readonly string[];
  /** The name this program goes by in the broker's logs; default "dataplane-lab". */
  readonly clientId?: string;
  /** How records travel and are stored; default "none". */
  readonly compression?: "none" | "gzip";
  /** How long a broker is looked for that has never answered; default 5 000 ms. */
  readonly connectMs?: number;
  /** How long a broker that answered before may be away until an operation fails; default 120 000 ms. */
  readonly giveUpMs?: number;
  /**
   * A member of a group that was silent for so long is taken for dead and its partitions go to others; default
   * 10 000 ms. It is silent while its thread computes without a pause. After a crash the group waits as long.
   */
  readonly sessionMs?: number;
}

export type Settings = Required<Omit<KafkaOptions, "brokers" | keyof SecurityOptions>> & {
  readonly brokers: readonly string[];
  /** TLS and password, for one client. */
  security(): Promise<Security>;
};

function duration(name: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  return fail({
    code: "argument",
    expected: `${name} as a positive number of milliseconds`,
    found: quote(value),
  });
}

function address(text: string): string {
  const port = Number(/^(?:[^\s:/@,]+|\[[0-9a-fA-F:.]+\]):(\d{1,5})$/.exec(text)?.[1]);
  if (port > 0 && port < 65536) return text;
  return fail({ code: "argument", expected: 'a broker as "host:port"', found: quote(text) });
}

/** The options with their defaults; wrong ones are refused before anything is tried. */
export function settingsOf(options: KafkaOptions): Settings {
  const { clientId = "dataplane-lab", compression = "none" } = options;
  const brokers = typeof options.brokers === "string" ? options.brokers.split(",") : options.brokers;
  if (brokers.length === 0) fail({ code: "argument", expected: "at least one broker", found: "none" });
  if (compression !== "none" && compression !== "gzip")
    fail({ code: "argument", expected: 'compression "none" or "gzip"', found: quote(compression) });
  return {
    brokers: brokers.map((broker) => address(broker.trim())),
    clientId,
    compression,
    connectMs: duration("connectMs", options.connectMs ?? 5_000),
    giveUpMs: duration("giveUpMs", options.giveUpMs ?? 120_000),
    sessionMs: duration("sessionMs", options.sessionMs ?? 10_000),
    security: securityOf(options),
  };
}
