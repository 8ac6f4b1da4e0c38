/**
 * A number for a picture: whole numbers below 10⁹ in full with thousands apart, others in `digits` significant
 * digits, with an SI prefix from 100 000 on.
 */
export function shortNumber(value: number, digits: number): string {
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  if (Number.isInteger(size) && size < 1e9) return sign + String(size).replace(/\B(?=(\d{3})+$)/g, ",");
  if (size >= 100_000 && size < 1e15) {
    const power = Math.floor(Math.log10(size) / 3);
    return `${sign}${Number((size / 10 ** (3 * power)).toPrecision(digits))}${["", "k", "M", "G", "T"][power]}`;
  }
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) return `${sign}${size.toExponential(digits - 1)}`;
  return sign + (size >= 10 ** digits ? String(Math.round(size)) : size.toPrecision(digits));
}

/** Numbers of one column: one format for all of them. Whole numbers as counts, others in `digits` digits. */
export function columnNumbers(values: readonly number[], digits: number): string[] {
  const finite = values.filter(Number.isFinite);
  const whole = finite.every((value) => Number.isInteger(value) && Math.abs(value) < 1e9);
  const largest = Math.max(...finite.map(Math.abs), 0);
  if (whole || largest >= 100_000 || (largest > 0 && largest < 1e-3)) {
    return values.map((value) => (Number.isFinite(value) ? shortNumber(value, digits) : "missing"));
  }
  const places = Math.max(0, digits - 1 - Math.floor(Math.log10(largest || 1)));
  return values.map((value) =>
    Number.isFinite(value) ? value.toFixed(places).replace("-", "−") : "missing",
  );
}
