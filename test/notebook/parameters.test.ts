import assert from "node:assert/strict";
import { parseNotebook, parseParameter } from "../../src/lib/notebook";
import { declaredParameters, injectParameters } from "../../src/lib/notebook/parameters";

function notebook(source: string, tags: string[] = ["parameters"]) {
  const cells = [
    { cell_type: "markdown", metadata: {}, source: "# T" },
    { cell_type: "code", metadata: { tags }, source },
    { cell_type: "code", metadata: {}, source: "rest" },
  ];
  return parseNotebook(JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
}

function injected(source: string, texts: Record<string, string>): string {
  const book = notebook(source);
  assert.equal(injectParameters(book, texts), 2);
  assert.deepEqual(book.cells[2].metadata.tags, ["injected-parameters"]);
  assert.equal(book.cells[3].source, "rest");
  return book.cells[2].source.replace(/^.*\n\{\n {2}|\n\}$/g, "");
}

describe("parameters", () => {
  const source =
    'let seed = 1, name = "a";\nlet mode: "x" | "y" = "x";\nlet list: number[] = [];\nlet both: string | number = 1;\nlet text: string;\nlet kind = "a" as "a" | "b";\nconst fixed = 1;';

  it("finds what is declared with let, and which of it is a text", () => {
    const found = [...declaredParameters(source)].map(([name, { text }]) => `${name}${text ? "*" : ""}`);
    assert.deepEqual(found, ["seed", "name*", "mode*", "list", "both", "text*", "kind*"]);
  });

  it("writes a value as the declared type wants it", () => {
    assert.equal(injected(source, { seed: "7" }), "seed = 7;");
    assert.equal(injected(source, { seed: "-1.5e3" }), "seed = -1500;");
    assert.equal(injected(source, { seed: "abc" }), 'seed = "abc";', "the compiler refuses it");
    assert.equal(injected(source, { name: "7" }), 'name = "7";');
    assert.equal(
      injected(source, { text: 'a"; process.exit(); "\n$x' }),
      'text = "a\\"; process.exit(); \\"\\n$x";',
    );
    assert.equal(injected(source, { list: "[1, 2]" }), "list = [1,2];");
    assert.equal(injected(source, { both: "7" }), "both = 7;");
    assert.equal(injected(source, { kind: "b" }), 'kind = "b";');
  });

  it("refuses whole numbers that JavaScript cannot hold, wherever they stand", () => {
    for (const value of [
      "9007199254740993",
      "-9007199254740992",
      "[1, 9007199254740993]",
      '{"a": 9007199254740993}',
    ]) {
      assert.throws(() => injected(source, { list: value }), /2\^53/, value);
    }
    assert.equal(injected(source, { name: "9007199254740993" }), 'name = "9007199254740993";');
    assert.equal(injected(source, { list: '["9007199254740993"]' }), 'list = ["9007199254740993"];');
    assert.equal(injected(source, { seed: "9007199254740991" }), "seed = 9007199254740991;");
    assert.equal(injected(source, { seed: "1e300" }), "seed = 1e+300;");
    assert.equal(injected(source, { seed: "0.12345678901234567890" }), "seed = 0.12345678901234568;");
  });

  it("refuses unknown names with the compiler's words, and a notebook without a parameters cell", () => {
    assert.throws(() => injected(source, { sead: "1" }), /Cannot find name "sead"\. Did you mean seed\?/);
    assert.throws(() => injected(source, { fixed: "1" }), /Cannot find name "fixed"/);
    assert.throws(() => injected(source, { "a b": "1" }), /a parameter name/);
    assert.throws(() => injectParameters(notebook(source, []), { seed: "1" }), /a cell tagged `parameters`/);
    assert.equal(injectParameters(notebook(source), {}), -1);
  });

  it("splits at the first equals sign", () => {
    assert.deepEqual(parseParameter("a=b=c"), ["a", "b=c"]);
    assert.deepEqual(parseParameter("a="), ["a", ""]);
    assert.throws(() => parseParameter("a"), /name=value/);
    assert.throws(() => parseParameter("=a"), /name=value/);
  });
});
