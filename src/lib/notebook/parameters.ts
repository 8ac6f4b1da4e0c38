import type * as TS from "@tslab/typescript-for-tslab";
import { fail, nearest, quote } from "../core";
import { freshId, hasTag, type Json, type Notebook, type NotebookCell } from "./format";
import { typescript } from "./typescript";

/** A parameter as `-p name=value` gives it, or as a program does. */
export type Parameters = Readonly<Record<string, Json>>;

/**
 * Reads `name=value`. The value is JSON where it parses as JSON, else text.
 *
 * @example
 * notebook.parseParameter("seed=7") //=> ["seed", "7"]
 */
export function parseParameter(text: string): [name: string, value: string] {
  const cut = text.indexOf("=");
  if (cut < 1) {
    fail({ code: "argument", expected: "name=value", found: quote(text), hint: "For example -p seed=7." });
  }
  return [text.slice(0, cut), text.slice(cut + 1)];
}

/** What the `let` declarations of a parameters cell say: name and whether the type is a text. */
export function declaredParameters(source: string): Map<string, { readonly text: boolean }> {
  const ts = typescript();
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022, true);
  const found = new Map<string, { readonly text: boolean }>();
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    if ((statement.declarationList.flags & ts.NodeFlags.Const) !== 0) continue;
    for (const { name, type, initializer } of statement.declarationList.declarations) {
      if (ts.isIdentifier(name)) found.set(name.text, { text: isText(ts, type, initializer) });
    }
  }
  return found;
}

function isText(
  ts: typeof TS,
  type: TS.TypeNode | undefined,
  initializer: TS.Expression | undefined,
): boolean {
  if (type === undefined) {
    if (initializer === undefined) return false;
    if (ts.isAsExpression(initializer) || ts.isSatisfiesExpression(initializer)) {
      return isText(ts, initializer.type, initializer.expression);
    }
    return ts.isStringLiteralLike(initializer);
  }
  const kinds = ts.isUnionTypeNode(type) ? type.types : [type];
  return kinds.every(
    (kind) =>
      kind.kind === ts.SyntaxKind.StringKeyword ||
      (ts.isLiteralTypeNode(kind) && ts.isStringLiteral(kind.literal)),
  );
}

/**
 * Puts a cell with the values behind the one tagged `parameters`: assignments in braces, so that the types declared
 * there check them. `texts` are values as typed at a command line, `values` are typed already.
 *
 * @returns the position of the new cell, or -1 when there was nothing to inject
 * @throws LabError "argument" when there is no parameters cell, or a value cannot be written without loss
 */
export function injectParameters(
  notebook: Notebook,
  texts: Readonly<Record<string, string>>,
  values: Parameters = {},
  file = "notebook",
): number {
  const names = [...Object.keys(values), ...Object.keys(texts)];
  if (names.length === 0) return -1;
  const at = notebook.cells.findIndex((cell) => cell.cell_type === "code" && hasTag(cell, "parameters"));
  if (at < 0) {
    fail({
      code: "argument",
      expected: "a cell tagged `parameters`",
      found: `none, for ${names.map(quote).join(", ")}`,
      where: { file },
    });
  }
  const declared = declaredParameters(notebook.cells[at].source);
  const lines = Object.entries(values).map(([name, value]) =>
    assignment(name, JSON.stringify(value), declared, file),
  );
  for (const [name, text] of Object.entries(texts)) {
    lines.push(
      assignment(name, literal(name, text, declared.get(name)?.text === true, file), declared, file),
    );
  }
  const source = `// Parameters of this run\n{\n${lines.map((line) => `  ${line}\n`).join("")}}`;
  const ids = new Set(notebook.cells.map(({ id }) => id));
  const cell: NotebookCell = {
    cell_type: "code",
    id: freshId(undefined, source, ids),
    metadata: { tags: ["injected-parameters"] },
    source,
    outputs: [],
    execution_count: null,
  };
  notebook.cells.splice(at + 1, 0, cell);
  return at + 1;
}

function assignment(
  name: string,
  json: string,
  declared: ReadonlyMap<string, unknown>,
  file: string,
): string {
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) {
    fail({ code: "argument", expected: "a parameter name", found: quote(name), where: { file } });
  }
  if (!declared.has(name)) {
    const near = nearest(name, declared.keys());
    const known = [...declared.keys()].join(", ") || "none";
    fail({
      code: "argument",
      expected: `a parameter that the notebook declares with let (${known})`,
      found: `Cannot find name ${quote(name)}`,
      where: { file },
      hint: near.length > 0 ? `Did you mean ${near.join(" or ")}?` : undefined,
    });
  }
  refuseInexact(name, json, file);
  return `${name} = ${json};`;
}

/** The TypeScript literal for a value typed at a command line. JSON is a subset of TypeScript. */
function literal(name: string, text: string, wantsText: boolean, file: string): string {
  if (wantsText) return JSON.stringify(text);
  refuseInexact(name, text, file);
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return JSON.stringify(text);
  }
}

/** Whole numbers beyond 2^53 would silently become others. */
function refuseInexact(name: string, json: string, file: string): void {
  const outsideTexts = json.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  for (const [number] of outsideTexts.matchAll(/-?\d+(?![\d.eE])(?<![.eE+]\d*)/g)) {
    if (Number.isSafeInteger(Number(number))) continue;
    fail({
      code: "argument",
      expected: `parameter ${name} to be a whole number of at most 2^53 - 1`,
      found: number,
      where: { file },
      hint: "Declare it as a text and read it with BigInt().",
    });
  }
}
