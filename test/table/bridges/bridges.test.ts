import assert from "node:assert/strict";
import { fromArquero, fromDanfo, Table, toArquero, toDanfo } from "../../../src/lib/table";
import { columnFromValues } from "../../../src/lib/table/bridges/values";

const t = Table.fromColumns([
  ["constructor", ["a", null, "<b>"]],
  ["datum['x']", Float64Array.of(1e10 + 1.5, Number.NaN, -0)],
  ["a,b", Float64Array.of(3, 1, 2)],
]);

describe("table bridges", () => {
  it("Arquero gets the cells and gives them back, filtered and ordered", async () => {
    const dt = await toArquero(t);
    const back = fromArquero(dt);
    assert.deepEqual(back.names, t.names);
    for (const name of t.names) assert.deepEqual(back.column(name), t.column(name));
    const ordered = fromArquero(dt.orderby("a,b").slice(0, 2));
    assert.deepEqual(ordered.texts("constructor"), [null, "<b>"]);
    assert.deepEqual([...ordered.numbers("datum['x']")], [Number.NaN, -0]);
    back.numbers("a,b")[0] = 99;
    assert.equal(t.at(0, "a,b"), 3, "the copy is a copy");
    await assert.rejects(toArquero(Table.of([["__proto__", [1]] as const])), { code: "argument" });
    assert.equal((await toArquero(Table.of({ a: [] }))).numRows(), 0);
  });

  it("danfo.js gets the cells and gives them back, and prints no advertisement", async () => {
    const said: unknown[] = [];
    const { warn, log } = console;
    console.warn = (...words) => said.push(words);
    console.log = (...words) => said.push(words);
    try {
      const df = await toDanfo(t.rename({ constructor: "__proto__" }));
      assert.deepEqual(df.shape, [3, 3]);
      const back = fromDanfo(df);
      assert.deepEqual(back.names, ["__proto__", "datum['x']", "a,b"]);
      assert.deepEqual(back.texts("__proto__"), t.texts("constructor"));
      assert.deepEqual([...back.numbers("datum['x']")], [1e10 + 1.5, Number.NaN, -0]);
      assert.equal(fromDanfo(df.sortValues("a,b")).at(0, "a,b"), 1);
      // The first tensor is when the back end would speak.
      const series = df.column("a,b") as unknown as { tensor: { sum(): { dataSync(): ArrayLike<number> } } };
      assert.equal(series.tensor.sum().dataSync()[0], 6);
    } finally {
      console.warn = warn;
      console.log = log;
    }
    assert.deepEqual(said, []);
  }).timeout(30_000);

  it("values of other libraries become numbers or texts, or an error that says which column", () => {
    const from = (values: unknown[]): unknown[] => [...columnFromValues("x", values)];
    assert.deepEqual(from([true, false, new Date(5), 7n, undefined, null]), [
      1,
      0,
      5,
      7,
      Number.NaN,
      Number.NaN,
    ]);
    assert.deepEqual(from(["a", null, undefined, Number.NaN]), ["a", null, null, null]);
    for (const values of [["a", 1], [0, "a"], [{}], [2n ** 60n + 1n], [[1]]]) {
      assert.throws(() => columnFromValues("x", values), { code: "type", where: { column: "x" } });
    }
  });
});
