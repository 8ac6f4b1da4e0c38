import { createHash } from "node:crypto";
import type { Dataset } from "./dataset";

/** SHA-256 of what a model learns from: names, inputs and target, row by row. */
export function hashDataset(data: Dataset): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([data.features, data.target, data.x.rows]));
  for (const { buffer, byteOffset, byteLength } of [data.x.data, data.y]) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest("hex");
}
