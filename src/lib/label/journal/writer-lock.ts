import { randomBytes } from "node:crypto";
import { readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { type FileHandle, open, readFile, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { threadId } from "node:worker_threads";
import { fail, LabError } from "../../core";
import { storageFault } from "./journal-writer";

/** Who writes a journal. */
export interface LockOwner {
  readonly pid: number;
  /** Tells one thread of a process from another. */
  readonly thread: number;
  readonly host: string;
  /** Start of the process in clock ticks since boot, where the system tells: numbers of processes come again. */
  readonly started: string | null;
  readonly token: string;
}

/** The right to write a journal, held until {@link release}. */
export interface WriterLock {
  /** Throws when the lock was lost, which happens only if somebody took the file away. */
  check(): void;
  release(): Promise<void>;
}

/** The lock file is touched this often … */
const BEAT_MS = 2000;
/** … and an owner that cannot be asked (another thread or machine) counts as dead after this long without. */
const SILENT_MS = 30_000;
/** Attempts, of 50 ms and more where they must wait: a process that dies while it takes a lock leaves traces for 5 s. */
const ATTEMPTS = 160;

/**
 * Takes the only right to write; the lock of an owner that has died is taken over.
 *
 * @throws LabError "locked" with who holds it; "storage" when the file cannot be made
 */
export async function takeWriterLock(file: string): Promise<WriterLock> {
  const owner: LockOwner = {
    pid: process.pid,
    thread: threadId,
    host: hostname(),
    started: startOf(process.pid),
    token: randomBytes(8).toString("hex"),
  };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const handle = await open(file, "wx").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return undefined;
      throw storageFault(file, error);
    });
    if (handle !== undefined) return held(file, owner, handle);
    const other = await ownerOf(file);
    if (other === "gone") continue;
    if (other !== "unreadable" && (await isAlive(other, file))) refuse(file, other);
    if (other === "unreadable" && !(await olderThan(file, SILENT_MS / 10))) {
      await new Promise((resume) => setTimeout(resume, 100));
      continue;
    }
    await takeAway(file, other === "unreadable" ? undefined : other.token);
  }
  return fail({
    code: "locked",
    expected: "the right to write labels",
    found: "others that ask for it too",
    where: { file },
  });
}

async function held(file: string, owner: LockOwner, handle: FileHandle): Promise<WriterLock> {
  try {
    await handle.writeFile(JSON.stringify(owner));
    await handle.sync();
  } catch (error) {
    await rm(file, { force: true });
    throw storageFault(file, error);
  } finally {
    await handle.close();
  }
  const inode = statSync(file, { bigint: true }).ino;
  const beat = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // check() tells the writer when it matters.
    }
  }, BEAT_MS);
  beat.unref();
  const mine = (): boolean => statSync(file, { bigint: true, throwIfNoEntry: false })?.ino === inode;
  return {
    check() {
      if (mine()) return;
      fail({
        code: "locked",
        expected: "still to have the right to write labels",
        found: "a lock that is gone or another's",
        where: { file },
        hint: "Open the labels again; everything that was acknowledged is on disk.",
      });
    },
    async release() {
      clearInterval(beat);
      if (mine() && readFileSync(file, "utf8").includes(owner.token)) rmSync(file, { force: true });
    },
  };
}

async function ownerOf(file: string): Promise<LockOwner | "gone" | "unreadable"> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return "gone";
  try {
    const owner = JSON.parse(text) as LockOwner;
    return Number.isSafeInteger(owner.pid) && owner.pid > 0 && typeof owner.token === "string"
      ? owner
      : "unreadable";
  } catch {
    return "unreadable";
  }
}

async function isAlive(owner: LockOwner, file: string): Promise<boolean> {
  if (owner.host !== hostname()) return !(await olderThan(file, SILENT_MS));
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const started = startOf(owner.pid);
  if (started !== null && owner.started !== null && started !== owner.started) return false;
  // A thread of this process may have ended without a word.
  if (owner.pid === process.pid && owner.thread !== threadId) return !(await olderThan(file, SILENT_MS));
  return true;
}

async function olderThan(file: string, ms: number): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > ms;
}

/** Removes a dead owner's lock, one remover at a time, and only if it is still that owner's. */
async function takeAway(file: string, token: string | undefined): Promise<void> {
  const guard = `${file}.taking`;
  const handle = await open(guard, "wx").catch(() => undefined);
  if (handle === undefined) {
    if (await olderThan(guard, 5000)) await rm(guard, { force: true });
    await new Promise((resume) => setTimeout(resume, 50));
    return;
  }
  try {
    const now = await ownerOf(file);
    const same = now === "unreadable" ? token === undefined : now !== "gone" && now.token === token;
    if (same) await rm(file, { force: true });
  } finally {
    await handle.close();
    await rm(guard, { force: true });
  }
}

/** Field 22 of /proc/<pid>/stat; null where there is no such file. */
function startOf(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

function refuse(file: string, owner: LockOwner): never {
  const here = owner.pid === process.pid ? "this process" : `process ${owner.pid}`;
  throw new LabError({
    code: "locked",
    expected: "to be the only one who writes these labels",
    found: `${here}${owner.host === hostname() ? "" : ` on ${owner.host}`} at it`,
    where: { file },
    hint: "Close the other one, or open the labels to read: they follow what the other one writes.",
  });
}
