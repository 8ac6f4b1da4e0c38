import { stripVTControlCharacters } from "node:util";
import { escapeHtml } from "../../core";
import { hasTag, isObject, joined, type Notebook, type NotebookCell, type NotebookOutput } from "../format";
import type { NotebookEntry } from "../runner/manifest";
import { highlight } from "./highlight";
import { duration } from "./index-page";
import { renderMarkdown } from "./markdown";
import { page } from "./page";

/** An executed notebook as a page to read. Nothing from an output is run: pictures are images, HTML is boxed in. */
export function notebookPage(notebook: Notebook, entry: NotebookEntry): string {
  const badge = `<span class="badge ${entry.outcome}">${entry.outcome}</span>`;
  const about = `${entry.cells.length} cells, ${duration(entry.seconds)}`;
  const file = `<a href="${escapeHtml(entry.executed)}" download>${escapeHtml(entry.executed)}</a>`;
  const cells = notebook.cells.map((cell, index) => renderCell(cell, index, entry));
  // Most notebooks open with a heading of their own.
  const heading = entry.title === entry.name ? `<h1>${escapeHtml(entry.title)}</h1>` : "";
  return page(
    entry.title,
    `<header><p><a href="index.html">← All notebooks</a></p><p>${badge} <span class="soft">${about} · ${file}</span></p>${heading}</header>
${cells.join("\n")}`,
  );
}

function renderCell(cell: NotebookCell, index: number, entry: NotebookEntry): string {
  // The marks speak to readers of the .ipynb; here the failed cell is marked by its look.
  if (hasTag(cell, "dataplane-lab-error")) {
    return index === 0 && entry.failure !== undefined
      ? `<p class="card failure"><a href="#failed">Failed: ${escapeHtml(entry.failure.ename)}</a>: ${escapeHtml(entry.failure.evalue)}</p>`
      : '<a id="failed"></a>';
  }
  const id = `cell-${index}`;
  if (cell.cell_type === "markdown") {
    return `<section class="prose" id="${id}">${renderMarkdown(cell.source)}</section>`;
  }
  if (cell.cell_type === "raw") return `<pre id="${id}">${escapeHtml(cell.source)}</pre>`;
  const outputs = cell.outputs ?? [];
  const broken = outputs.some(({ output_type }) => output_type === "error") ? " broken" : "";
  const prompt =
    cell.execution_count == null ? "" : `<span class="prompt">In [${cell.execution_count}]</span>`;
  const source = `<div class="source">${prompt}<pre><code>${highlight(cell.source)}</code></pre></div>`;
  return `<section class="card cell${broken}" id="${id}">${source}${outputs.map((output) => renderOutput(output, entry)).join("")}</section>`;
}

function renderOutput(output: NotebookOutput, entry: NotebookEntry): string {
  const box = (content: string, name = ""): string => `<div class="output ${name}">${content}</div>`;
  const text = (value: string): string => `<pre>${escapeHtml(stripVTControlCharacters(value))}</pre>`;
  if (output.output_type === "stream") {
    return box(text(joined(output.text) ?? ""), output.name === "stderr" ? "stderr" : "");
  }
  if (output.output_type === "error") {
    const trace = Array.isArray(output.traceback) ? output.traceback.join("\n") : String(output.evalue ?? "");
    return box(text(trace), "error");
  }
  const { data, metadata } = output;
  if (!isObject(data)) return "";
  const title = namedIn(metadata, "title");
  const caption = namedIn(metadata, "caption") ?? "";
  const said = caption === "" ? "" : `<p class="soft">${escapeHtml(caption)}</p>`;
  const svg = joined(data["image/svg+xml"]);
  if (svg !== undefined) {
    // As an image a drawing cannot run scripts or reach the network.
    const address = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
    return box(
      `<img class="drawing" src="${address}" alt="${escapeHtml(title ?? `Figure of ${entry.title}`)}">${said}`,
      "picture",
    );
  }
  for (const type of ["image/png", "image/jpeg", "image/gif"]) {
    const base64 = joined(data[type])?.replace(/\s/g, "");
    if (base64 !== undefined && /^[A-Za-z0-9+/]*={0,2}$/.test(base64)) {
      return box(
        `<img src="data:${type};base64,${base64}" alt="${escapeHtml(title ?? `Figure of ${entry.title}`)}">${said}`,
      );
    }
  }
  const html = joined(data["text/html"]);
  if (html !== undefined) {
    // A sandboxed frame does not tell its height: a table's is guessed by its rows, anything else gets the default.
    const rows = html.match(/<tr[ >]/g)?.length ?? 0;
    const height = rows === 0 ? "" : ` style="height:${Math.min(40, Math.round(1.5 * rows + 4))}rem"`;
    // What sets no colours of its own follows the reader's light or dark; anything else was made for a white ground.
    const plain = !/colou?r|background|<style|<link|<svg|<img|<canvas/i.test(html);
    const scheme = plain ? '<meta name="color-scheme" content="light dark">' : "";
    return box(
      `<iframe sandbox${plain ? ' class="plain"' : ""} srcdoc="${escapeHtml(scheme + html)}" title="${escapeHtml(title ?? "Output")}"${height}></iframe>`,
    );
  }
  const markdown = joined(data["text/markdown"]);
  if (markdown !== undefined) return box(`<div class="prose">${renderMarkdown(markdown)}</div>`);
  return box(text(joined(data["text/plain"]) ?? Object.keys(data).join(", ")));
}

function namedIn(metadata: unknown, key: "title" | "caption"): string | undefined {
  const about = isObject(metadata) ? metadata["dataplane-lab"] : undefined;
  const value = isObject(about) ? about[key] : undefined;
  return typeof value === "string" ? value : undefined;
}
