import type { Figure } from "./figure";
import { escapeXml } from "./svg";

/**
 * The look of a page of ours, light or dark as the reader's system is. On a dark screen pictures change light and dark
 * and keep their hues; the picture itself, and what is printed, stays white.
 */
const STYLE = `
:root { color-scheme: light dark; --page: #fff; --ink: #1b1f24; --soft: #57606a; --line: #d8dee4; --note: #8a5a00;
  --note-back: #fff3d6; --bad: #b3261e; --bad-back: #fdecea; }
@media (prefers-color-scheme: dark) { :root { --page: #12161c; --ink: #e4e8ee; --soft: #9aa6b6; --line: #2d3642;
  --note: #f0c46a; --note-back: #362a10; --bad: #ff9a91; --bad-back: #3a1a18; }
  @media screen { figure img { filter: invert(1) hue-rotate(180deg); mix-blend-mode: screen; } } }
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--page); overflow-wrap: anywhere; }
figure { margin: 0 0 2.5rem; } figure img { max-width: 100%; background: #fff; border-radius: 6px; }
figcaption, .soft { color: var(--soft); font-size: .9rem; }
h2 { margin: 2.2rem 0 .8rem; } code { font-size: .86em; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .92rem; }
th, td { text-align: left; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th, td { overflow-wrap: normal; max-width: 26rem; } th { color: var(--soft); font-weight: 600; } .long { overflow-wrap: anywhere; max-width: none; } .number { text-align: right; font-variant-numeric: tabular-nums; } td.number { white-space: nowrap; }
.note, .failure { padding: .6rem 1rem; border-radius: 6px; color: var(--note); background: var(--note-back); }
.failure { color: var(--bad); background: var(--bad-back); }`;

/** A whole page that needs nothing beside it. Title and text are escaped here; `body` is HTML and stands as it is. */
export function pageOf(page: {
  readonly title: string;
  readonly policy: string;
  readonly body: string;
}): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${page.policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(page.title)}</title>
<style>${STYLE}
</style>
</head>
<body>
<h1>${escapeXml(page.title)}</h1>
${page.body}
</body>
</html>
`;
}

/** A figure's picture, for readers who see it and for those who do not. */
export function pictureOf(figure: Figure): string {
  const source = Buffer.from(figure.svg()).toString("base64");
  return `<img alt="${labelOf(figure)}" src="data:image/svg+xml;base64,${source}">`;
}

/** A figure's title, escaped; it says when the data are simulated. */
export function labelOf(figure: Figure): string {
  return escapeXml(figure.simulated ? `${figure.title} (simulated data)` : figure.title);
}

/** A figure's caption as HTML; empty without one. */
export function captionOf(figure: Figure): string {
  return figure.caption === "" ? "" : `<figcaption>${escapeXml(figure.caption)}</figcaption>`;
}
