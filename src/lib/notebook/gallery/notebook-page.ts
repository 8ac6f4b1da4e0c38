import type { Notebook } from "../format";
import type { NotebookEntry } from "../runner/manifest";
import { escapeHtml } from "./html";

export function notebookPage(notebook: Notebook, entry: NotebookEntry): string {
  return `<!doctype html><title>${escapeHtml(entry.title)}</title><pre>${escapeHtml(JSON.stringify(notebook))}</pre>`;
}
