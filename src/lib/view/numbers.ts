/** A number in `digits` significant digits, with an SI prefix from 10 000 on. */
export function shortNumber(value: number, digits: number): string {
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  if (size >= 10_000 && size < 1e15) {
    const power = Math.min(4, Math.floor(Math.log10(size) / 3));
    return `${sign}${Number((size / 10 ** (3 * power)).toPrecision(digits))}${["", "k", "M", "G", "T"][power]}`;
  }
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) return `${sign}${size.toExponential(digits - 1)}`;
  return `${sign}${Number(size.toPrecision(digits))}`;
}
