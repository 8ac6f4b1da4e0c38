import { normalUpperTail } from "./distributions";

/**
 * The p-value that `later` tends to be larger than `earlier`: Mann–Whitney's U with mid-ranks for ties, the normal
 * approximation with tie and continuity correction (Lehmann 1975). Both samples must be sorted and hold no NaN.
 * Ranks, because errors of a model have heavy tails that a test of means would follow.
 */
export function largerPValue(earlier: Float64Array, later: Float64Array): number {
  const n = earlier.length;
  const m = later.length;
  const total = n + m;
  let rankSum = 0;
  let ties = 0;
  for (let i = 0, j = 0; i < n || j < m; ) {
    const v = i < n && (j >= m || earlier[i] <= later[j]) ? earlier[i] : later[j];
    const before = i + j;
    const laterBefore = j;
    while (i < n && earlier[i] === v) i++;
    while (j < m && later[j] === v) j++;
    const same = i + j - before;
    rankSum += (j - laterBefore) * (before + (same + 1) / 2);
    ties += same ** 3 - same;
  }
  const u = rankSum - (m * (m + 1)) / 2;
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  if (!(variance > 0)) return 1;
  return normalUpperTail((u - (n * m) / 2 - 0.5) / Math.sqrt(variance));
}
