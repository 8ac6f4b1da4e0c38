import type { Table } from "../table";
import { plainText } from "./text";

/** The first cells of a column for eyes: about six significant digits, equally many places, missing as a dash. */
export function cellTexts(table: Table, name: string, rows: number): string[] {
  const cells = Array.from({ length: rows }, (_, i) => table.at(i, name));
  const places = Math.max(0, ...cells.map((cell) => (typeof cell === "number" ? placesOf(cell) : 0)));
  return cells.map((cell) => {
    if (cell === null) return "–";
    if (typeof cell === "string") return plainText(cell);
    return isPlain(cell) ? cell.toFixed(places) : cell.toExponential(3);
  });
}

function isPlain(value: number): boolean {
  const size = Math.abs(value);
  return size === 0 || (size >= 1e-4 && size < 1e15);
}

/** Decimal places of a number in six significant digits. */
function placesOf(value: number): number {
  if (Number.isInteger(value) || !isPlain(value)) return 0;
  return (String(Number(value.toPrecision(6))).split(".")[1] ?? "").length;
}
