import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { random } from "../../../src/lib/core";
import { type CsvWriteOptions, csvText, Table, writeCsv } from "../../../src/lib/table";
import { ThreadPool } from "../../../src/lib/table/csv/threads";
import { formatInParallel, type WritePool } from "../../../src/lib/table/csv/write-parallel";
import { planCsvWrite } from "../../../src/lib/table/csv/write-plan";

const cellsOf = (table: Table) =>
  table.names.map((name) => ({
    numbers: table.isNumeric(name) ? table.numbers(name) : new Float64Array(0),
    texts: table.isNumeric(name) ? [] : table.texts(name),
  }));

let pool: WritePool;

/** The rows that two workers write, in blocks of a few rows. */
async function parallelText(table: Table, options: CsvWriteOptions, blockRows: number): Promise<string> {
  const parts: Uint8Array[] = [];
  const format = planCsvWrite(table, options);
  for await (const part of formatInParallel(pool, format, cellsOf(table), table.length, blockRows)) {
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

describe("table writeCsv with threads", () => {
  before(() => {
    pool = new ThreadPool("write-worker", 2);
  });
  after(() => pool.close());

  const stream = random("write-parallel");
  const t = Table.fromColumns([
    ["n", Float64Array.from({ length: 101 }, () => stream.normal() * 10 ** stream.integer(20))],
    [
      "s",
      Array.from({ length: 101 }, (_, i) => (i % 7 === 0 ? null : ["a,b", 'x"y', "é😀", "", "NaN"][i % 5])),
    ],
    ["i", Float64Array.from({ length: 101 }, (_, i) => (i % 9 === 0 ? Number.NaN : -i))],
  ]);

  it("gives the bytes of one thread, whatever the blocks and options", async () => {
    for (const options of [
      {},
      { delimiter: ";", newline: "\r\n", missing: "NA", floats: ["i"], suffixes: { n: "\r", s: "é" } },
      { decimals: 3 },
    ] as const) {
      const expected = csvText(t, { ...options, header: false });
      for (const blockRows of [1, 10, 101, 1000]) {
        assert.equal(await parallelText(t, options, blockRows), expected, `blocks of ${blockRows}`);
      }
    }
    assert.equal(await parallelText(t.slice(0, 0), {}, 10), "");
  });

  it("fails with the error of the first bad cell", async () => {
    const bad = t.with(
      "s",
      Array.from({ length: 101 }, (_, i) => (i < 50 ? "x" : i < 60 ? "\0" : "\ud800")),
    );
    let expected: unknown;
    assert.throws(
      () => csvText(bad),
      (error) => {
        expected = error;
        return true;
      },
    );
    await assert.rejects(parallelText(bad, {}, 5), (error) => {
      assert.deepEqual(JSON.stringify(error), JSON.stringify(expected));
      return true;
    });
  });

  it("is used for a large table, and not for a wrong number of threads", async () => {
    const large = Table.of({ a: Float64Array.from({ length: 4_000_001 }, (_, i) => i % 10) });
    const sizes: number[] = [];
    const collect = (): Writable =>
      new Writable({
        write(chunk: Buffer, _, done) {
          sizes.push(chunk.length);
          done();
        },
      });
    await writeCsv(large, collect(), { threads: 2 });
    assert.equal(
      sizes.reduce((sum, size) => sum + size),
      8_000_002 + 2,
    );
    assert.ok(
      sizes.slice(1).every((size) => size <= 1 << 18),
      "blocks of the workers",
    );
    sizes.length = 0;
    await writeCsv(large, collect(), { threads: 1 });
    assert.ok(sizes[1] > 1 << 18, "chunks of one thread");
    for (const threads of [0, 1.5, Number.NaN]) {
      await assert.rejects(writeCsv(t, collect(), { threads }), { code: "argument" });
    }
  });
});
