import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { LabError, random } from "../../../src/lib/core";
import { type Column, type CsvReadOptions, csvText, readCsv, Table } from "../../../src/lib/table";
import { planCsvRead } from "../../../src/lib/table/csv/options";
import { type ReadPool, readInParallel } from "../../../src/lib/table/csv/read-parallel";
import { FILE_CHUNK } from "../../../src/lib/table/csv/source";
import { ThreadPool } from "../../../src/lib/table/csv/threads";
import { pieces, suiteFolder, tableOrFault } from "./helpers";

describe("table readCsv with threads", () => {
  const file = suiteFolder();
  let pool: ReadPool;
  const handles: FileHandle[] = [];
  before(() => {
    pool = new ThreadPool("read-worker", 2);
  });
  after(async () => {
    await pool.close();
    for (const handle of handles) await handle.close();
  });

  /** What several threads read of the text, in parts of one piece; undefined where they leave it to one. */
  async function parallel(text: string | Buffer, options: CsvReadOptions = {}): Promise<Table | undefined> {
    writeFileSync(file("t.csv"), text);
    const handle = await open(file("t.csv"), "r");
    handles.push(handle);
    const columns = await readInParallel(pool, handle, planCsvRead(file("t.csv"), options), FILE_CHUNK);
    // The order asked for is readCsv's matter.
    return columns && Table.fromColumns(columns).select(options.columns ?? columns.map(([name]) => name));
  }

  async function single(text: string | Buffer, options: CsvReadOptions = {}): Promise<Table> {
    return readCsv(pieces(Buffer.from(text), FILE_CHUNK), { label: "t.csv", ...options });
  }

  async function assertSame(text: string, options: CsvReadOptions = {}): Promise<void> {
    const [one, several] = [await single(text, options), await parallel(text, options)];
    assert.ok(several !== undefined, "read with threads");
    assert.deepEqual(several.names, one.names);
    for (const name of one.names) {
      // Not deepEqual on whole columns, whose account of a difference would be endless.
      const a: Column = one.column(name);
      const b: Column = several.column(name);
      assert.equal(a.length, b.length, name);
      assert.equal(a instanceof Float64Array, b instanceof Float64Array, name);
      for (let i = 0; i < a.length; i++)
        if (!Object.is(a[i], b[i])) assert.fail(`${name}[${i}]: ${a[i]} is not ${b[i]}`);
    }
  }

  const lines = (count: number, line: (i: number) => string): string =>
    Array.from({ length: count }, (_, i) => `${line(i)}\n`).join("");

  it("gives the table of one thread: numbers, texts, missing cells, line ends", async () => {
    const stream = random("parallel");
    const rows = 60_000;
    const t = Table.fromColumns([
      ["n", Float64Array.from({ length: rows }, () => stream.normal())],
      ["s", Array.from({ length: rows }, (_, i) => ["a,b", 'x"y', null, "é😀", "", "NaN"][i % 6])],
      ["i", Float64Array.from({ length: rows }, (_, i) => (i % 9 === 0 ? Number.NaN : -i))],
      ["id", Array.from({ length: rows }, (_, i) => `${i}x`)],
    ] as [string, Column][]);
    for (const newline of ["\n", "\r\n"] as const) {
      const text = csvText(t, { newline });
      assert.ok(text.length > 4 * FILE_CHUNK);
      await assertSame(text);
      await assertSame(`\ufeff${text.trimEnd()}`);
    }
    await assertSame(csvText(t), { columns: ["i", "s"], types: { i: "text" } });
    await assertSame(csvText(t, { header: false }), { header: ["a", "b", "c", "d"] });
  });

  it("proves its guesses: line ends in quotes do not mislead it", async () => {
    // One quoted cell of many lines across a border of parts, and one across a whole part.
    const cell = `"${lines(3000, (i) => `${i},"",inside`)}"`;
    const long = `"${lines(60_000, (i) => `${i},"",inside`)}"`;
    for (const quoted of [cell, long]) {
      const before = lines(Math.floor((1.5 * FILE_CHUNK - 20_000) / 10), () => "12345,abc");
      await assertSame(`n,s\n${before}1,${quoted}\n${lines(100_000, () => "12345,abc")}`);
    }
    assert.equal(
      await parallel(`n,s\n${lines(200, () => `1,${cell}`)}`),
      undefined,
      "too many wrong guesses",
    );
  });

  it("types a column by the cells of all parts", async () => {
    const late = `a,b,c,d\n${lines(200_000, (i) => `007,1.50,"",${i < 3 ? "1" : ""}`)}x,2,,\n`;
    await assertSame(late);
    assert.equal((await parallel(late))!.at(0, "a"), "007");
    assert.equal((await parallel(late))!.at(0, "c"), "");
    // Text at once, text late in the first piece, text only in the last part.
    await assertSame(
      `a,b,c\n1.0,x,\n${lines(20, () => "1.0,1.0,")}x,,\n${lines(200_000, () => "1.0,2.0,3.0")},,y\n`,
    );
  });

  it("leaves what is wrong to one thread, which names the place, wherever it stands", async () => {
    const good = lines(150_000, (i) => `${i},text`);
    const faults: [string | Buffer, CsvReadOptions][] = [
      [`a,b\n${good}1\n${good}`, {}],
      [`a,b\n${good}1,2,3\n`, {}],
      [`a,b\n1,2,3\n${good}`, {}],
      [`a,b\n${good}1,"x"y\n${good}`, {}],
      [`a,b\n${good}1,"x\n${good}`, { maxRecordBytes: 1_000_000 }],
      [`a,b\n${good}1,"x\n`, {}],
      [`a,b\n${good}1,x\0\n${good}`, {}],
      [Buffer.concat([Buffer.from(`a,b\n${good}1,`), Buffer.from([0xc3, 10])]), {}],
      [`a,b\n${good}x,2\n${good}`, { types: { a: "number" } }],
      [`a,b\n${good}1,${"x".repeat(1_500_000)}\n${good}`, { maxRecordBytes: 1_000_000 }],
      [`a,a\n${good}`, {}],
      [`a,b\n${good}`, { columns: ["c"] }],
      ["", {}],
    ];
    for (const [text, options] of faults) {
      assert.equal(await parallel(text, options), undefined);
      const one = await tableOrFault(single(text, { ...options, label: file("t.csv") }));
      assert.ok(one instanceof LabError);
    }
    assert.equal(await parallel(gzipSync(`a,b\n${good}`)), undefined);
    assert.equal(await parallel(Buffer.from(`\ufeffa,b\n${good}`, "utf16le")), undefined);
  });

  it("agrees with one thread on damaged files", async () => {
    const stream = random("parallel damage");
    const cells = ['"a\nb"', "x", "1", '"x,y"', "2.5", '""', '"q""q"'];
    for (let k = 0; k < 8; k++) {
      const rows = Array.from({ length: 40_000 }, () => {
        const row = Array.from(
          { length: 4 },
          () => cells[stream.integer(k < 4 ? cells.length : 5) % (k + 1)],
        );
        return `${row.join(",")},abcdefghijkl`;
      });
      const bytes = Buffer.from(`a,b,c,d,e\n${rows.join(k % 2 === 0 ? "\n" : "\r\n")}`);
      if (k % 3 === 0) bytes[stream.integer(bytes.length)] = [34, 44, 10, 0, 0xff][stream.integer(5)];
      const one = await tableOrFault(single(bytes));
      const several = await parallel(bytes);
      if (one instanceof LabError) assert.equal(several, undefined);
      else if (several !== undefined) {
        for (const name of one.names) assert.deepEqual(several.column(name), one.column(name));
      }
    }
  });

  it("is what readCsv does with a large file, with the same errors", async function () {
    // On a busy machine the four workers take long to load the TypeScript compiler.
    this.timeout(60_000);
    const rows = 320_000;
    const cell = "x".repeat(93);
    const good = `a,b\n${`123456,${cell}\n`.repeat(rows)}`;
    writeFileSync(file("large.csv"), good);
    const t = await readCsv(file("large.csv"), { threads: 2 });
    assert.deepEqual([t.length, t.at(0, "a"), t.at(rows - 1, "b")], [rows, 123456, cell]);
    assert.ok(t.numbers("a").every((value) => value === 123456));
    writeFileSync(file("large.csv"), `${good}"1`);
    const faults = [];
    for (const threads of [1, 2]) {
      faults.push(JSON.stringify(await tableOrFault(readCsv(file("large.csv"), { threads }))));
    }
    assert.equal(faults[0], faults[1]);
    assert.match(faults[0], /"line":320002/);
    await assert.rejects(readCsv({ text: "a\n" }, { threads: 0 }), { code: "argument" });
  });
});
