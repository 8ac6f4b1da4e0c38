import { readdirSync, readFileSync } from "node:fs";
import type { Usage } from "./usage";

/** Clock ticks a second in /proc: fixed at 100 in the interface of Linux to programs. */
const TICKS = 100;

/**
 * CPU time and resident memory of a process with all its living descendants, from /proc. Undefined where there is no
 * such process (any more), or no /proc.
 */
export function processTreeUsage(pid: number): Usage | undefined {
  const root = processUsage(pid);
  if (root === undefined) return undefined;
  let { cpuSeconds, rssMb } = root;
  for (const child of descendants(pid)) {
    // One that ended meanwhile is no longer there to be counted.
    const usage = processUsage(child);
    cpuSeconds += usage?.cpuSeconds ?? 0;
    rssMb += usage?.rssMb ?? 0;
  }
  return { cpuSeconds, rssMb };
}

/** The same of the process alone. */
export function processUsage(pid: number): Usage | undefined {
  const stat = statFields(`/proc/${pid}/stat`);
  const rss = /^VmRSS:\s+(\d+) kB/m.exec(textOf(`/proc/${pid}/status`) ?? "")?.[1];
  if (stat === undefined) return undefined;
  return { cpuSeconds: ticksOf(stat) / TICKS, rssMb: Number(rss ?? 0) / 1024 };
}

/** CPU time of one thread of this process; memory cannot be told apart. */
export function threadUsage(thread: number): Usage | undefined {
  const stat = statFields(`/proc/self/task/${thread}/stat`);
  return stat && { cpuSeconds: ticksOf(stat) / TICKS, rssMb: Number.NaN };
}

/** The system's number of the thread that calls; undefined where there is no /proc. */
export function ownThreadNumber(): number | undefined {
  const text = textOf("/proc/thread-self/stat");
  return text === undefined ? undefined : Number.parseInt(text, 10);
}

function descendants(pid: number): number[] {
  const found: number[] = [];
  const tasks = names(`/proc/${pid}/task`);
  for (const task of tasks) {
    for (const child of (textOf(`/proc/${pid}/task/${task}/children`) ?? "").trim().split(/\s+/)) {
      if (child !== "") found.push(Number(child), ...descendants(Number(child)));
    }
  }
  return found;
}

/** The fields behind the name, which may hold blanks and brackets: `state` is number 0, as number 3 in proc(5). */
function statFields(file: string): readonly string[] | undefined {
  const text = textOf(file);
  return text?.slice(text.lastIndexOf(")") + 2).split(" ");
}

/** utime and stime, fields 14 and 15 of proc(5). */
function ticksOf(stat: readonly string[]): number {
  return Number(stat[11]) + Number(stat[12]);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
