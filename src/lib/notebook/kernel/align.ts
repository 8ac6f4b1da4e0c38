import * as ts from "@tslab/typescript-for-tslab";

interface Token {
  readonly text: string;
  readonly at: number;
}

/** Beyond this many token pairs the exact comparison would take too long for an error message. */
const maxPairs = 16_000_000;

/**
 * Finds the offset in `source` (TypeScript) that an offset in `output` (the JavaScript made of it) stands for.
 * tslab gives no source map, but its output keeps nearly all tokens in their order: types disappear, `exports.` and
 * helper lines come in. So the longest common sequence of tokens tells which is which.
 */
export function sourceOffset(source: string, output: string, offset: number): number | undefined {
  const from = tokens(output);
  const to = tokens(source);
  let wanted = from.findIndex((token) => token.at + token.text.length > offset);
  if (wanted < 0) wanted = from.length - 1;
  if (from.length * to.length > maxPairs) return undefined;
  const partner = alignTokens(from, to);
  // An inserted token has no partner: the next one that has is what the inserted one belongs to.
  for (let i = wanted; i < from.length; i++) {
    if (partner[i] >= 0) return to[partner[i]].at;
  }
  return undefined;
}

function tokens(text: string): Token[] {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, true, ts.LanguageVariant.Standard, text);
  const found: Token[] = [];
  while (scanner.scan() !== ts.SyntaxKind.EndOfFileToken) {
    const token = scanner.getTokenText();
    // Quotes, semicolons and brackets are the compiler's to choose; they would only blur the comparison.
    if (/[\p{L}\p{N}_$]/u.test(token)) {
      found.push({ text: token.replace(/^['"]|['"]$/g, ""), at: scanner.getTokenPos() });
    }
  }
  return found;
}

/** For each token of `from`, the index of its partner in `to`, or -1. */
function alignTokens(from: readonly Token[], to: readonly Token[]): Int32Array {
  const width = to.length + 1;
  const length = new Uint16Array((from.length + 1) * width);
  for (let i = from.length - 1; i >= 0; i--) {
    for (let j = to.length - 1; j >= 0; j--) {
      length[i * width + j] =
        from[i].text === to[j].text
          ? length[(i + 1) * width + j + 1] + 1
          : Math.max(length[(i + 1) * width + j], length[i * width + j + 1]);
    }
  }
  const partner = new Int32Array(from.length).fill(-1);
  let i = 0;
  let j = 0;
  while (i < from.length && j < to.length) {
    if (from[i].text === to[j].text) partner[i++] = j++;
    else if (length[(i + 1) * width + j] >= length[i * width + j + 1]) i++;
    else j++;
  }
  return partner;
}
