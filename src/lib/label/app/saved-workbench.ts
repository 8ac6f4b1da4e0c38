import { escapeHtml } from "../../core";
import type { LabelSchema } from "../schema/label-schema";
import type { ProgressView, RangeView } from "./protocol";

export interface SavedWorkbench {
  readonly dataset: { readonly name: string; readonly rows: number };
  readonly annotator: string;
  readonly progress: ProgressView;
  readonly schema: LabelSchema | undefined;
  /** The annotator's time ranges. */
  readonly ranges?: readonly Pick<RangeView, "start" | "end" | "channel" | "value">[];
  /** When this was so, ms since the epoch. */
  readonly time: number;
}

const WIDTH = 480;
const BAR = 18;

/**
 * What a saved notebook shows of a workbench: a picture of how many rows have which label, and the same as a table.
 * Plain markup without script; every text is escaped.
 */
export function savedWorkbench({
  dataset,
  annotator,
  progress,
  schema,
  ranges = [],
  time,
}: SavedWorkbench): string {
  const classes = (schema?.classes ?? []).map(({ name, colour }) => ({
    name,
    colour,
    rows: Object.hasOwn(progress.classes, name) ? progress.classes[name] : 0,
  }));
  const open = Math.max(0, progress.rows - progress.labelled - progress.skipped);
  const when = new Date(time).toISOString().slice(0, 16).replace("T", " ");
  const rows = [
    ...classes,
    { name: "skipped", colour: "#8c959f", rows: progress.skipped },
    { name: "not labelled", colour: "#d8dee4", rows: open },
  ];
  return `<figure style="margin:0">
<figcaption><strong>${escapeHtml(dataset.name)}</strong>: ${progress.labelled} of ${progress.rows} rows labelled by ${escapeHtml(annotator)} (${when} UTC)</figcaption>
${picture(rows, progress.rows)}
<table><thead><tr><th>label</th><th>rows</th></tr></thead><tbody>${rows
    .map(({ name, rows: n }) => `<tr><td>${escapeHtml(name)}</td><td>${n}</td></tr>`)
    .join("")}</tbody></table>
${rangeTable(ranges)}</figure>`;
}

/** More rows than these are counted, not listed. */
const LISTED = 50;

function rangeTable(ranges: NonNullable<SavedWorkbench["ranges"]>): string {
  if (ranges.length === 0) return "";
  const rows = ranges.slice(0, LISTED).map(({ start, end, channel, value }) => {
    const cells = [start ?? "open", end ?? "open", channel ?? "all", value.labels.join(", ")];
    return `<tr>${cells.map((cell) => `<td>${escapeHtml(String(cell))}</td>`).join("")}</tr>`;
  });
  const more = ranges.length > LISTED ? `<p>and ${ranges.length - LISTED} more</p>` : "";
  return `<table><thead><tr><th>from</th><th>to</th><th>channel</th><th>label</th></tr></thead><tbody>${rows.join("")}</tbody></table>${more}
`;
}

function picture(
  parts: readonly { readonly name: string; readonly colour: string; readonly rows: number }[],
  total: number,
): string {
  let x = 0;
  const bars = parts
    .filter(({ rows }) => rows > 0)
    .map(({ name, colour, rows }) => {
      const width = total === 0 ? 0 : (WIDTH * rows) / total;
      const bar = `<rect x="${x.toFixed(1)}" y="0" width="${width.toFixed(1)}" height="${BAR}" fill="${escapeHtml(colour)}" stroke="#59636e" stroke-width="0.5"><title>${escapeHtml(name)}: ${rows}</title></rect>`;
      x += width;
      return bar;
    });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${BAR}" viewBox="0 0 ${WIDTH} ${BAR}" role="img" aria-label="Rows by label">${bars.join("")}</svg>`;
}
