import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import * as lab from "../../src/lib/index";
import { sourceFiles } from "../support/source-files";

// Every @example of a public doc comment is executed. `expression //=> expected` asserts deep equality; the rooms
// are in scope under their names; top-level await is allowed.

const library = path.resolve(__dirname, "../../src/lib");

interface Example {
  readonly file: string;
  readonly name: string;
  readonly code: string;
}

function examplesOf(file: string): Example[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
  const found: Example[] = [];
  const visit = (node: ts.Node): void => {
    for (const tag of ts.getJSDocTags(node)) {
      if (tag.tagName.text !== "example" || tag.parent.parent !== node) continue;
      const name = (node as { name?: ts.Node }).name?.getText(source) ?? "?";
      const code = (ts.getTextOfJSDocComment(tag.comment) ?? "").replace(/^```\w*\n?|\n?```$/g, "");
      found.push({ file: path.relative(library, file), name, code });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** `a(b) //=> c` becomes a check of a(b) against c; other lines stay as they are. */
function withChecks(code: string): { code: string; checks: number } {
  let checks = 0;
  const lines = code.split("\n").map((line) => {
    const match = /^(.*?);?\s*\/\/=>\s*(.*?)\s*$/.exec(line);
    if (match === null) return line;
    checks++;
    return `check((${match[1]}), (${match[2]}), ${JSON.stringify(line.trim())});`;
  });
  return { code: lines.join("\n"), checks };
}

const examples = sourceFiles(library).flatMap(examplesOf);
const AsyncFunction = (async () => {}).constructor as new (
  ...args: string[]
) => (...values: unknown[]) => Promise<void>;

describe("doc examples", () => {
  for (const { file, name, code } of examples) {
    it(`${file}: ${name}`, async () => {
      const checked = withChecks(code);
      const { outputText } = ts.transpileModule(`async function example() {\n${checked.code}\n}`, {
        compilerOptions: { target: ts.ScriptTarget.ES2022 },
      });
      const check = (actual: unknown, expected: unknown, line: string): void => {
        assert.deepEqual(structuredCloneIfPlain(actual), expected, line);
      };
      await new AsyncFunction(...Object.keys(lab), "check", `${outputText}\nreturn example();`)(
        ...Object.values(lab),
        check,
      );
    });
  }

  it("exist, and check something", () => {
    assert.ok(examples.length > 3);
    assert.deepEqual(
      examples.filter(({ code }) => withChecks(code).checks === 0),
      [],
    );
  });
});

/** Typed arrays compare as arrays of numbers, so that examples can write `[1, 2]`. */
function structuredCloneIfPlain(value: unknown): unknown {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? Array.from(value as Float64Array)
    : value;
}
