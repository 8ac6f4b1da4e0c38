import { fail, quote } from "../../core";
import { type Token, tokens } from "./tokens";

export type Literal = number | string;
export type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=";

/** A query as a tree. */
export type Condition =
  | { readonly kind: "and" | "or"; readonly parts: readonly Condition[] }
  | { readonly kind: "not"; readonly part: Condition }
  | {
      readonly kind: "compare";
      readonly column: Token;
      readonly sign: Comparison;
      readonly value: Literal;
    }
  | { readonly kind: "in"; readonly column: Token; readonly values: readonly Literal[] }
  | { readonly kind: "contains" | "starts" | "ends"; readonly column: Token; readonly value: string }
  | { readonly kind: "missing"; readonly column: Token }
  /** What is known of the label, such as @skipped. */
  | { readonly kind: "flag"; readonly name: Token };

/** Brackets within brackets. */
const DEEPEST = 100;

/**
 * Reads a query: `TC_load > 0.8 and (technology in ('OVS', 'TC') or not tenant = 'a') and latency is missing`.
 *
 * @throws LabError "query" with the place
 */
export function parseQuery(query: string): Condition {
  const list = tokens(query);
  let p = 0;
  let depth = 0;

  const peek = (): Token => list[p];
  const isWord = (word: string): boolean => peek().kind === "word" && peek().text.toLowerCase() === word;
  const isSign = (sign: string): boolean => peek().kind === "sign" && peek().text === sign;
  const take = (): Token => list[p++];

  function wrong(expected: string): never {
    const { text, at, kind } = peek();
    return fail({
      code: "query",
      expected,
      found: kind === "end" ? "the end of the query" : quote(text),
      where: { file: "query", line: 1, column: at },
    });
  }

  function word(text: string): void {
    if (!isWord(text)) wrong(`"${text}"`);
    take();
  }

  function sign(text: string): void {
    if (!isSign(text)) wrong(`"${text}"`);
    take();
  }

  function either(): Condition {
    const parts = [both()];
    while (isWord("or")) {
      take();
      parts.push(both());
    }
    return parts.length === 1 ? parts[0] : { kind: "or", parts };
  }

  function both(): Condition {
    const parts = [one()];
    while (isWord("and")) {
      take();
      parts.push(one());
    }
    return parts.length === 1 ? parts[0] : { kind: "and", parts };
  }

  function one(): Condition {
    if (++depth > DEEPEST) wrong(`at most ${DEEPEST} brackets within each other`);
    try {
      if (isWord("not")) {
        take();
        return { kind: "not", part: one() };
      }
      if (isSign("(")) {
        take();
        const inner = either();
        sign(")");
        return inner;
      }
      return about();
    } finally {
      depth--;
    }
  }

  function about(): Condition {
    const column = peek();
    if (column.kind !== "word" && column.kind !== "name") wrong("a column, not or a bracket");
    if (column.kind === "word" && RESERVED.has(column.text.toLowerCase())) wrong("a column");
    take();
    if (isWord("is")) {
      take();
      const not = isWord("not");
      if (not) take();
      word("missing");
      return not ? { kind: "not", part: { kind: "missing", column } } : { kind: "missing", column };
    }
    const negated = isWord("not");
    if (negated) take();
    const condition = test(column, negated);
    return negated ? { kind: "not", part: condition } : condition;
  }

  function test(column: Token, negated: boolean): Condition {
    if (isWord("in")) {
      take();
      sign("(");
      const values = [literal()];
      while (isSign(",")) {
        take();
        values.push(literal());
      }
      sign(")");
      return { kind: "in", column, values };
    }
    if (isWord("between")) {
      take();
      const low = literal();
      word("and");
      const high = literal();
      const parts: Condition[] = [
        { kind: "compare", column, sign: ">=", value: low },
        { kind: "compare", column, sign: "<=", value: high },
      ];
      return { kind: "and", parts };
    }
    for (const kind of ["contains", "starts", "ends"] as const) {
      if (!isWord(kind)) continue;
      take();
      if (peek().kind !== "text") wrong("a text in single quotes");
      return { kind, column, value: take().text };
    }
    if (negated) wrong("in, between, contains, starts or ends behind not");
    if (peek().kind === "sign" && COMPARISONS.has(peek().text)) {
      const comparison = COMPARISONS.get(take().text) as Comparison;
      return { kind: "compare", column, sign: comparison, value: literal() };
    }
    if (column.kind === "word" && column.text.startsWith("@")) return { kind: "flag", name: column };
    return wrong("= != < <= > >= in, between, contains, starts, ends or is missing");
  }

  function literal(): Literal {
    const { kind, text } = peek();
    if (kind !== "number" && kind !== "text") wrong("a number, or a text in single quotes");
    take();
    return kind === "number" ? Number(text) : text;
  }

  const condition = either();
  if (peek().kind !== "end") wrong("and, or or the end of the query");
  return condition;
}

const RESERVED = new Set([
  "and",
  "or",
  "not",
  "in",
  "is",
  "between",
  "contains",
  "starts",
  "ends",
  "missing",
]);
const COMPARISONS = new Map<string, Comparison>([
  ["=", "="],
  ["==", "="],
  ["!=", "!="],
  ["<>", "!="],
  ["<", "<"],
  ["<=", "<="],
  [">", ">"],
  [">=", ">="],
]);
