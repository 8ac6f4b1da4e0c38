import { grid, type ModelSpec } from "../../learn";
import type { Trigger } from "../adaptation";

/** Hidden layers of a grid, and how many candidates are trained in full. */
interface Grid {
  readonly learningRate: readonly number[];
  readonly hidden: readonly (readonly number[])[];
  readonly loss: readonly string[];
  readonly topk: number;
}

const GRIDS: Readonly<Record<Trigger["tier"], Grid>> = {
  A: {
    learningRate: [5e-3, 1e-2],
    hidden: [
      [32, 16],
      [64, 32],
    ],
    loss: ["smoothl1"],
    topk: 2,
  },
  B: {
    learningRate: [3e-3, 1e-2],
    hidden: [
      [64, 32],
      [96, 48],
      [128, 64],
    ],
    loss: ["smoothl1", "mse"],
    topk: 3,
  },
  C: {
    learningRate: [1e-3, 3e-3, 1e-2],
    hidden: [
      [128, 64],
      [160, 80],
      [192, 96],
    ],
    loss: ["smoothl1", "mse"],
    topk: 3,
  },
};

/**
 * The candidates of DRST V2's retrainer for a tier, the champion's hidden layers among them: 32, 96 and 192 of them for
 * a champion of 64-32. The third grid names the activation "mse" in the original, which stops it for ever; here it is
 * gelu, as in the others.
 *
 * @example
 * (["A", "B", "C"] as const).map((tier) => loop.originalGrid(tier, [64, 32]).candidates.length) //=> [32, 96, 192]
 */
export function originalGrid(
  tier: Trigger["tier"],
  champion: readonly number[],
): { readonly candidates: readonly ModelSpec[]; readonly topk: number } {
  const { learningRate, hidden, loss, topk } = GRIDS[tier];
  const shapes = new Map([champion, ...hidden].map((shape) => [shape.join("-"), shape] as const));
  const candidates = grid({
    kind: "mlp",
    learningRate,
    batch: [16, 32],
    hidden: [...shapes.values()],
    activation: ["relu", "gelu"],
    loss,
    weightDecay: [0, 1e-4],
  });
  return { candidates, topk };
}
