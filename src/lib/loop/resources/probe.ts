import { cpus } from "node:os";
import { hostUsage } from "./host-usage";
import { processTreeUsage, threadUsage } from "./process-usage";
import type { ResourceSample, Usage } from "./usage";

/** What a probe watches: this process or another (both with their children), a thread of this process, the host. */
export type Component =
  | { readonly kind: "process"; readonly pid?: number }
  | { readonly kind: "thread"; readonly thread: number }
  | { readonly kind: "host" };

export interface ProbeOptions {
  /** Default 500 ms, as the original. */
  readonly periodMs?: number;
  /** Gets the samples of all components of one moment. */
  readonly onSamples: (samples: readonly ResourceSample[]) => void;
}

/** Seconds between two readings that say something: a reading is exact to a tick of 10 ms. */
const SHORTEST = 0.1;

/**
 * Reads the CPU time and memory of components again and again. CPU is the difference of two readings, so the first
 * sample of a component comes one period after it was added; readings too close to tell anything wait for the next.
 */
export class ResourceProbe {
  readonly #components = new Map<string, Component>();
  readonly #before = new Map<string, { readonly at: number; readonly usage: Usage }>();
  readonly #options: ProbeOptions;
  readonly #hostCpus = cpus().length;
  readonly #timer: NodeJS.Timeout;
  /** The last drift score; stands in the lines of the component "monitor" (and of "loop", which it is a part of). */
  js = Number.NaN;

  constructor(options: ProbeOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.sample(), options.periodMs ?? 500).unref();
  }

  add(name: string, component: Component): void {
    this.#components.set(name, component);
    this.#read(name, component);
  }

  remove(name: string): void {
    this.#components.delete(name);
    this.#before.delete(name);
  }

  /** Samples now. */
  sample(): void {
    const samples: ResourceSample[] = [];
    for (const [name, component] of this.#components) {
      const before = this.#before.get(name);
      // CPU time comes in ticks of 10 ms: over a few milliseconds one tick would look like several CPUs.
      if (before !== undefined && performance.now() / 1000 - before.at < SHORTEST) continue;
      const now = this.#read(name, component);
      if (before === undefined || now === undefined) continue;
      const host = component.kind === "host";
      const used = (now.usage.cpuSeconds - before.usage.cpuSeconds) / (now.at - before.at);
      // A child that ended takes its CPU time with it: then less is known, not less than nothing. And the ticks of a
      // host that is busy may come to a little more than its CPUs can give.
      const vcpu = Math.min(Math.max(0, used), host ? this.#hostCpus : Number.POSITIVE_INFINITY);
      samples.push({
        ts: Date.now(),
        component: name,
        cpu_pct: (100 * vcpu) / (host ? this.#hostCpus : 1),
        vcpu,
        rss_mb: now.usage.rssMb,
        host_cpus: this.#hostCpus,
        js: name === "monitor" || name === "loop" ? this.js : Number.NaN,
      });
    }
    if (samples.length > 0) this.#options.onSamples(samples);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #read(name: string, component: Component): { readonly at: number; readonly usage: Usage } | undefined {
    const usage = usageOf(component);
    if (usage === undefined) return undefined;
    const reading = { at: performance.now() / 1000, usage };
    this.#before.set(name, reading);
    return reading;
  }
}

/** CPU time so far and memory of a component; undefined when it is gone, or where the system does not tell. */
export function usageOf(component: Component): Usage | undefined {
  switch (component.kind) {
    case "host":
      return hostUsage();
    case "thread":
      return threadUsage(component.thread);
    case "process": {
      const pid = component.pid ?? process.pid;
      const usage = processTreeUsage(pid);
      if (usage !== undefined || pid !== process.pid) return usage;
      const { user, system } = process.cpuUsage();
      return { cpuSeconds: (user + system) / 1e6, rssMb: process.memoryUsage.rss() / 2 ** 20 };
    }
  }
}
