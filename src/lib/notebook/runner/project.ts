import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

/** The project's folder when this library runs inside it, by the name in its package.json. */
export function findProject(from: string = __dirname): string | undefined {
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, "package.json");
    if (existsSync(manifest)) {
      try {
        if (JSON.parse(readFileSync(manifest, "utf8")).name === "dataplane-lab-project") return folder;
      } catch {
        // A broken package.json on the way up belongs to somebody else.
      }
    }
    if (folder === path.dirname(folder)) return undefined;
  }
}

/** The compiled library's folder. */
export function distFolder(): string {
  const beside = path.join(__dirname, "..", "..");
  return path.basename(beside) === "dist" ? beside : path.join(beside, "dist");
}

export interface Versions {
  readonly "dataplane-lab": string;
  readonly node: string;
  readonly tslab: string;
  readonly typescript: string;
  readonly platform: string;
}

export function versions(): Versions {
  const read = (file: string): string => JSON.parse(readFileSync(file, "utf8")).version;
  return {
    "dataplane-lab": read(path.join(distFolder(), "..", "package.json")),
    node: process.versions.node,
    tslab: read(require.resolve("tslab/package.json")),
    typescript: read(require.resolve("@tslab/typescript-for-tslab/package.json")),
    platform: `${process.platform}-${process.arch}`,
  };
}

export interface GitState {
  readonly commit: string;
  /** Whether tracked files differ from the commit. */
  readonly changed: boolean;
}

/** The commit that a folder stands at, or null where there is no git or no repository. */
export async function gitState(folder: string): Promise<GitState | null> {
  const git = (...args: string[]) => promisify(execFile)("git", ["-C", folder, ...args]);
  try {
    const { stdout: commit } = await git("rev-parse", "HEAD");
    const { stdout: status } = await git("status", "--porcelain", "--untracked-files=no");
    return { commit: commit.trim(), changed: status.trim() !== "" };
  } catch {
    return null;
  }
}
