/** How the target is bent while learning, so that relative errors weigh alike at small and large values. */
export type TargetCurve = "asinh";

/** Names of the curves. */
export const TARGET_CURVES: readonly TargetCurve[] = ["asinh"];

/**
 * asinh(y) runs like ln(2y) from a few units on, and is defined for 0 and below, where a logarithm is not (Burbidge,
 * Magee and Robb 1988).
 */
export function bend(curve: TargetCurve | undefined, values: Float64Array): Float64Array {
  return curve === undefined ? values : values.map(Math.asinh);
}

/** Back to the target's unit. */
export function unbend(curve: TargetCurve | undefined, value: number): number {
  return curve === undefined ? value : Math.sinh(value);
}
