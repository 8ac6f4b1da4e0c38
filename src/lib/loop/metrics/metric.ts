/** One line of the metrics log, in the original's columns. */
export interface Metric {
  /** ms since the epoch. */
  readonly ts: number;
  /** "offline", "producer", "infer1"…, "monitor", "retrain". */
  readonly component: string;
  readonly event: string;
  /** Host and process that wrote it. */
  readonly pod: string;
  readonly kv: Readonly<Record<string, MetricValue>>;
}

export type MetricValue = number | string | boolean | null | readonly (number | string | null)[];

/** What can be measured before it has a time and a place. */
export type Measured = Omit<Metric, "ts" | "pod">;

/** The columns of the original's metrics files, in order. */
export const METRIC_COLUMNS = ["ts", "component", "event", "pod", "kv"] as const;
