import { createHash } from "node:crypto";
import { promises as fs } from "node:fs";
import { fail, quote } from "../core";

/** A value of a JSON document. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One output of a code cell, as nbformat 4.5 has it. */
export interface NotebookOutput {
  output_type: string;
  [key: string]: unknown;
}

export interface NotebookCell {
  cell_type: "code" | "markdown" | "raw";
  id: string;
  metadata: { tags?: string[]; [key: string]: unknown };
  source: string;
  /** Code cells only. */
  outputs?: NotebookOutput[];
  execution_count?: number | null;
  [key: string]: unknown;
}

/** A notebook in memory: nbformat 4.5 with every text in one piece. */
export interface Notebook {
  metadata: { [key: string]: unknown };
  cells: NotebookCell[];
}

/**
 * Reads a notebook of nbformat 4.0 to 4.5.
 *
 * @throws LabError "format" when it is not one, "not-found" when there is no such file
 */
export async function readNotebook(file: string): Promise<Notebook> {
  let text: string;
  try {
    text = await fs.readFile(file, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") {
      fail({ code: "not-found", expected: "a notebook", found: "no such file", where: { file }, cause });
    }
    if (code === "EISDIR") {
      fail({ code: "argument", expected: "a notebook file", found: "a folder", where: { file }, cause });
    }
    throw cause;
  }
  return parseNotebook(text, file);
}

/** The same from text; `file` is named in errors. */
export function parseNotebook(text: string, file = "notebook"): Notebook {
  const bad = (expected: string, found: string, hint?: string): never =>
    fail({ code: "format", expected, found, where: { file }, hint });
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    return bad("a notebook, a JSON document", (cause as Error).message);
  }
  if (!isObject(document)) return bad("a notebook, a JSON object", quote(JSON.stringify(document)));
  if (document.nbformat !== 4) {
    return bad(
      "nbformat 4",
      quote(JSON.stringify(document.nbformat) ?? "none"),
      "`jupyter nbconvert --to notebook` converts older ones",
    );
  }
  if (!Array.isArray(document.cells)) return bad("a list of cells", typeof document.cells);
  const ids = new Set<string>();
  const cells = document.cells.map((cell: unknown, index) => {
    if (!isObject(cell)) return bad(`cell ${index + 1} to be an object`, quote(JSON.stringify(cell)));
    const { cell_type } = cell;
    if (cell_type !== "code" && cell_type !== "markdown" && cell_type !== "raw") {
      return bad(
        `cell ${index + 1} to be code, markdown or raw`,
        quote(JSON.stringify(cell_type) ?? "no type"),
      );
    }
    const source = joined(cell.source);
    if (source === undefined) return bad(`cell ${index + 1} to have a source text`, typeof cell.source);
    const read: NotebookCell = {
      ...cell,
      cell_type,
      id: freshId(cell.id, `${index}:${source}`, ids),
      metadata: isObject(cell.metadata) ? { ...cell.metadata } : {},
      source,
    };
    if (cell_type === "code") {
      read.outputs = Array.isArray(cell.outputs) ? (cell.outputs as NotebookOutput[]) : [];
      read.execution_count = typeof cell.execution_count === "number" ? cell.execution_count : null;
    }
    return read;
  });
  return { metadata: isObject(document.metadata) ? { ...document.metadata } : {}, cells };
}

/** The notebook as the text of an nbformat 4.5 file, as JupyterLab writes it: one space of indent, lines in lists. */
export function formatNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    source: lines(cell.source),
    ...(cell.outputs === undefined ? {} : { outputs: cell.outputs.map(splitOutput) }),
  }));
  const document = { cells, metadata: notebook.metadata, nbformat: 4, nbformat_minor: 5 };
  return `${JSON.stringify(document, null, 1)}\n`;
}

/** Whether a cell carries a tag. */
export function hasTag(cell: NotebookCell, tag: string): boolean {
  return Array.isArray(cell.metadata.tags) && cell.metadata.tags.includes(tag);
}

/** A cell id that none of `taken` has: the wanted one if it is valid and free, else one made of `text`. */
export function freshId(wanted: unknown, text: string, taken: Set<string>): string {
  let id = typeof wanted === "string" && /^[a-zA-Z0-9_-]{1,64}$/.test(wanted) ? wanted : "";
  for (let round = 0; id === "" || taken.has(id); round++) {
    id = createHash("sha256").update(`${round}:${text}`).digest("hex").slice(0, 8);
  }
  taken.add(id);
  return id;
}

/** A text of the file, which may be a list of pieces there. */
export function joined(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((piece) => typeof piece === "string")) return value.join("");
  return undefined;
}

function splitOutput(output: NotebookOutput): NotebookOutput {
  if (output.output_type === "stream") return { ...output, text: lines(joined(output.text) ?? "") };
  if (!isObject(output.data)) return output;
  const data = Object.entries(output.data).map(([type, value]) => {
    const splits =
      typeof value === "string" && /^text\/|^image\/svg\+xml$|^application\/javascript$/.test(type);
    return [type, splits ? lines(value) : value];
  });
  return { ...output, data: Object.fromEntries(data) };
}

function lines(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
