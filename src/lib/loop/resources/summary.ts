import { quantile } from "../../learn";
import { Table } from "../../table";
import type { ResourceSample } from "./usage";

/** Mean, 95th percentile and largest value; NaN of nothing. */
export interface Spread {
  readonly mean: number;
  readonly p95: number;
  readonly max: number;
}

export interface ComponentResources {
  readonly component: string;
  readonly samples: number;
  readonly cpuPct: Spread;
  readonly rssMb: Spread;
}

/**
 * What each component used, as the original's resource summary has it: samples, and mean, 95th percentile and most of
 * CPU (percent of one CPU; of all CPUs for the host) and memory (MiB).
 */
export function resourceSummary(samples: readonly ResourceSample[]): readonly ComponentResources[] {
  const components = new Map<string, ResourceSample[]>();
  for (const sample of samples) {
    const own = components.get(sample.component) ?? [];
    own.push(sample);
    components.set(sample.component, own);
  }
  return [...components].map(([component, own]) => ({
    component,
    samples: own.length,
    cpuPct: spread(own.map(({ cpu_pct }) => cpu_pct)),
    rssMb: spread(own.map(({ rss_mb }) => rss_mb)),
  }));
}

/** The same as a table, one row a component. */
export function resourceTable(summary: readonly ComponentResources[]): Table {
  return Table.of({
    component: summary.map(({ component }) => component),
    samples: summary.map(({ samples }) => samples),
    cpu_pct_mean: summary.map(({ cpuPct }) => cpuPct.mean),
    cpu_pct_p95: summary.map(({ cpuPct }) => cpuPct.p95),
    cpu_pct_max: summary.map(({ cpuPct }) => cpuPct.max),
    rss_mb_mean: summary.map(({ rssMb }) => rssMb.mean),
    rss_mb_p95: summary.map(({ rssMb }) => rssMb.p95),
    rss_mb_max: summary.map(({ rssMb }) => rssMb.max),
  });
}

/** Mean, p95 and most of the finite values. */
export function spread(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values.filter(Number.isFinite)).sort();
  const sum = sorted.reduce((total, value) => total + value, 0);
  return {
    mean: sorted.length === 0 ? Number.NaN : sum / sorted.length,
    p95: quantile(sorted, 0.95),
    max: sorted.length === 0 ? Number.NaN : sorted[sorted.length - 1],
  };
}
