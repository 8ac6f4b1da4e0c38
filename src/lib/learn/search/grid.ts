import type { ModelSpec } from "../pipeline/recipe";

/** A kind with, for some options, a list of values to try. */
export type GridSpec = { readonly kind: string } & Readonly<Record<string, unknown>>;

/**
 * Every combination of the listed values; options that are no list stay as they are. Lists within lists are values
 * (widths of hidden layers).
 *
 * @example
 * learn.grid({ kind: "mlp", hidden: [[32, 16], [64, 32]], learningRate: 0.01 }).length //=> 2
 * learn.grid({ kind: "ridge", alpha: [1, 10] })[1] //=> { kind: "ridge", alpha: 10 }
 */
export function grid(...specs: readonly GridSpec[]): ModelSpec[] {
  return specs.flatMap((spec) => {
    let made: Record<string, unknown>[] = [{}];
    for (const [name, value] of Object.entries(spec)) {
      const values: readonly unknown[] = Array.isArray(value) ? value : [value];
      made = made.flatMap((partial) => values.map((v) => ({ ...partial, [name]: v })));
    }
    return made as ModelSpec[];
  });
}

/** The original's grid for the counters (its extreme gradient boosting and gradient boosting are both ours here). */
export const PERFORMANCE_GRID: readonly ModelSpec[] = grid(
  { kind: "linear" },
  { kind: "ridge", alpha: [1e-4, 1e-3, 1e-2, 1e-1, 1, 10] },
  { kind: "forest", trees: [200, 400, 800], maxDepth: [6, 8, 10] },
  { kind: "boosting", trees: [200, 400, 800], learningRate: [0.1, 0.05], maxDepth: 3, maxLeaves: 0 },
  {
    kind: "boosting",
    trees: [200, 400, 800],
    learningRate: [0.1, 0.05],
    maxDepth: [6, 8],
    l2: 1,
    maxLeaves: 0,
  },
);

/** One candidate a family, to see which family fits before its options are searched. */
export const FAMILY_GRID: readonly ModelSpec[] = grid(
  { kind: "constant" },
  { kind: "linear" },
  { kind: "ridge", alpha: [1e-3, 1e-2, 1e-1, 1, 10] },
  { kind: "tree", maxDepth: 6 },
  { kind: "forest", trees: [100], maxDepth: 8, minLeaf: 5 },
  { kind: "boosting", trees: [200, 400], learningRate: 0.05, maxDepth: 3, maxLeaves: 0 },
  { kind: "boosting" },
  { kind: "mlp" },
);
