import { escapeHtml, fail } from "../../core";
import type { Table } from "../table";

export interface PreviewOptions {
  /** First rows shown; default: all of a short table of up to 20 rows, else 10. */
  readonly rows?: number;
  /** First columns shown; default 12. */
  readonly columns?: number;
}

/** Tables of so many rows are shown whole. */
const SHORT = 20;

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
  const rows = Math.min(
    wholeNumber("rows", options.rows ?? (table.length <= SHORT ? SHORT : 10)),
    table.length,
  );
  const names = table.names.slice(0, wholeNumber("columns", options.columns ?? 12));
  const hidden = table.names.length - names.length;
  const columns = names.map((name) => {
    const numeric = table.isNumeric(name);
    let missing = 0;
    for (const cell of table.column(name)) if (cell === null || Number.isNaN(cell)) missing++;
    return {
      numeric,
      head: [plain(name), numeric ? "number" : "text", missing === 0 ? "" : `${missing} missing`],
      cells: cellTexts(
        Array.from({ length: rows }, (_, i) => table.at(i, name)),
        plain,
      ),
    };
  });
  const size = `${counted(table.length, "row")} × ${counted(table.names.length, "column")}`;
  const shown = [
    ...(rows < table.length ? [counted(rows, "row")] : []),
    ...(hidden > 0 ? [counted(names.length, "column")] : []),
  ];
  const note = shown.length > 0 ? `${size}, the first ${shown.join(" and ")} shown` : size;
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
        (c) =>
          `<${tag} style="text-align:${c.numeric ? "right" : "left"};padding:2px 8px">${escapeHtml(text(c))}</${tag}>`,
      )
      .join("")}</tr>`;
  const head = [0, 1, 2].map((k) => line(k === 0 ? "th" : "td", (column) => column.head[k])).join("");
  const body = Array.from({ length: rows }, (_, i) => line("td", (column) => column.cells[i])).join("");
  const font = "font:13px/1.5 system-ui,sans-serif";
  return `<table style="border-collapse:collapse;${font}"><thead style="border-bottom:1px solid #afb8c1">${head}</thead><tbody>${body}</tbody></table><p style="${font};padding:0 8px">${escapeHtml(note)}</p>`;
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

/**
 * Cells of one column for eyes: whole digits from a million on, else about six significant ones, with equally many
 * places in all, so that the points stand below each other; missing is a dash.
 *
 * @param text makes a text fit to stand where the cells go
 * @example
 * table.cellTexts([0.5, 12.25, null], (text) => text) //=> ["0.50", "12.25", "–"]
 */
export function cellTexts(
  cells: readonly (number | string | null)[],
  text: (cell: string) => string,
): string[] {
  const places = commonPlaces(cells.filter((cell): cell is number => typeof cell === "number"));
  return cells.map((cell) => {
    if (cell === null) return "–";
    if (typeof cell === "string") return text(cell);
    return isPlain(cell) ? cell.toFixed(Math.abs(cell) >= 1e6 ? 0 : places) : cell.toExponential(3);
  });
}

/** Six significant digits for the largest number, three at least for the smallest; no more than any of them has. */
function commonPlaces(numbers: readonly number[]): number {
  const sizes = numbers
    .filter((value) => value !== 0 && isPlain(value) && Math.abs(value) < 1e6)
    .map(Math.abs);
  if (sizes.length === 0) return 0;
  const placesFor = (digits: number, size: number): number => digits - 1 - Math.floor(Math.log10(size));
  const enough = Math.max(placesFor(6, Math.max(...sizes)), placesFor(3, Math.min(...sizes)));
  return Math.max(0, Math.min(enough, Math.max(...sizes.map(placesOf))));
}

/** False for numbers that are written with a power of ten. */
function isPlain(value: number): boolean {
  const size = Math.abs(value);
  return size < 1e15 && (size >= 1e-4 || size === 0);
}

/** Decimal places of a number in six significant digits. */
function placesOf(value: number): number {
  return (String(Number(value.toPrecision(6))).split(".")[1] ?? "").length;
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

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

function wholeNumber(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  return fail({ code: "argument", expected: `${name} to be a whole number`, found: String(value) });
}
