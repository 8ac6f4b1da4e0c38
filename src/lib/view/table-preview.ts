import type { Table } from "../table";
import { escapeXml } from "./svg";
import { plainText } from "./text";

/** The first rows of a table as HTML and as text; `–` is missing. */
export function tablePreview(
  table: Table,
  options: { readonly rows?: number; readonly columns?: number } = {},
): { readonly html: string; readonly text: string } {
  const rows = Math.min(options.rows ?? 10, table.length);
  const names = table.names.slice(0, options.columns ?? 12);
  const hidden = table.names.length - names.length;
  const head = hidden > 0 ? [...names, `… ${hidden} more`] : [...names];
  const columns = names.map((name) => cellTexts(table, name, rows));
  const body = Array.from({ length: rows }, (_, i) => [
    ...columns.map((column) => column[i]),
    ...(hidden > 0 ? ["…"] : []),
  ]);
  const right = [...names.map((name) => table.isNumeric(name)), false];
  const note = `${table.length} rows × ${table.names.length} columns`;
  return { html: htmlTable(head, body, right, note), text: textTable(head, body, right, note) };
}

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

function htmlTable(
  head: readonly string[],
  body: readonly (readonly string[])[],
  right: readonly boolean[],
  note: string,
): string {
  const style = (k: number): string => ` style="text-align:${right[k] ? "right" : "left"}"`;
  const row = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell, k) => `<${tag}${style(k)}>${escapeXml(cell)}</${tag}>`).join("")}</tr>`;
  return [
    "<table>",
    `<thead>${row(head, "th")}</thead>`,
    `<tbody>${body.map((cells) => row(cells, "td")).join("")}</tbody>`,
    "</table>",
    `<p>${note}</p>`,
  ].join("");
}

function textTable(
  head: readonly string[],
  body: readonly (readonly string[])[],
  right: readonly boolean[],
  note: string,
): string {
  const widths = head.map((name, k) => Math.max(name.length, ...body.map((cells) => cells[k].length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, k) => (right[k] ? cell.padStart(widths[k]) : cell.padEnd(widths[k])))
      .join("  ")
      .trimEnd();
  return [line(head), ...body.map(line), note].join("\n");
}
