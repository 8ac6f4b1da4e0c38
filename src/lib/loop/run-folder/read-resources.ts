import { promises as fs } from "node:fs";
import { RESOURCE_COLUMNS, type ResourceSample } from "../resources/usage";

/** The whole lines of `resources.csv`; a missing file has none. */
export async function readResources(file: string): Promise<readonly ResourceSample[]> {
  const text = await fs.readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const lines = text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .slice(1, -1);
  return lines
    .map((line) => line.split(","))
    .filter((cells) => cells.length === RESOURCE_COLUMNS.length)
    .map((cells) => {
      const number = (at: number) => (cells[at] === "" ? Number.NaN : Number(cells[at]));
      return {
        ts: number(0),
        component: cells[1],
        cpu_pct: number(2),
        vcpu: number(3),
        rss_mb: number(4),
        host_cpus: number(5),
        js: number(6),
      };
    });
}
