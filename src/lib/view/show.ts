import { preview, Table } from "../table";
import { Figure, type MimeBundle } from "./figure";
import { escapeXml } from "./svg";

/** HTML that a notebook shows as it is. Whoever makes one answers for what is in it. */
export interface Html {
  readonly html: string;
  /** What a terminal shows in its place. */
  readonly text?: string;
  /** A name for the output, under which {@link update} replaces it. */
  readonly displayId?: string;
}

/** What {@link show} can show. */
export type Showable = Figure | Table | Html | string;

/**
 * Shows a figure, a table (its first rows), a text or HTML below the notebook's cell, as one output that every
 * front end can show some form of. Outside a notebook it prints the text form.
 *
 * @param item a string is shown as text, never as markup
 */
export function show(item: Showable): void {
  const bundle = bundleOf(item);
  const write = notebookWriter();
  if (write === undefined) process.stdout.write(`${String(bundle.data["text/plain"])}\n`);
  else write({ ...bundle, transient: named(item) }, false);
}

/**
 * Replaces what {@link show} has shown under the same `displayId`, wherever in the notebook it stands. Outside a
 * notebook, and for what was never shown, nothing happens.
 */
export function update(item: Html & { readonly displayId: string }): void {
  notebookWriter()?.({ ...bundleOf(item), transient: named(item) }, true);
}

function named(item: Showable): Record<string, unknown> {
  const id = typeof item === "object" && "displayId" in item ? item.displayId : undefined;
  return id === undefined ? {} : { display_id: id };
}

/** The output bundle of anything that can be shown. */
export function bundleOf(item: Showable): MimeBundle {
  if (item instanceof Figure) return item.bundle();
  if (item instanceof Table) {
    const { html, text } = preview(item);
    return { data: { "text/html": html, "text/plain": text }, metadata: {} };
  }
  if (typeof item === "string") {
    return { data: { "text/html": `<p>${escapeXml(item)}</p>`, "text/plain": item }, metadata: {} };
  }
  return { data: { "text/html": item.html, "text/plain": item.text ?? "[html]" }, metadata: {} };
}

type Writer = (bundle: MimeBundle & { transient: Record<string, unknown> }, update: boolean) => void;

/** tslab's way out to the notebook, when this process is a kernel; it is not loaded otherwise. */
function notebookWriter(): Writer | undefined {
  let file: string;
  try {
    file = require.resolve("tslab/dist/jupyter");
  } catch {
    return undefined;
  }
  const module = require.cache[file] as { exports: { lastWriteDisplayData?: Writer | null } } | undefined;
  return module?.exports.lastWriteDisplayData ?? undefined;
}
