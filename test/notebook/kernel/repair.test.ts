import assert from "node:assert/strict";
import { repairSource } from "../../../src/lib/notebook/kernel/repair";

describe("repairSource", () => {
  const table: [name: string, source: string, code: string][] = [
    ["shorthand", "f({ a, b: 1 })", "f({ a: a, b: 1 })"],
    ["shorthand with a default, in an assignment", "({ a = 1 } = o)", '({ "a": a = 1 } = o)'],
    ["a part under another name", "const { a: b } = o", 'const { "a": b } = o'],
    ["parts of parts", "const [{ a: { b, c: d } }] = o", 'const [{ "a": { b, "c": d } }] = o'],
    ["parts of a parameter", "o.map(({ a: b, ...c }) => b)", 'o.map(({ "a": b, ...c }) => b)'],
    ["parts in a loop", "for (const { a: b } of o);", 'for (const { "a": b } of o);'],
    ["parts that are assigned", "[{ a: b, c: [d] }] = o", '[{ "a": b, "c": [d] }] = o'],
    ["parts that are assigned in a loop", "for ({ a: b } of o);", 'for ({ "a": b } of o);'],
    ["a part with a default", "({ a: b = { c: 1 } } = o)", '({ "a": b = { c: 1 } } = o)'],
    ["computed and quoted names stay", "const { [k]: b, 'c': d } = o", ""],
    ["an object that is assigned stays", "x = y = { a: b }", ""],
    ["a declaration pattern stays", "const { a } = o", "const { a } = o"],
    ["await of brackets", "await (x)", "await Promise.resolve((x))"],
    ["await of a called function", "await (async () => 1)()", "await Promise.resolve((async () => 1)())"],
    ["await of an index", "await [p][0]", "await Promise.resolve([p][0])"],
    ["await of a template", "await `x`", "await Promise.resolve(`x`)"],
    ["await in an expression", "const y = 1 + await (x);", "const y = 1 + await Promise.resolve((x));"],
    ["await of a name stays", "await x", "await x"],
    ["await in an async function stays", "async () => await (x)", "async () => await (x)"],
    ["await in a method stays", "class A { async m() { await (x) } }", "class A { async m() { await (x) } }"],
    ["for await alone", "for await (const x of y) {}", "await null; for await (const x of y) {}"],
    [
      "for await in a block",
      "{ for await (const x of y) {} }",
      "await null; { for await (const x of y) {} }",
    ],
    [
      "for await beside an await",
      "await z; for await (const x of y) {}",
      "await z; for await (const x of y) {}",
    ],
    ["for await in a function", "async function* f() { for await (const x of y) {} }", ""],
    ["texts and comments stay", "'{ a }'; // await (x)\n/* {a} */", ""],
    ["nested awaits", "await (await (x))", "await Promise.resolve((await Promise.resolve((x))))"],
    [
      "a leading comment stays first",
      "/** @module m */\nfor await (const x of y) {}",
      "/** @module m */\nawait null; for await (const x of y) {}",
    ],
    ["broken code stays broken", "f({ a", "f({ a: a"],
    ["nothing", "", ""],
  ];
  for (const [name, source, code] of table) {
    it(name, () => assert.equal(repairSource(source).code, code === "" ? source : code));
  }

  it("maps every offset back, and moves no line", () => {
    const source = "const o = { a, b };\nconst p = await (o);\nfor await (const q of [o]) f({ q });";
    const { code, original } = repairSource(source);
    assert.equal(code.split("\n").length, source.split("\n").length);
    for (const word of ["const o", "{ a", " };", "const p", "for await", "of [o]", " });"]) {
      assert.equal(original(code.lastIndexOf(word)), source.lastIndexOf(word), word);
    }
    assert.equal(original(code.length), source.length);
  });
});
