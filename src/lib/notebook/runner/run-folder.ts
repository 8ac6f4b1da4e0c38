import { createHash, randomBytes } from "node:crypto";
import { promises as fs } from "node:fs";
import path from "node:path";
import { type Clock, fail, makeFolder } from "../../core";

/** A folder that is being filled under a temporary name. */
export interface DraftFolder {
  /** Where to write now. */
  readonly folder: string;
  /** Moves the draft to its final name. */
  publish(): Promise<void>;
  /** Removes the draft. */
  discard(): Promise<void>;
}

/** UTC time and a short hash, so that names sort by time: `20261122T153012Z-3fa9c1`. */
export function runId(clock: Clock): string {
  const time = new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, "");
  const hash = createHash("sha256").update(randomBytes(16)).digest("hex").slice(0, 6);
  return `${time}-${hash}`;
}

const draftName = /^\..*\.(\d+)\.partial$/;

/**
 * Begins a run folder beside its final place, so that the last step is one rename and a killed run leaves nothing
 * under the final name. A folder that is there already is replaced when it is a run folder, else refused.
 */
export async function draftRunFolder(target: string): Promise<DraftFolder> {
  const final = path.resolve(target);
  const parent = path.dirname(final);
  await refuseForeign(final, target);
  await makeFolder(parent);
  await sweep(parent);
  const folder = path.join(parent, `.${path.basename(final)}.${process.pid}.partial`);
  await fs.rm(folder, { recursive: true, force: true });
  await fs.mkdir(folder);
  return {
    folder,
    async publish() {
      const old = `${folder}.old`;
      const replaced = await fs.rename(final, old).then(
        () => true,
        () => false,
      );
      await fs.rename(folder, final);
      if (replaced) await fs.rm(old, { recursive: true, force: true });
    },
    async discard() {
      await fs.rm(folder, { recursive: true, force: true });
    },
  };
}

async function refuseForeign(final: string, target: string): Promise<void> {
  const entries = await fs.readdir(final).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === "ENOENT") return [];
    if (error.code !== "ENOTDIR") throw error;
    return fail({
      code: "argument",
      expected: "a folder for the run",
      found: "a file",
      where: { file: target },
    });
  });
  if (entries.length === 0 || entries.includes("manifest.json")) return;
  fail({
    code: "argument",
    expected: "an empty folder, a run folder or no folder yet",
    found: `a folder with ${entries.length} other entries`,
    where: { file: target },
    hint: "Nothing of yours is overwritten: name another folder with -o.",
  });
}

/** Removes the drafts of runs that were killed. */
async function sweep(parent: string): Promise<void> {
  for (const name of await fs.readdir(parent)) {
    const owner = draftName.exec(name)?.[1];
    if (owner !== undefined && Number(owner) !== process.pid && !isRunning(Number(owner))) {
      await fs.rm(path.join(parent, name), { recursive: true, force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
