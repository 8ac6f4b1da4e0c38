import assert from "node:assert/strict";
import { sourceOffset } from "../../../src/lib/notebook/kernel/align";

describe("sourceOffset", () => {
  const source = [
    'import { core } from "dataplane-lab";',
    "interface Point { x: number; y: number }",
    "function length(p: Point): number {",
    "  return Math.hypot(p.x, p.y);",
    "}",
    "const total: number = length({ x: 3, y: 4 }) + core.random(7).integer(2);",
    "enum Kind { One }",
    "missing.call();",
  ].join("\n");
  const output = [
    'Object.defineProperty(exports, "__esModule", { value: true });',
    "exports.tsLastExpr = exports.Kind = exports.total = exports.length = void 0;",
    'const dataplane_lab_1 = require("dataplane-lab");',
    "function length(p) {",
    "    return Math.hypot(p.x, p.y);",
    "}",
    "exports.length = length;",
    "const total = length({ x: 3, y: 4 }) + dataplane_lab_1.core.random(7).integer(2);",
    "exports.total = total;",
    "exports.tsLastExpr = exports.missing.call();",
  ].join("\n");

  it("finds the partner of a token behind types, imports and helper lines", () => {
    for (const word of ["hypot", "length({", "random(7)", "integer(2)", "missing.call", "call()"]) {
      assert.equal(sourceOffset(source, output, output.indexOf(word)), source.indexOf(word), word);
    }
  });

  it("gives an inserted token the next one that the author wrote", () => {
    assert.equal(sourceOffset("go();", "exports.go();", 0), 0);
  });

  it("knows nothing about an output without anything of the source", () => {
    assert.equal(sourceOffset("a", "b", 0), undefined);
    assert.equal(sourceOffset("", "", 0), undefined);
  });
});
