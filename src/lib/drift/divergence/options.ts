import { oneOf, whole } from "../checks";

/** The base of the logarithm: natural ("e", nats) or 2 (bits). */
export type LogBase = "e" | "2";

/**
 * How the two histograms of a feature are made.
 * - `v2`: the arithmetic of DRST's newest monitor: equal bins over the joint range of both windows, densities,
 *   1e-12 added to every *density*, renormalised. Features with a huge range get up to 1 % of smoothing that way.
 * - `probability`: the same bins, plain relative frequencies, 0 · log 0 = 0.
 * - `v1`: DRST's first monitor: bins frozen from the reference; a value outside of them is dropped (see `outside`),
 *   an empty histogram counts as uniform.
 */
export type DivergenceForm = "v2" | "probability" | "v1";

/** What becomes of a value outside the frozen bins of form `v1`: dropped, as in DRST, or put in the edge bin. */
export type OutsideRule = "drop" | "edge";

export interface DivergenceOptions {
  /** Equal-width bins per feature, from 2 to 65535; default 64. */
  readonly bins?: number;
  /** Default "e". */
  readonly log?: LogBase;
  /** Default "probability". */
  readonly form?: DivergenceForm;
  /** Form `v1` only; default "drop". */
  readonly outside?: OutsideRule;
}

export type ResolvedDivergence = Required<DivergenceOptions>;

export const DIVERGENCE_FORMS: readonly DivergenceForm[] = ["v2", "probability", "v1"];

/**
 * The largest value a Jensen–Shannon divergence can take: ln 2 in nats, 1 in bits. No threshold above it can ever
 * be reached (DRST's tier C of 0.8 could not).
 *
 * @example
 * drift.divergenceBound("2") //=> 1
 * drift.divergenceBound("e") //=> Math.LN2
 */
export function divergenceBound(log: LogBase): number {
  return oneOf("log", log, ["e", "2"]) === "2" ? 1 : Math.LN2;
}

export function resolveDivergence(options: DivergenceOptions = {}): ResolvedDivergence {
  return {
    bins: whole("bins", options.bins ?? 64, 2, 65535),
    log: oneOf("log", options.log ?? "e", ["e", "2"]),
    form: oneOf("form", options.form ?? "probability", DIVERGENCE_FORMS),
    outside: oneOf("outside", options.outside ?? "drop", ["drop", "edge"]),
  };
}
