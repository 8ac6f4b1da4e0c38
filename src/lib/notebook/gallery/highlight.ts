import { escapeHtml } from "../../core";

/** One token, by the class of its span; words are looked at again, and anything else is one character. */
const token = new RegExp(
  [
    /(?<c>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))/,
    /(?<s>"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?)/,
    /(?<n>0[xXoObB][\da-fA-F_]+n?|\d[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?\d+)?n?|\.\d[\d_]*(?:[eE][+-]?\d+)?)/,
    /(?<w>[\p{ID_Start}$_][\p{ID_Continue}$]*)/u,
    /\s+|[\s\S]/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "uy",
);
const pattern = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const templateText = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)?/y;

const reserved = words(
  `break case catch class const continue debugger default delete do else enum export extends false finally for
   function if import in instanceof new null return super switch this throw true try typeof var void while with`,
);
/** Words that are names where nothing follows that they could govern. */
const contextual = words(
  `abstract as async await declare from get implements infer interface is keyof let namespace of private protected
   public readonly satisfies set static type using yield`,
);
const typeNames = words("any bigint boolean never number object string symbol undefined unknown");
/** After these a slash begins a regular expression, after other words it divides. */
const operators = words("await case delete do else in instanceof new of return throw typeof void yield");

/**
 * TypeScript source as HTML with spans of class `k` (keyword), `s` (text), `n` (number) and `c` (comment). By its own
 * short list of tokens: the compiler would take longer to load than everything else that a page needs.
 */
export function highlight(source: string): string {
  let html = "";
  let at = 0;
  /** The last token that is neither space nor comment. */
  let before = "";
  /** Braces that are open in each template expression around this place. */
  const templates: number[] = [];

  function emit(name: string, end: number): void {
    const text = escapeHtml(source.slice(at, end));
    html += name === "" ? text : `<span class="${name}">${text}</span>`;
    at = end;
  }
  function template(): void {
    const end = endOf(templateText, source, at + 1);
    if (source.slice(at + 1, end).endsWith("${")) templates.push(0);
    before = "`";
    emit("s", end);
  }

  while (at < source.length) {
    token.lastIndex = at;
    const { 0: text, groups = {} } = token.exec(source) as RegExpExecArray;
    const end = at + text.length;
    const depth = templates.length - 1;
    if (groups.c !== undefined) emit("c", end);
    else if (text === "`") template();
    else if (text === "}" && templates[depth] === 0) {
      templates.pop();
      template();
    } else if (text === "/" && !endsOperand(before)) {
      before = text;
      const stop = endOf(pattern, source, at);
      emit(stop > at ? "s" : "", Math.max(stop, end));
    } else {
      if (text === "{" && depth >= 0) templates[depth]++;
      if (text === "}" && depth >= 0) templates[depth]--;
      const name = groups.s !== undefined ? "s" : groups.n !== undefined ? "n" : "";
      emit(groups.w !== undefined && isKeyword(text, before, source, end) ? "k" : name, end);
      if (text.trim() !== "") before = text;
    }
  }
  return html;
}

function isKeyword(word: string, before: string, source: string, end: number): boolean {
  if (before === "." || !(reserved.has(word) || contextual.has(word) || typeNames.has(word))) return false;
  const next = /\S/.exec(source.slice(end, end + 200))?.[0] ?? "";
  if (reserved.has(word)) return next !== ":" || word === "default" || word === "null";
  if (typeNames.has(word)) return next !== ":" && next !== "(" && next !== ".";
  return /[\p{ID_Start}$_{["'`(]/u.test(next) && !(next === "(" && word !== "await" && word !== "async");
}

function endsOperand(before: string): boolean {
  return /[\p{ID_Continue}$)\]}"'`]$/u.test(before) && !operators.has(before);
}

function endOf(sticky: RegExp, text: string, at: number): number {
  sticky.lastIndex = at;
  return sticky.test(text) ? sticky.lastIndex : at;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}
