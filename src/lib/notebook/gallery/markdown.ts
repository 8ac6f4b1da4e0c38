import { escapeHtml } from "../../core";

/**
 * The part of Markdown that notebooks here use, as safe HTML: headings, paragraphs, lists, quotes, tables, rules,
 * fenced code, emphasis, code, links. Everything else, raw HTML too, is shown as text.
 */
export function renderMarkdown(source: string): string {
  return blocks(source.replace(/\r\n?/g, "\n").split("\n"), 0);
}

/** Lists and quotes hold blocks again; hostile nesting ends here. */
const maxDepth = 20;

function blocks(lines: readonly string[], depth: number): string {
  let html = "";
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    if (line.trim() === "") {
      at++;
      continue;
    }
    const block =
      depth < maxDepth ? (specialBlock(lines, at, depth) ?? paragraph(lines, at)) : paragraph(lines, at);
    html += block.html;
    at = block.next;
  }
  return html;
}

interface Block {
  readonly html: string;
  /** The first line behind it. */
  readonly next: number;
}

function specialBlock(lines: readonly string[], at: number, depth: number): Block | undefined {
  const line = lines[at];
  const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/.exec(line);
  if (heading !== null) {
    const level = heading[1].length;
    return { html: `<h${level}>${inline(heading[2])}</h${level}>\n`, next: at + 1 };
  }
  if (/^ {0,3}([-*_])(\s*\1){2,}\s*$/.test(line)) return { html: "<hr>\n", next: at + 1 };
  if (/^ {0,3}(```|~~~)/.test(line)) return fence(lines, at);
  if (/^ {0,3}>/.test(line)) {
    const end = extent(lines, at, (text) => /^ {0,3}>/.test(text));
    const inner = lines.slice(at, end).map((text) => text.replace(/^ {0,3}> ?/, ""));
    return { html: `<blockquote>${blocks(inner, depth + 1)}</blockquote>\n`, next: end };
  }
  if (listMarker.test(line)) return list(lines, at, depth);
  if (line.includes("|") && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[at + 1] ?? "")) {
    return tableBlock(lines, at);
  }
  return undefined;
}

const listMarker = /^( {0,3})([-*+]|\d{1,9}[.)])(\s+)(?=\S)/;

function paragraph(lines: readonly string[], at: number): Block {
  let end = at + 1;
  while (end < lines.length && lines[end].trim() !== "" && !/^ {0,3}(#{1,6}\s|>|```|~~~)/.test(lines[end])) {
    if (listMarker.test(lines[end])) break;
    end++;
  }
  return { html: `<p>${inline(lines.slice(at, end).join("\n"))}</p>\n`, next: end };
}

function fence(lines: readonly string[], at: number): Block {
  const mark = /```|~~~/.exec(lines[at])?.[0] ?? "```";
  let end = at + 1;
  while (end < lines.length && !lines[end].trimStart().startsWith(mark)) end++;
  const code = escapeHtml(lines.slice(at + 1, end).join("\n"));
  return { html: `<pre><code>${code}</code></pre>\n`, next: end + 1 };
}

function list(lines: readonly string[], start: number, depth: number): Block {
  const first = listMarker.exec(lines[start]);
  const ordered = /\d/.test(first?.[2] ?? "");
  const items: string[] = [];
  let at = start;
  for (;;) {
    const marker = at < lines.length ? listMarker.exec(lines[at]) : null;
    if (marker === null || /\d/.test(marker[2]) !== ordered) break;
    const indent = marker[0].length;
    const inner = [lines[at].slice(indent)];
    at++;
    while (at < lines.length) {
      const text = lines[at];
      const deeper = /^\s{2,}\S/.test(text);
      const lazy = text.trim() !== "" && !listMarker.test(text) && lines[at - 1].trim() !== "";
      const gap = text.trim() === "" && /^\s{2,}\S/.test(lines[at + 1] ?? "");
      if (!deeper && !lazy && !gap) break;
      inner.push(text.replace(new RegExp(`^\\s{0,${indent}}`), ""));
      at++;
    }
    const html = blocks(inner, depth + 1);
    // An item of one paragraph is set tight.
    items.push(
      `<li>${/^<p>[\s\S]*<\/p>\n$/.test(html) && html.indexOf("<p>", 1) < 0 ? html.slice(3, -5) : html}</li>`,
    );
    while (at < lines.length && lines[at].trim() === "" && listMarker.test(lines[at + 1] ?? "")) at++;
  }
  const tag = ordered ? "ol" : "ul";
  return { html: `<${tag}>${items.join("")}</${tag}>\n`, next: at };
}

function tableBlock(lines: readonly string[], at: number): Block {
  const end = extent(lines, at, (text) => text.includes("|"));
  const row = (line: string, tag: string): string => {
    const cells = line
      .trim()
      .replace(/^\||\|$/g, "")
      .split(/(?<!\\)\|/);
    return `<tr>${cells.map((cell) => `<${tag}>${inline(cell.trim().replace(/\\\|/g, "|"))}</${tag}>`).join("")}</tr>`;
  };
  const body = lines.slice(at + 2, end).map((line) => row(line, "td"));
  const html = `<table><thead>${row(lines[at], "th")}</thead><tbody>${body.join("")}</tbody></table>\n`;
  return { html, next: Math.max(end, at + 2) };
}

function extent(lines: readonly string[], at: number, belongs: (line: string) => boolean): number {
  let end = at;
  while (end < lines.length && belongs(lines[end])) end++;
  return end;
}

/** Code spans first, since nothing in them is markup; then links and emphasis in what is between. */
function inline(text: string): string {
  return text
    .split(/(`+[^`]+`+)/)
    .map((piece) =>
      /^`+[^`]+`+$/.test(piece) ? `<code>${escapeHtml(piece.replace(/^`+|`+$/g, ""))}</code>` : links(piece),
    )
    .join("");
}

function links(text: string): string {
  return text
    .split(/(!?\[[^\][]*\]\([^()\s]*\))/)
    .map((piece) => {
      const link = /^(!?)\[([^\][]*)\]\(([^()\s]*)\)$/.exec(piece);
      if (link === null) return emphasis(escapeHtml(piece));
      const [, image, label, target] = link;
      // Pictures are not fetched from anywhere; their text stands in for them.
      if (image !== "" || !isSafeTarget(target)) return emphasis(escapeHtml(label));
      return `<a href="${escapeHtml(target)}" rel="noreferrer">${emphasis(escapeHtml(label))}</a>`;
    })
    .join("");
}

/** A relative address, a place in the page, or the web; no `javascript:` and the like. */
function isSafeTarget(target: string): boolean {
  return /^(https?:\/\/|#)/i.test(target) || !/^[^/?#]*:|^\/\/|^[\s\p{Cc}]|\p{Cc}/u.test(target);
}

function emphasis(html: string): string {
  return html
    .replace(/\*\*(?=\S)([^*]+?)\*\*/g, "<strong>$1</strong>")
    .replace(/(?<![\w*])\*(?=\S)([^*]+?)\*(?![\w*])/g, "<em>$1</em>")
    .replace(/(?<![\w_])_(?=\S)([^_]+?)_(?![\w_])/g, "<em>$1</em>")
    .replace(/ {2,}\n/g, "<br>\n");
}
