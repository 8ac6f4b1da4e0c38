import { fail, quote } from "../../core";

/** A piece of a query with its place, counted from 1. */
export interface Token {
  readonly kind: "name" | "word" | "text" | "number" | "sign" | "end";
  readonly text: string;
  readonly at: number;
}

/** Longest query. */
export const MAX_QUERY = 10_000;

const SIGNS = ["<=", ">=", "!=", "<>", "==", "=", "<", ">", "(", ")", ","];
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const WORD = /[@A-Za-z_\u0080-\uffff][\w.\u0080-\uffff-]*/y;

/**
 * Cuts a query into pieces. Columns of plain names stand as they are (`TC_load`, `branch-misses`), others in double
 * quotes or backticks; texts in single quotes; a quote within is written twice.
 */
export function tokens(query: string): Token[] {
  if (query.length > MAX_QUERY) {
    fail({
      code: "query",
      expected: `a query of at most ${MAX_QUERY} characters`,
      found: String(query.length),
    });
  }
  const found: Token[] = [];
  let p = 0;
  while (p < query.length) {
    const c = query[p];
    if (/\s/.test(c)) {
      p++;
      continue;
    }
    const at = p + 1;
    if (c === "'" || c === '"' || c === "`") {
      const [text, end] = quoted(query, p);
      found.push({ kind: c === "'" ? "text" : "name", text, at });
      p = end;
      continue;
    }
    const sign = SIGNS.find((one) => query.startsWith(one, p));
    if (sign !== undefined) {
      found.push({ kind: "sign", text: sign, at });
      p += sign.length;
      continue;
    }
    const text = match(NUMBER, query, p) ?? match(WORD, query, p);
    if (text === undefined) wrong("a column, a value or a sign", query, p);
    found.push({ kind: /^[+\-.\d]/.test(text) ? "number" : "word", text, at });
    p += text.length;
  }
  found.push({ kind: "end", text: "", at: query.length + 1 });
  return found;
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function quoted(query: string, start: number): [string, number] {
  const mark = query[start];
  let text = "";
  for (let p = start + 1; p < query.length; p++) {
    if (query[p] !== mark) {
      text += query[p];
    } else if (query[p + 1] === mark) {
      text += mark;
      p++;
    } else return [text, p + 1];
  }
  return wrong(`a closing ${mark}`, query, query.length);
}

function wrong(expected: string, query: string, at: number): never {
  return fail({
    code: "query",
    expected,
    found: at >= query.length ? "the end of the query" : quote(query.slice(at, at + 20)),
    where: { file: "query", line: 1, column: at + 1 },
  });
}
