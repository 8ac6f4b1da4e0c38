import * as ts from "@tslab/typescript-for-tslab";

/** Cell source made fit for tslab, and the way back to the columns that the author sees. */
export interface RepairedSource {
  readonly code: string;
  /** Offset in the author's text of an offset in `code`. */
  original(offset: number): number;
}

/** tslab puts the same line in front: it makes the parser read a top-level `await` as one. */
const modulePrefix = "export {};\n";

interface Insertion {
  readonly at: number;
  readonly text: string;
}

/**
 * Rewrites the few forms that tslab compiles wrongly, without moving any line:
 * - `{ a }` with `a` from an earlier cell is a ReferenceError; `{ a: a }` is not.
 * - `{ a: b }` that takes something of an earlier cell apart is a ReferenceError, too; `{ "a": b }` is not.
 * - `await (x)`, `` await `x` ``, `await [x]` at the top level are taken for a call, a tag or an index of something
 *   named await; `await Promise.resolve(…)` is not.
 * - a cell whose only await is `for await` is not run in an async function; `await null;` in front makes it so.
 */
export function repairSource(source: string): RepairedSource {
  const file = ts.createSourceFile(
    "cell.ts",
    modulePrefix + source,
    ts.ScriptTarget.ES2022,
    true,
    ts.ScriptKind.TS,
  );
  const insertions: Insertion[] = [];
  let awaits = false;
  let loops = false;

  function quote(name: ts.Node): void {
    if (!ts.isIdentifier(name)) return;
    insertions.push({ at: name.getStart(file), text: '"' });
    insertions.push({ at: name.end, text: '"' });
  }
  function visit(node: ts.Node, top: boolean): void {
    if (ts.isBindingElement(node) && node.propertyName !== undefined) quote(node.propertyName);
    if ((ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) && takesApart(node.parent))
      quote(node.name);
    if (ts.isShorthandPropertyAssignment(node)) {
      insertions.push({ at: node.name.end, text: `: ${node.name.text}` });
    } else if (top && ts.isAwaitExpression(node)) {
      awaits = true;
      if (/^[([`<+\-/]/.test(node.expression.getText(file))) {
        insertions.push({ at: node.expression.getStart(file), text: "Promise.resolve(" });
        insertions.push({ at: node.expression.end, text: ")" });
      }
    } else if (top && ts.isForOfStatement(node) && node.awaitModifier !== undefined) {
      loops = true;
    }
    const inside = top && !opensScopeForAwait(node);
    ts.forEachChild(node, (child) => visit(child, inside));
  }
  visit(file, true);

  const first = file.statements[1];
  if (loops && !awaits && first !== undefined) {
    insertions.push({ at: first.getStart(file), text: "await null; " });
  }
  return applyInsertions(
    source,
    insertions.map(({ at, text }) => ({ at: at - modulePrefix.length, text })),
  );
}

/** Whether an object or array stands where something is assigned to its parts, as in `({ a: b } = c)`. */
function takesApart(literal: ts.Node): boolean {
  const { parent } = literal;
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken)
    return parent.left === literal;
  if (ts.isForOfStatement(parent)) return parent.initializer === literal;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === literal && takesApart(parent.parent);
  return (ts.isArrayLiteralExpression(parent) || ts.isSpreadElement(parent)) && takesApart(parent);
}

/** Below these an `await` belongs to the function (or is an error that the compiler reports). */
function opensScopeForAwait(node: ts.Node): boolean {
  return ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node) || ts.isModuleDeclaration(node);
}

function applyInsertions(source: string, unsorted: readonly Insertion[]): RepairedSource {
  // Stable sort: an insertion found first (the outer one) stays first at the same place.
  const insertions = [...unsorted].sort((a, b) => a.at - b.at);
  let code = "";
  let done = 0;
  for (const { at, text } of insertions) {
    code += source.slice(done, at) + text;
    done = at;
  }
  code += source.slice(done);
  return {
    code,
    original(offset) {
      let shift = 0;
      for (const { at, text } of insertions) {
        const start = at + shift;
        if (offset < start) break;
        if (offset < start + text.length) return at;
        shift += text.length;
      }
      return offset - shift;
    },
  };
}
