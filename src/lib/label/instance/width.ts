import { fail, quote } from "../../core";
import { INSTANCE_FEATURES, INSTANCE_SETS, type InstanceSet } from "../../table";

/** How many features each set has: b, c, f, g, h and r of the width formula. */
export const SET_SIZES: Readonly<Record<InstanceSet, number>> = Object.fromEntries(
  INSTANCE_SETS.map((set) => [set, INSTANCE_FEATURES.filter((feature) => feature.set === set).length]),
) as Record<InstanceSet, number>;

export interface InstanceShape {
  /** q_j: how many queues each technology has; its length is x, the number of technologies. */
  readonly queues: readonly number[];
  /** i: how many flows meet the rule. */
  readonly flows: number;
}

/**
 * Number of values of an instance: b + c + x·f + (Σ q_j)·g + i·h + r, for b device, c port, f technology, g queue, h
 * flow and r rule features. One technology with one queue and one flow has the 34.
 *
 * @example
 * label.instanceWidth({ queues: [1], flows: 1 }) //=> 34
 * label.instanceWidth({ queues: [1, 2, 0], flows: 5 }) //=> 80
 */
export function instanceWidth(shape: InstanceShape): number {
  for (const count of [...shape.queues, shape.flows]) {
    if (!Number.isSafeInteger(count) || count < 0) {
      fail({ code: "argument", expected: "counts of queues and flows from 0", found: quote(count) });
    }
  }
  const { D, P, T, Q, F, R } = SET_SIZES;
  const queues = shape.queues.reduce((sum, count) => sum + count, 0);
  return D + P + shape.queues.length * T + queues * Q + shape.flows * F + R;
}
