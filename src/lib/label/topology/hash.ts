import { createHash } from "node:crypto";
import type { Topology } from "./topology";

/**
 * SHA-256 (hex) of what a topology says, without its version: two reports of the same network have the same hash,
 * whatever order their fields were written in.
 */
export function topologyHash(topology: Topology): string {
  const { devices, links } = topology;
  return createHash("sha256").update(canonical({ devices, links })).digest("hex");
}

/** JSON with the keys of each object sorted. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}
