import { readFileSync } from "node:fs";
import { cpus, freemem, totalmem } from "node:os";
import type { Usage } from "./usage";

/** CPU time that all CPUs of the host spent busy, and memory that is not available to programs. */
export function hostUsage(): Usage {
  let busy = 0;
  for (const { times } of cpus()) busy += times.user + times.nice + times.sys + times.irq;
  return { cpuSeconds: busy / 1000, rssMb: (totalmem() - availableBytes()) / 2 ** 20 };
}

function availableBytes(): number {
  try {
    // Free memory alone leaves out what the caches would give back.
    const kilobytes = /^MemAvailable:\s+(\d+) kB/m.exec(readFileSync("/proc/meminfo", "utf8"))?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch {
    // No /proc here: the free memory has to do.
  }
  return freemem();
}
