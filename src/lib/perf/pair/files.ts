import { findRaw } from "../source";

/** Names of the captures in an experiment folder; each may be gzipped. */
export const INGRESS_FILES = ["ingress.pcap", "ingress.pcapng"] as const;
export const EGRESS_FILES = ["egress.pcap", "egress.pcapng"] as const;

/** The pair of captures among a folder's files; undefined unless both are there. */
export function findPair(
  folder: string,
  files: ReadonlySet<string>,
): { ingress: string; egress: string } | undefined {
  const first = (names: readonly string[]): string | undefined =>
    names.map((name) => findRaw(folder, files, name)).find((file) => file !== undefined);
  const ingress = first(INGRESS_FILES);
  const egress = first(EGRESS_FILES);
  return ingress === undefined || egress === undefined ? undefined : { ingress, egress };
}
