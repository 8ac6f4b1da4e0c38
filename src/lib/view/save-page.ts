import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fail, writeFileAtomic } from "../core";
import { type Figure, PLOTLY_MIME } from "./figure";
import { captionOf, labelOf, pageOf, pictureOf } from "./page";

/**
 * Writes figures into one HTML file that needs no network and nothing beside it: pictures as they are, figures of
 * {@link plotly} to zoom and pan. Plotly's script (4.8 MB) is in the file once, and only when a figure wants it.
 *
 * @throws LabError without a figure
 */
export async function savePage(
  figures: readonly Figure[],
  file: string,
  options: { readonly title?: string } = {},
): Promise<void> {
  if (figures.length === 0) fail({ code: "argument", expected: "at least one figure", found: "none" });
  const bodies = figures.map((figure) => figure.bundle().data[PLOTLY_MIME]);
  const interactive = bodies.some((body) => body !== undefined);
  const script = interactive
    ? await readFile(require.resolve("plotly.js-dist-min/plotly.min.js"), "utf8")
    : "";
  // The page may run this script and nothing else, whatever the data hold; data travel as text of another type.
  const nonce = randomBytes(16).toString("base64");
  const policy = `default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; script-src 'nonce-${nonce}' 'unsafe-eval'`;
  const sections = figures.map((figure, k) => section(figure, bodies[k], k)).join("\n");
  const scripts = interactive
    ? `\n<script nonce="${nonce}">${script}</script>\n<script nonce="${nonce}">${DRAW}</script>`
    : "";
  const title = options.title ?? figures[0].title;
  await writeFileAtomic(file, pageOf({ title, policy, body: `${sections}${scripts}` }));
}

/** Each interactive figure takes its data from the text element beside it; without scripts the picture stays. */
const DRAW = `for (const box of document.querySelectorAll("[data-plot]")) {
  const { data, layout } = JSON.parse(document.getElementById(box.dataset.plot).textContent);
  const picture = box.firstElementChild;
  Plotly.newPlot(box, data, layout, { responsive: true, displaylogo: false }).then(() => picture.remove());
}`;

function section(figure: Figure, body: unknown, k: number): string {
  const picture = pictureOf(figure);
  const caption = captionOf(figure);
  if (body === undefined) return `<figure>${picture}${caption}</figure>`;
  // In a script element only "</script" and "<!--" could end the text: both begin with "<".
  const json = JSON.stringify(body).replaceAll("<", "\\u003c");
  return `<figure><div data-plot="plot-${k}" aria-label="${labelOf(figure)}">${picture}</div>
<script type="application/json" id="plot-${k}">${json}</script>${caption}</figure>`;
}
