import { VNFS, type Vnf } from "../../table";
import { type DivergenceForm, divergenceBound, type LogBase, type ResolvedDivergence } from "./options";

/** How far a window is from its reference: the mean over the features, and what it is made of. */
export interface DriftScore {
  /** Mean of `values` over the features that could be measured; 0 when all are constant, NaN when none has data. */
  readonly score: number;
  /** The largest value the score can take: ln 2 or 1. */
  readonly bound: number;
  readonly log: LogBase;
  readonly form: DivergenceForm;
  readonly bins: number;
  readonly features: readonly string[];
  /** One divergence a feature; NaN for a feature that is constant in both samples or has no value in one. */
  readonly values: Float64Array;
  readonly referenceRows: number;
  readonly windowRows: number;
  /** Missing cells of the window. They are left out of their feature's histogram. */
  readonly missing: number;
  /** Values of the window outside the frozen bins; always 0 for the forms with a joint range. */
  readonly outside: number;
}

/** Makes the score of per-feature divergences in nats. */
export function driftScore(
  natural: Float64Array,
  parts: {
    readonly options: ResolvedDivergence;
    readonly features: readonly string[];
    readonly referenceRows: number;
    readonly windowRows: number;
    readonly missing: number;
    readonly outside: number;
    /** Whether a feature lacked values (rather than being constant). */
    readonly lacking: boolean;
  },
): DriftScore {
  const { options, lacking, ...rest } = parts;
  const bound = divergenceBound(options.log);
  const scale = bound / Math.LN2;
  const values = natural.map((value) => value * scale);
  const mean = meanOf(values);
  return {
    score: Number.isNaN(mean) && !lacking ? 0 : mean,
    bound,
    log: options.log,
    form: options.form,
    bins: options.bins,
    values,
    ...rest,
  };
}

/**
 * The mean score of each network function's counters (columns named `<vnf>_…`): a mean over all features hides a
 * fault in one function. NaN for a function none of whose features could be measured; functions without features are absent.
 *
 * @example
 * const a = table.Table.of({ bridge_cycles: [1, 1, 2], firewall_cycles: [1, 2, 3] });
 * const b = table.Table.of({ bridge_cycles: [9, 9, 8], firewall_cycles: [1, 2, 3] });
 * drift.scorePerVnf(drift.jensenShannon(a, b)) //=> { firewall: 0, bridge: Math.LN2 }
 */
export function scorePerVnf(score: Pick<DriftScore, "features" | "values">): Partial<Record<Vnf, number>> {
  const result: Partial<Record<Vnf, number>> = {};
  for (const [vnf, own] of placesPerVnf(score.features)) {
    const values = new Float64Array(own.length);
    for (let k = 0; k < own.length; k++) values[k] = score.values[own[k]];
    result[vnf] = meanOf(values);
  }
  return result;
}

/** Scorers give the same array of names with every score. */
const places = new WeakMap<readonly string[], readonly (readonly [Vnf, Int32Array])[]>();

/** Where each network function's features stand; functions without any are left out. */
function placesPerVnf(features: readonly string[]): readonly (readonly [Vnf, Int32Array])[] {
  const known = places.get(features);
  if (known !== undefined) return known;
  const found: [Vnf, Int32Array][] = [];
  for (const vnf of VNFS) {
    const own = features.flatMap((name, f) => (name.startsWith(`${vnf}_`) ? [f] : []));
    if (own.length > 0) found.push([vnf, Int32Array.from(own)]);
  }
  places.set(features, found);
  return found;
}

/** The mean of the numbers that are not missing; NaN without any. */
export function meanOf(values: Float64Array): number {
  let sum = 0;
  let n = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    n++;
  }
  return n === 0 ? Number.NaN : sum / n;
}
