import { escapeHtml } from "../../core";

/** A whole page in the lab's look, light or dark as the reader's system is. Needs nothing from a network. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="script-src 'none'; object-src 'none'; base-uri 'none'">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

const style = `
:root {
  --page: #f6f7f9; --card: #fff; --ink: #1a212b; --soft: #5b6675; --line: #dfe3e9; --accent: #0b5fae;
  --good: #1b7a3d; --good-back: #e3f4e8; --bad: #b3261e; --bad-back: #fdecea; --note: #8a5a00; --note-back: #fff3d6;
  --code: #f1f3f6; --keyword: #8b2fa8; --text: #1b7a3d; --number: #a4470f; --comment: #687485;
  --paper: #fff; --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161c; --card: #1a2028; --ink: #e4e8ee; --soft: #9aa6b6; --line: #2d3642; --accent: #7db7f3;
    --good: #79d297; --good-back: #16301f; --bad: #ff9a91; --bad-back: #3a1a18; --note: #f0c46a; --note-back: #362a10;
    --code: #131820; --keyword: #d39bea; --text: #8fd6a5; --number: #efb07f; --comment: #8b97a8;
    --paper: #1a2028;
  }
  /* Only on the screen: the files stay as a paper prints them. Light and dark change places, hues stay. */
  @media screen { .drawing { filter: invert(1) hue-rotate(180deg); mix-blend-mode: screen; } }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 3px; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .4rem; letter-spacing: -.015em; }
h2 { font-size: 1.3rem; margin: 2.6rem 0 .9rem; letter-spacing: -.01em; }
h3 { font-size: 1.08rem; margin: 1.6rem 0 .6rem; }
h1, h2, h3, p, li, figcaption { overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.badge { display: inline-block; padding: .1rem .6rem; border-radius: 1rem; font-size: .82rem; font-weight: 600;
  white-space: nowrap; }
.passed { color: var(--good); background: var(--good-back); }
.failed { color: var(--bad); background: var(--bad-back); }
.simulated { color: var(--note); background: var(--note-back); }
.facts { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 1.2rem 0 0; padding: 0; }
.facts div { min-width: 6rem; }
.facts dt { color: var(--soft); font-size: .82rem; }
.facts dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
.failure { padding: 1rem 1.25rem; margin: 0 0 1rem; border-left: 4px solid var(--bad); }
.failure h3 { margin: 0 0 .3rem; }
.grid { display: grid; gap: 1.1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); }
figure { margin: 0; display: flex; flex-direction: column; overflow: hidden; }
figure > a { display: block; background: var(--paper); padding: .75rem; }
figure img { display: block; width: 100%; height: auto; }
.grid figure img { height: 15rem; object-fit: contain; }
figcaption { padding: .7rem 1rem .85rem; border-top: 1px solid var(--line); font-size: .94rem; }
figcaption .links { font-size: .84rem; color: var(--soft); margin-top: .2rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .94rem; }
.wide { width: 100%; }
th, td { text-align: left; padding: .5rem .8rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 600; font-size: .84rem; }
tr:last-child > td { border-bottom: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
code, pre { font-family: var(--mono); font-size: .86rem; }
p code, li code, td code { background: var(--code); border-radius: .3rem; padding: .1rem .3rem; }
pre { margin: 0; padding: .8rem 1rem; overflow-x: auto; line-height: 1.5; tab-size: 2; }
.source pre, .output pre { white-space: pre-wrap; overflow-wrap: anywhere; }
details { margin-top: 1rem; }
summary { cursor: pointer; }
.cell { margin: 0 0 1.1rem; scroll-margin-top: 1rem; overflow: hidden; }
.cell > .source { background: var(--code); border-radius: .7rem .7rem 0 0; }
.cell > .source:last-child { border-radius: .7rem; }
.prompt { float: right; color: var(--soft); font: .76rem/1 var(--mono); padding: .9rem 1rem; }
.output { border-top: 1px solid var(--line); }
.output img { display: block; max-width: 100%; height: auto; background: #fff; margin: 0 auto; padding: .75rem; }
.output.picture { background: var(--paper); }
.output > p { margin: 0; padding: .6rem 1rem .7rem; border-top: 1px solid var(--line); background: var(--card); font-size: .94rem; }
.output iframe { border: 0; width: 100%; height: 22rem; background: #fff; }
.output iframe.plain { background: none; color-scheme: light dark; }
.error, .stderr { background: var(--bad-back); }
.broken { border-color: var(--bad); }
.prose { margin: 1.6rem 0 1.1rem; max-width: 48rem; }
.prose h1 { font-size: 1.7rem; } .prose h2 { margin-top: 2rem; }
.prose blockquote { margin: 1rem 0; padding: .1rem 1rem; border-left: 3px solid var(--line); color: var(--soft); }
.prose pre { background: var(--code); border-radius: .6rem; }
.k { color: var(--keyword); } .s { color: var(--text); } .n { color: var(--number); }
.c { color: var(--comment); font-style: italic; }
footer { margin-top: 3rem; color: var(--soft); font-size: .84rem; }
@media print { body { background: #fff; } .card { break-inside: avoid; } }
`;
