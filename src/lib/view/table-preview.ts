import type { Cell, Table } from "../table";
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
  const body = Array.from({ length: rows }, (_, i) => [
    ...names.map((name) => cellText(table.at(i, name))),
    ...(hidden > 0 ? ["…"] : []),
  ]);
  const right = [...names.map((name) => table.isNumeric(name)), false];
  const note = `${table.length} rows × ${table.names.length} columns`;
  return { html: htmlTable(head, body, right, note), text: textTable(head, body, right, note) };
}

/** A cell for eyes: at most six significant digits, SI-free, missing as a dash. */
export function cellText(cell: Cell): string {
  if (cell === null) return "–";
  if (typeof cell === "string") return plainText(cell);
  if (Number.isInteger(cell)) return String(cell);
  const size = Math.abs(cell);
  return size >= 1e15 || size < 1e-4 ? cell.toExponential(3) : String(Number(cell.toPrecision(6)));
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
