import { fail } from "../../core";

/** Agreement of two annotators. */
export interface CohenKappa {
  /** Items that both labelled. */
  readonly items: number;
  /** Share of them with the same label. */
  readonly agreement: number;
  /** Share expected by chance from how often each uses each label. */
  readonly chance: number;
  /** (agreement − chance) / (1 − chance); NaN without items, or where both always use one and the same label. */
  readonly kappa: number;
}

/**
 * Cohen's kappa of two annotators (Cohen, "A coefficient of agreement for nominal scales", 1960). Items that one of
 * them left out (null) do not count.
 *
 * @example
 * label.cohenKappa(["a", "a", "b", null], ["a", "b", "b", "a"]).kappa.toFixed(2) //=> "0.40"
 */
export function cohenKappa<T>(a: readonly (T | null)[], b: readonly (T | null)[]): CohenKappa {
  if (a.length !== b.length) {
    fail({ code: "shape", expected: `as many labels of both, ${a.length}`, found: String(b.length) });
  }
  const counts = new Map<T, [number, number]>();
  let items = 0;
  let same = 0;
  for (let i = 0; i < a.length; i++) {
    const [left, right] = [a[i], b[i]];
    if (left === null || right === null) continue;
    items++;
    if (left === right) same++;
    countOf(counts, left)[0]++;
    countOf(counts, right)[1]++;
  }
  let chance = 0;
  for (const [first, second] of counts.values()) chance += (first / items) * (second / items);
  const agreement = same / items;
  const kappa = items === 0 || chance >= 1 ? Number.NaN : (agreement - chance) / (1 - chance);
  return { items, agreement, chance: items === 0 ? Number.NaN : chance, kappa };
}

function countOf<T>(counts: Map<T, [number, number]>, label: T): [number, number] {
  let count = counts.get(label);
  if (count === undefined) {
    count = [0, 0];
    counts.set(label, count);
  }
  return count;
}
