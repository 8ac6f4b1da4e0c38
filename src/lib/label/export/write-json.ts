import { open } from "node:fs/promises";
import { replaceFileAtomic } from "../../core";
import type { Column } from "../../table";
import type { ExportJob, Written } from "./export-labels";
import { labelTable } from "./label-columns";

/** Characters written at once. */
const CHUNK = 1 << 20;

/**
 * JSON: one array with an object a row. Missing cells are null, infinite numbers the texts "Infinity" and "-Infinity".
 * `<` and the line separators are escaped, so that the text may stand in a page.
 */
export async function writeLabelledJson(job: ExportJob, file: string): Promise<Written> {
  const { table } = job.data;
  const beside = labelTable(job.labels, job.names);
  const columns: (readonly [string, Column])[] = [
    ...table.names.map((name) => [name, table.column(name)] as const),
    ...beside.names.map((name) => [name, beside.column(name)] as const),
  ];
  let changed = 0;
  const hide = job.hide;
  const text = (value: string, original: boolean): string => {
    if (hide === undefined) return jsonText(value);
    const hidden = hide(value);
    if (original && hidden !== value) changed++;
    return jsonText(hidden);
  };
  const heads = columns.map(([name], c) => `${c === 0 ? "" : ","}${text(name, c < table.names.length)}:`);
  await replaceFileAtomic(file, async (temporary) => {
    const handle = await open(temporary, "w");
    try {
      let out = "[";
      for (let row = 0; row < table.length; row++) {
        out += row === 0 ? "\n{" : ",\n{";
        for (let c = 0; c < columns.length; c++) {
          const cell = columns[c][1][row];
          out += heads[c];
          if (cell === null || Number.isNaN(cell)) out += "null";
          else if (typeof cell === "string") out += text(cell, c < table.names.length);
          else out += Number.isFinite(cell) ? cell : `"${cell}"`;
        }
        out += "}";
        if (out.length < CHUNK) continue;
        await handle.writeFile(out);
        out = "";
      }
      await handle.writeFile(`${out}\n]\n`);
    } finally {
      await handle.close();
    }
  });
  return { neutralised: 0, changed };
}

/** A text as JSON that may stand in a page. */
export function jsonText(text: string): string {
  return JSON.stringify(text).replace(
    /[<\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
