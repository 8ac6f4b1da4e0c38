import { fail } from "../../core";

/** Agreement of several annotators. */
export interface FleissKappa {
  readonly items: number;
  readonly raters: number;
  /** Mean share of agreeing pairs of raters. */
  readonly agreement: number;
  readonly chance: number;
  /** NaN without items, with one rater, or where all use one label only. */
  readonly kappa: number;
}

/**
 * Fleiss' kappa (Fleiss, "Measuring nominal scale agreement among many raters", 1971).
 *
 * @param counts for each item how many raters chose each category; every item has the same number of raters
 * @example
 * label.fleissKappa([[3, 0], [0, 3], [2, 1]]).kappa.toFixed(2) //=> "0.55"
 */
export function fleissKappa(counts: readonly ArrayLike<number>[]): FleissKappa {
  const items = counts.length;
  const categories = items === 0 ? 0 : counts[0].length;
  const raters = items === 0 ? 0 : sum(counts[0]);
  const totals = new Float64Array(categories);
  let agreement = 0;
  for (const [i, item] of counts.entries()) {
    if (item.length !== categories || sum(item) !== raters) {
      fail({
        code: "shape",
        expected: `${raters} raters over ${categories} categories for each item`,
        found: `${sum(item)} over ${item.length} for item ${i}`,
      });
    }
    let pairs = 0;
    for (let k = 0; k < categories; k++) {
      totals[k] += item[k];
      pairs += item[k] * (item[k] - 1);
    }
    agreement += pairs / (raters * (raters - 1)) / items;
  }
  let chance = 0;
  for (const total of totals) chance += (total / (items * raters)) ** 2;
  const defined = items > 0 && raters > 1 && chance < 1;
  return {
    items,
    raters,
    agreement: items > 0 && raters > 1 ? agreement : Number.NaN,
    chance: items > 0 ? chance : Number.NaN,
    kappa: defined ? (agreement - chance) / (1 - chance) : Number.NaN,
  };
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
