import assert from "node:assert/strict";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readParquet, sql, Table, writeParquet } from "../../../src/lib/table";
import { rowsOf, suiteFolder } from "../csv/helpers";

const hostile = Table.fromColumns([
  ["__proto__", Float64Array.of(1, -0, Number.NaN)],
  ["constructor", ["a", null, "c,\"'é😀"]],
  ["datum['x']", Float64Array.of(Number.POSITIVE_INFINITY, 0.1, 2 ** 53 + 2)],
  ['a"b; drop table t; --', ["", " ", "NaN"]],
  ["nothing", [null, null, null]],
]);

describe("table sql", () => {
  const file = suiteFolder();

  it("takes tables and columns of any name, and gives back every cell", async () => {
    const back = await sql('SELECT * FROM "we""ird name"', { 'we"ird name': hostile });
    assert.deepEqual(back.names, hostile.names);
    for (const name of hostile.names) assert.deepEqual(back.column(name), hostile.column(name), name);
  });

  it("takes more rows than a chunk holds, in order", async () => {
    const n = 5000;
    const t = Table.of({
      i: Float64Array.from({ length: n }, (_, i) => i),
      s: Array.from({ length: n }, (_, i) => (i % 3 === 0 ? null : `t${i}`)),
    });
    const back = await sql("SELECT * FROM t", { t });
    assert.deepEqual(back.column("i"), t.column("i"));
    assert.deepEqual(back.column("s"), t.column("s"));
    assert.equal((await sql("SELECT * FROM t", { t: t.slice(0, 0) })).length, 0);
  });

  it("takes chunks of any sizes, a small one before a larger one", async () => {
    // Each part of a union comes in chunks of its own.
    const sizes = [1, 2, 700, 3, 2048, 1, 5000];
    const parts = sizes.map((size, p) => `SELECT ${p} AS part, i FROM range(${size}) AS r(i)`);
    const back = await sql(parts.join(" UNION ALL "));
    assert.deepEqual(
      rowsOf(await sql("SELECT part, count(*) AS n FROM t GROUP BY part ORDER BY part", { t: back })),
      sizes.map((n, part) => ({ part, n })),
    );
  });

  it("takes missing for NULL: sums and counts leave it out", async () => {
    const t = Table.of({ x: [1, null, 3], s: [null, "a", null] });
    assert.deepEqual(rowsOf(await sql("SELECT sum(x) AS x, count(s) AS s FROM t", { t })), [{ x: 4, s: 1 }]);
  });

  it("joins tables and binds parameters", async () => {
    const loads = Table.of({ vnf: ["a", "b"], load: [1, 2] });
    const names = Table.of({ vnf: ["b"], title: ["bridge"] });
    const query =
      "SELECT title, load FROM loads JOIN names USING (vnf) WHERE load > $least AND title <> $other";
    const found = await sql(query, { loads, names }, { parameters: { least: 1, other: "x' OR 1=1 --" } });
    assert.deepEqual(rowsOf(found), [{ title: "bridge", load: 2 }]);
  });

  it("maps the types of SQL as stated", async () => {
    const t =
      await sql(`SELECT 9007199254740992::HUGEINT AS huge, -5::TINYINT AS tiny, 1.25::DECIMAL(10,2) AS dec,
      true AS yes, DATE '1970-01-02' AS day, TIMESTAMP '1970-01-01 00:00:01.0005' AS ts, TIMESTAMPTZ '1970-01-01 01:00:00+01' AS tz,
      TIMESTAMP_S '1970-01-01 00:00:02' AS s, TIMESTAMP_MS '1970-01-01 00:00:02' AS ms, TIMESTAMP_NS '1970-01-01 00:00:02' AS ns,
      TIMESTAMP 'infinity' AS ever, NULL AS nothing, 0.1::FLOAT AS f, 'x'::ENUM('x','y') AS e, TIME '10:00' AS tm,
      UUID '00000000-0000-0000-0000-00000000000a' AS u, 'NaN'::DOUBLE AS nan`);
    assert.deepEqual(t.row(0), {
      huge: 2 ** 53,
      tiny: -5,
      dec: 1.25,
      yes: 1,
      day: 86_400_000,
      ts: 1000.5,
      tz: 0,
      s: 2000,
      ms: 2000,
      ns: 2000,
      ever: Number.POSITIVE_INFINITY,
      nothing: null,
      f: Math.fround(0.1),
      e: "x",
      tm: "10:00:00",
      u: "00000000-0000-0000-0000-00000000000a",
      nan: null,
    });
  });

  it("refuses what a table cannot hold, rather than change it", async () => {
    await assert.rejects(sql("SELECT 9007199254740993 AS x"), {
      code: "limit",
      found: "9007199254740993",
      where: { column: "x" },
    });
    await assert.rejects(sql("SELECT [1, 2] AS x"), { code: "type", where: { column: "x" } });
    await assert.rejects(sql("SELECT 1 AS a, 2 AS a"), { code: "sql", hint: "Name them with AS." });
    const t = Table.of({ a: [1], A: [2] });
    await assert.rejects(sql("SELECT 1", { t }), { code: "argument", found: '"a" and "A"' });
    await assert.rejects(sql("SELECT 1", { t: Table.of({ "": [1] }) }), { code: "argument" });
    await assert.rejects(sql("SELECT 1", { t: Table.of({}) }), { code: "argument" });
    await assert.rejects(sql("SELECT 1", { t: hostile, T: hostile }), { code: "argument" });
    await assert.rejects(sql("SELEC 1"), { code: "sql", found: /syntax error/ });
    await assert.rejects(sql("SELECT * FROM nothing_here"), { code: "sql", found: /nothing_here/ });
  });

  it("reaches no file unless it may, and no query can allow itself", async () => {
    writeFileSync(file("secret.csv"), "a\n1\n");
    const secret = file("secret.csv");
    for (const query of [
      `SELECT * FROM read_csv('${secret}')`,
      `SELECT * FROM '${secret}'`,
      `COPY (SELECT 1) TO '${file("made.csv")}'`,
      `ATTACH '${file("made.db")}' AS x`,
      `SET enable_external_access = true; SELECT * FROM read_csv('${secret}')`,
      `SELECT * FROM glob('${file("*")}')`,
    ]) {
      await assert.rejects(sql(query), { code: "sql" }, query);
    }
    assert.deepEqual(readdirSync(path.dirname(secret)), ["secret.csv"]);
    assert.deepEqual(rowsOf(await sql(`SELECT * FROM '${secret}'`, {}, { files: true })), [{ a: 1 }]);
  });
});

describe("table parquet", () => {
  const file = suiteFolder();

  it("gives back every cell, also under a hostile file name", async () => {
    for (const name of ["plain.parquet", "we[ird]*?'\" name.parquet"]) {
      for (const compression of ["zstd", "uncompressed"] as const) {
        await writeParquet(hostile, file(name), { compression });
        const back = await readParquet(file(name));
        assert.deepEqual(back.names, hostile.names);
        for (const column of hostile.names) assert.deepEqual(back.column(column), hostile.column(column));
      }
    }
    assert.deepEqual(
      (await readParquet(file("plain.parquet"), { columns: ["nothing", "__proto__"] })).names,
      ["nothing", "__proto__"],
    );
  });

  it("stores times as timestamps when told", async () => {
    const t = Table.of({ start: [Date.UTC(2020, 1, 29), null], x: [1, 2] });
    await writeParquet(t, file("t.parquet"), { types: { start: "time" } });
    assert.deepEqual(rowsOf(await readParquet(file("t.parquet"))), rowsOf(t));
    const kind = await sql(
      `SELECT typeof(start) AS kind FROM '${file("t.parquet")}' LIMIT 1`,
      {},
      { files: true },
    );
    assert.match(String(kind.at(0, "kind")), /TIMESTAMP/);
    await assert.rejects(writeParquet(t, file("u.parquet"), { types: { x: "text" } }), { code: "type" });
    assert.equal(existsSync(file("u.parquet")), false);
  });

  it("says when there is no such file, no Parquet in it, or no such column", async () => {
    writeFileSync(file("text.parquet"), "a\n1\n");
    await assert.rejects(readParquet(file("none.parquet")), { code: "not-found" });
    await assert.rejects(readParquet(file(".")), { code: "not-found" });
    await assert.rejects(readParquet(file("text.parquet")), {
      code: "format",
      where: { file: file("text.parquet") },
    });
    await writeParquet(Table.of({ a: [1] }), file("a.parquet"));
    await assert.rejects(readParquet(file("a.parquet"), { columns: ["b"] }), {
      code: "format",
      found: /"?b"?/,
    });
    await assert.rejects(
      writeParquet(Table.of({ a: [1] }), file("a.parquet"), { compression: "rar" as "zstd" }),
      { code: "argument" },
    );
  });
});
