import { isObject, joined, type Notebook } from "../format";

/** A figure of an executed notebook, in the forms that its output has. */
export interface Figure {
  /** File name without extension: `<notebook>-<slug>`. */
  readonly name: string;
  readonly title: string;
  /** What a paper would print below it; empty without one. */
  readonly caption: string;
  readonly simulated: boolean;
  /** Position of its cell in the executed notebook. */
  readonly cell: number;
  readonly svg?: string;
  readonly png?: Buffer;
}

/**
 * The figures of a notebook in the order in which they appear. `metadata["dataplane-lab"]` of an output names one:
 * `{ figure, title, caption, simulated }`; without it figures are numbered.
 */
export function collectFigures(notebook: Notebook, prefix: string): Figure[] {
  const figures: Figure[] = [];
  const taken = new Set<string>();
  for (const [cell, { outputs = [] }] of notebook.cells.entries()) {
    for (const { data, metadata } of outputs) {
      if (!isObject(data)) continue;
      const svg = joined(data["image/svg+xml"]);
      const base64 = joined(data["image/png"]);
      if (svg === undefined && base64 === undefined) continue;
      const about = isObject(metadata) ? metadata["dataplane-lab"] : undefined;
      const named = isObject(about) ? about : {};
      const number = String(figures.length + 1).padStart(2, "0");
      const slug = slugOf(typeof named.figure === "string" ? named.figure : "") || `figure-${number}`;
      let name = `${prefix}-${slug}`;
      for (let copy = 2; taken.has(name); copy++) name = `${prefix}-${slug}-${copy}`;
      taken.add(name);
      figures.push({
        name,
        title: typeof named.title === "string" && named.title !== "" ? named.title : name,
        caption: typeof named.caption === "string" ? named.caption : "",
        simulated: named.simulated === true,
        cell,
        svg,
        png: base64 === undefined ? undefined : Buffer.from(base64, "base64"),
      });
    }
  }
  return figures;
}

/** Safe as a file name everywhere. */
export function slugOf(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 80);
}
