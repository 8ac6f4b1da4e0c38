import type * as TS from "@tslab/typescript-for-tslab";
import { escapeHtml } from "../../core";
import { typescript } from "../typescript";

/** TypeScript source as HTML with spans of class `k` (keyword), `s` (text), `n` (number) and `c` (comment). */
export function highlight(source: string): string {
  const ts = typescript();
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS);
  let html = "";
  let done = 0;
  function token(node: TS.Node): void {
    const start = node.getStart(file);
    if (start < done || node.end <= start) return;
    html += comments(source.slice(done, start)) + span(classOf(ts, node.kind), source.slice(start, node.end));
    done = node.end;
  }
  function visit(node: TS.Node): void {
    const children = node.getChildren(file).filter(({ kind }) => !isJsDoc(ts, kind));
    if (children.length === 0) token(node);
    else for (const child of children) visit(child);
  }
  visit(file);
  return html + comments(source.slice(done));
}

function isJsDoc(ts: typeof TS, kind: TS.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstJSDocNode && kind <= ts.SyntaxKind.LastJSDocNode;
}

function classOf(ts: typeof TS, kind: TS.SyntaxKind): string {
  if (kind >= ts.SyntaxKind.FirstKeyword && kind <= ts.SyntaxKind.LastKeyword) return "k";
  if (kind === ts.SyntaxKind.NumericLiteral || kind === ts.SyntaxKind.BigIntLiteral) return "n";
  if (kind === ts.SyntaxKind.StringLiteral || kind === ts.SyntaxKind.RegularExpressionLiteral) return "s";
  const template = kind >= ts.SyntaxKind.FirstTemplateToken && kind <= ts.SyntaxKind.LastTemplateToken;
  return template ? "s" : "";
}

/** What is between tokens: space and comments. */
function comments(text: string): string {
  return text.trim() === "" ? escapeHtml(text) : span("c", text);
}

function span(name: string, text: string): string {
  return name === "" ? escapeHtml(text) : `<span class="${name}">${escapeHtml(text)}</span>`;
}
