import { fail } from "../../core";
import type { Table } from "../table";

export interface PreviewOptions {
  /** First rows shown; default 10. */
  readonly rows?: number;
  /** First columns shown; default 12. */
  readonly columns?: number;
}

/** Cells longer than this are cut, with `…`. */
const CELL_CHARACTERS = 60;

/**
 * The first rows of a table for eyes, as HTML and as plain text: names, types, how many cells of each column are
 * missing, cells. Names and cells are text whatever they contain: markup is escaped, control characters are shown.
 *
 * @example
 * table.preview(table.Table.of({ load: [0.5, NaN] })).text.split("\n")[2] //=> "1 missing"
 */
export function preview(
  table: Table,
  options: PreviewOptions = {},
): { readonly html: string; readonly text: string } {
  const rows = Math.min(wholeNumber("rows", options.rows ?? 10), table.length);
  const names = table.names.slice(0, wholeNumber("columns", options.columns ?? 12));
  const hidden = table.names.length - names.length;
  const columns = names.map((name) => {
    const numeric = table.isNumeric(name);
    let missing = 0;
    for (const cell of table.column(name)) if (cell === null || Number.isNaN(cell)) missing++;
    return {
      numeric,
      head: [plain(name), numeric ? "number" : "text", missing === 0 ? "" : `${missing} missing`],
      cells: Array.from({ length: rows }, (_, i) => cellText(table.at(i, name))),
    };
  });
  const size = `${counted(table.length, "row")} × ${counted(table.names.length, "column")}`;
  const note = hidden > 0 ? `${size}, the first ${names.length} shown` : size;
  return { html: toHtml(columns, rows, note), text: toText(columns, rows, note) };
}

interface PreviewColumn {
  readonly numeric: boolean;
  readonly head: readonly string[];
  readonly cells: readonly string[];
}

function toHtml(columns: readonly PreviewColumn[], rows: number, note: string): string {
  const line = (tag: string, text: (column: PreviewColumn) => string): string =>
    `<tr>${columns
      .map(
        (c) => `<${tag} style="text-align:${c.numeric ? "right" : "left"}">${escapeHtml(text(c))}</${tag}>`,
      )
      .join("")}</tr>`;
  const head = [0, 1, 2].map((k) => line(k === 0 ? "th" : "td", (column) => column.head[k])).join("");
  const body = Array.from({ length: rows }, (_, i) => line("td", (column) => column.cells[i])).join("");
  return `<table><thead>${head}</thead><tbody>${body}</tbody></table><p>${escapeHtml(note)}</p>`;
}

function toText(columns: readonly PreviewColumn[], rows: number, note: string): string {
  const widths = columns.map((c) => Math.max(...[...c.head, ...c.cells].map((text) => [...text].length)));
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, k) => {
        const gap = " ".repeat(widths[k] - [...text].length);
        return columns[k].numeric ? gap + text : text + gap;
      })
      .join("  ")
      .trimEnd();
  const lines = [0, 1, 2].map((k) => line(columns.map((column) => column.head[k])));
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  const body = Array.from({ length: rows }, (_, i) => line(columns.map((column) => column.cells[i])));
  return [...lines.filter((text) => text !== ""), rule, ...body, note].join("\n");
}

/** A cell for eyes: whole digits, or six significant ones where there are fewer before the point; missing is a dash. */
function cellText(cell: number | string | null): string {
  if (cell === null) return "–";
  if (typeof cell === "string") return plain(cell);
  if (Number.isInteger(cell) && Math.abs(cell) < 1e15) return String(cell);
  const size = Math.abs(cell);
  if (size >= 1e15 || size < 1e-4) return cell.toExponential(3);
  return String(Number(size >= 1e6 ? cell.toFixed(0) : cell.toPrecision(6)));
}

/** One line without control or direction characters, which could hide or reorder what is beside them. */
function plain(text: string): string {
  const visible = text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/gu,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  const characters = [...visible];
  return characters.length <= CELL_CHARACTERS
    ? visible
    : `${characters.slice(0, CELL_CHARACTERS - 1).join("")}…`;
}

function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

function wholeNumber(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  return fail({ code: "argument", expected: `${name} to be a whole number`, found: String(value) });
}
