import assert from "node:assert/strict";
import { Table } from "../../src/lib/table";

const rows = (t: Table): unknown[] => [...t.rows()];

describe("table", () => {
  const t = Table.of({ vnf: ["a", null, "c"], load: [1, null, 3] });

  it("holds numbers as doubles with NaN, texts with null, and shows both as null", () => {
    assert.ok(t.numbers("load") instanceof Float64Array);
    assert.ok(Number.isNaN(t.numbers("load")[1]));
    assert.deepEqual(t.texts("vnf"), ["a", null, "c"]);
    assert.deepEqual(t.row(1), { vnf: null, load: null });
    assert.equal(t.at(2, "load"), 3);
    assert.deepEqual(t.numericNames(), ["load"]);
  });

  it("takes other typed arrays and undefined, and refuses what it cannot hold", () => {
    assert.deepEqual([...Table.of({ x: Int16Array.of(1, -2) } as never).numbers("x")], [1, -2]);
    assert.ok(Number.isNaN(Table.of({ x: [1, undefined] }).numbers("x")[1]));
    for (const cells of [[true], [1, "a"], ["a", 1], [{}], BigInt64Array.of(1n), 7]) {
      assert.throws(() => Table.of({ x: cells } as never), { code: "type", name: "LabError" });
    }
    assert.throws(() => Table.of({ x: [1], y: [1, 2] }), { code: "argument" });
    const twice: [string, number[]][] = [
      ["x", [1]],
      ["x", [2]],
    ];
    assert.throws(() => Table.of(twice), { code: "argument" });
  });

  it("names the nearest column when one is not there", () => {
    assert.throws(() => t.column("laod"), { code: "unknown-column", hint: 'Did you mean "load"?' });
    assert.throws(() => t.numbers("vnf"), { code: "type" });
    assert.throws(() => t.texts("load"), { code: "type" });
    assert.throws(() => t.at(3, "load"), { code: "argument" });
    assert.throws(() => t.row(-1), { code: "argument" });
  });

  it("selects, drops, adds, replaces, renames", () => {
    assert.deepEqual(t.select(["load", "vnf"]).names, ["load", "vnf"]);
    assert.deepEqual(t.drop(["vnf"]).names, ["load"]);
    assert.throws(() => t.drop(["x"]), { code: "unknown-column" });
    assert.deepEqual(t.with("x", [1, 2, 3]).names, ["vnf", "load", "x"]);
    assert.deepEqual([...t.with("vnf", [1, 2, 3]).numbers("vnf")], [1, 2, 3]);
    assert.throws(() => t.with("x", [1]), { code: "argument" });
    assert.deepEqual(t.rename({ vnf: "load", load: "vnf" }).names, ["load", "vnf"]);
    assert.throws(() => t.rename({ vnf: "load" }), { code: "argument" });
  });

  it("slices, takes, filters, concatenates", () => {
    assert.deepEqual(rows(t.slice(-1)), [{ vnf: "c", load: 3 }]);
    assert.deepEqual(t.take([2, 0, 2]).texts("vnf"), ["c", "a", "c"]);
    assert.throws(() => t.take([3]), { code: "argument" });
    const load = t.numbers("load");
    assert.deepEqual(rows(t.filter((i) => load[i] > 1)), [{ vnf: "c", load: 3 }]);
    const both = t.concat(t.select(["load", "vnf"]), t.slice(0, 0));
    assert.deepEqual([...both.numbers("load")], [1, Number.NaN, 3, 1, Number.NaN, 3]);
    assert.throws(() => t.concat(t.drop(["load"])), { code: "unknown-column" });
    assert.throws(() => t.drop(["load"]).concat(t), { code: "unknown-column" });
  });

  it("keeps the type of a text column without a text, and shares columns instead of copying them", () => {
    const empty = t.slice(1, 2);
    assert.equal(empty.isNumeric("vnf"), false);
    assert.equal(empty.select(["vnf"]).isNumeric("vnf"), false);
    assert.equal(empty.concat(t).length, 4);
    assert.equal(t.rename({ load: "x" }).column("x"), t.column("load"));
    assert.equal(t.select(["vnf"]).column("vnf"), t.column("vnf"));
  });

  it("takes hostile names for names", () => {
    const hostile = ["__proto__", "constructor", "datum['x']", "a,b", 'a"b', "", "toString"];
    const table = Table.of(hostile.map((name, i) => [name, [i]] as const));
    assert.deepEqual(table.names, hostile);
    assert.deepEqual(Object.keys(table.row(0)).sort(), [...hostile].sort());
    assert.equal(table.at(0, "__proto__"), 0);
    assert.equal(t.has("constructor"), false);
    assert.deepEqual(Table.fromRows([table.row(0)]).names, hostile);
    assert.deepEqual(Table.fromRows([{ a: 1 }, { b: "x" }]).row(1), { a: null, b: "x" });
  });

  it("can be empty", () => {
    assert.equal(Table.of({}).length, 0);
    assert.deepEqual(rows(Table.fromRows([])), []);
  });
});
