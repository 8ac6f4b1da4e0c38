import { promises as fs } from "node:fs";
import path from "node:path";
import { fail, quote } from "../core";
import { VNFS } from "../table";
import { findPair } from "./pair/files";

/** Latency logs by preference, as the original looks for them. */
export const LATENCY_FILES = ["latency.csv", "latency_old.csv", "latency-old.csv"] as const;
export const TX_FILE = "tx_stats.csv";
export const RX_FILE = "rx_stats.csv";
export const VNF_FILES: readonly string[] = VNFS.map((vnf) => `${vnf}.csv`);

/** Numbers inside names count as numbers: exp-2 before exp-10. */
export function naturalOrder(a: string, b: string): number {
  return COLLATOR.compare(a, b) || (a < b ? -1 : Number(a > b));
}

const COLLATOR = new Intl.Collator("en", { numeric: true });

/** The entries of a folder; a missing one is an error that names it. */
export async function listFolder(folder: string): Promise<{ files: Set<string>; folders: string[] }> {
  const entries = await fs.readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    const found = error.code === "ENOTDIR" ? "a file" : "nothing";
    if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
    return fail({ code: "not-found", expected: "a folder", found, where: { file: folder }, cause: error });
  });
  const files = new Set<string>();
  const folders: string[] = [];
  for (const entry of entries) {
    if (entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(path.join(folder, entry.name))))) {
      folders.push(entry.name);
    } else files.add(entry.name);
  }
  return { files, folders: folders.sort(naturalOrder) };
}

async function isFolder(target: string): Promise<boolean> {
  return fs.stat(target).then(
    (status) => status.isDirectory(),
    () => false,
  );
}

/** True when a folder's files are those of an experiment: a counter log of a VNF, a rate log, or a pair of captures. */
export function isExperiment(files: ReadonlySet<string>): boolean {
  return (
    [...VNF_FILES, TX_FILE, RX_FILE].some((name) => files.has(name) || files.has(`${name}.gz`)) ||
    findPair("", files) !== undefined
  );
}

/** True when a folder is itself an experiment, not a folder of them. A missing folder is an error. */
export async function isExperimentFolder(folder: string): Promise<boolean> {
  return isExperiment((await listFolder(folder)).files);
}

/** `scenario/experiment` from a path: the names of the last two folders. */
export function provenanceOf(folder: string): { scenario: string; experiment: string } {
  const whole = path.resolve(folder);
  return { scenario: path.basename(path.dirname(whole)), experiment: path.basename(whole) };
}

/** The error for a raw file that must be there. */
export function missingFile(folder: string, name: string): never {
  return fail({
    code: "not-found",
    expected: `the file ${quote(name)} (or ${quote(`${name}.gz`)})`,
    found: "no such file",
    where: { file: folder },
  });
}
