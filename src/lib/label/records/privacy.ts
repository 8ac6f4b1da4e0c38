import { createHmac, randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { fail } from "../../core";
import type { Cell } from "../../table";
import type { MetricRecord } from "./metric-record";

/** What becomes of IP and MAC addresses before anything is stored. */
export interface PrivacyOptions {
  /** "keep" (default); "hash": a keyed hash, the same for the same address and key; "drop": nothing is left to compare runs by. */
  readonly addresses?: "keep" | "hash" | "drop";
  /** The key of "hash"; whoever has it can try all addresses. */
  readonly key?: string;
}

const IPV4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)/g;
const COLONS = /(?<![\p{L}\p{N}:])[\da-f:]*:[\da-f:]*:[\da-f:.]*/giu;
const MAC = /(?<![\da-f])(?:[\da-f]{2}[:-]){5}[\da-f]{2}(?![\da-f])/gi;

/**
 * A function that takes the addresses out of a metric record, wherever in its texts they stand: values, ids, names.
 * An {@link addressHider} of the same options may be given, so that other texts are hidden under the same key.
 * With "hash" and "drop" alike ids stay different from each other; with "drop" their key is made here and forgotten.
 *
 * @example
 * const hide = label.addressFilter({ addresses: "hash", key: "k" });
 * const record = { ...label.parseMetricRecord({ monitoringResourceId: "rma", monitoredResourceId: "flow 10.0.0.7",
 *   reportedTime: 0, resourceType: "device", metricName: "m", value: "10.0.0.7", unit: "", sequence: 0, agentVersion: "1" }) };
 * JSON.stringify(hide(record)).includes("10.0.0.7") //=> false
 */
export function addressFilter(
  options: PrivacyOptions = {},
  hide: ((text: string) => string) | undefined = addressHider(options),
): (record: MetricRecord) => MetricRecord {
  const mode = options.addresses ?? "keep";
  if (hide === undefined) return (record) => record;
  const hideOrNull = (text: string | null): string | null => (text === null ? null : hide(text));
  const hideValue = (value: Cell): Cell => {
    if (typeof value !== "string") return value;
    const hidden = hide(value);
    return mode === "drop" && hidden !== value ? null : hidden;
  };
  return (record) => ({
    ...record,
    monitoringResourceId: hide(record.monitoringResourceId),
    monitoredResourceId: hide(record.monitoredResourceId),
    metricName: hide(record.metricName),
    value: hideValue(record.value),
    unit: hide(record.unit),
    technology: hideOrNull(record.technology),
    portId: hideOrNull(record.portId),
    ruleId: hideOrNull(record.ruleId),
    flowId: hideOrNull(record.flowId),
    agentVersion: hide(record.agentVersion),
  });
}

/**
 * A function that takes the addresses out of a text; undefined for "keep".
 *
 * @example
 * const hide = label.addressHider({ addresses: "hash", key: "k" });
 * hide("from 10.0.0.7:80").includes("10.0.0.7") //=> false
 */
export function addressHider(options: PrivacyOptions = {}): ((text: string) => string) | undefined {
  const mode = options.addresses ?? "keep";
  if (!["keep", "hash", "drop"].includes(mode)) {
    fail({ code: "argument", expected: "addresses: keep, hash or drop", found: String(mode) });
  }
  if (mode === "keep") return undefined;
  if (mode === "hash" && (options.key ?? "") === "") {
    fail({
      code: "argument",
      expected: "a key to hash addresses with",
      found: "none",
      hint: 'A hash without a key is undone by trying all addresses. Or say addresses: "drop".',
    });
  }
  const key = mode === "hash" ? (options.key as string) : randomBytes(32).toString("hex");
  return (text) => replaceAddresses(text, (address) => pseudonym(address, key));
}

function replaceAddresses(text: string, by: (address: string) => string): string {
  return text
    .replace(MAC, (address) => by(address.toLowerCase()))
    .replace(COLONS, (found) => {
      // Punctuation behind an address is not part of it; a port behind IPv4 is no IPv6 address.
      const address = found.replace(/[:.]$/, "");
      return isIP(address) === 6 ? by(address.toLowerCase()) + found.slice(address.length) : found;
    })
    .replace(IPV4, (address) => (isIP(address) === 4 ? by(address) : address));
}

function pseudonym(address: string, key: string): string {
  return `addr-${createHmac("sha256", key).update(address).digest("hex").slice(0, 16)}`;
}
