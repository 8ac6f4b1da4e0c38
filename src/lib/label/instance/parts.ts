import type { Cell } from "../../table";

/** What is known about one resource: metric name to value; null and absent alike are missing. */
export type Metrics = ReadonlyMap<string, Cell>;

/** A datapath point: one technology on one port, with its queues in their order. */
export interface PointParts {
  readonly technology: string;
  readonly metrics: Metrics;
  readonly queues: readonly Metrics[];
}

/** Everything that belongs to one rule at one time: M = {D, P, T, Q, F, R} of the paper. */
export interface InstanceParts {
  readonly device: Metrics;
  readonly port: Metrics;
  readonly points: readonly PointParts[];
  /** The flows that the rule hits. */
  readonly flows: readonly Metrics[];
  /** The rule's own metrics; `rule_technology` among them says which point enforces it. */
  readonly rule: Metrics;
}
