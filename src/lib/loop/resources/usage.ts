/** CPU time and memory of one component, or of the host, at one moment. */
export interface Usage {
  /** User and system CPU time so far, seconds. */
  readonly cpuSeconds: number;
  /** Resident memory, MiB; NaN where it cannot be told apart (a thread). */
  readonly rssMb: number;
}

/** One line of `resources.csv`: what a component used since the line before. */
export interface ResourceSample {
  /** ms since the epoch. */
  readonly ts: number;
  readonly component: string;
  /** 100 × vcpu for a component (may exceed 100); for the host the share of all its CPUs, 0 to 100. */
  readonly cpu_pct: number;
  /** CPUs kept busy. */
  readonly vcpu: number;
  readonly rss_mb: number;
  readonly host_cpus: number;
  /** The last drift score, in the monitor's lines. */
  readonly js: number;
}

export const RESOURCE_COLUMNS = [
  "ts",
  "component",
  "cpu_pct",
  "vcpu",
  "rss_mb",
  "host_cpus",
  "js",
] as const satisfies readonly (keyof ResourceSample)[];
