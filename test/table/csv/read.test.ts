import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { type CsvReadOptions, readCsv } from "../../../src/lib/table";
import { pieces, read, rowsOf, suiteFolder } from "./helpers";

describe("table readCsv", () => {
  const file = suiteFolder();

  it("types a column by all of its cells", async () => {
    const late = await read(`a,b,c\n${"007,1.50,2\n".repeat(2000)}x,,3`);
    assert.equal(late.at(0, "a"), "007");
    assert.equal(late.at(1999, "a"), "007");
    assert.equal(late.at(2000, "a"), "x");
    assert.equal(late.isNumeric("b"), true);
    assert.equal(late.at(0, "b"), 1.5);
    assert.deepEqual([late.length, late.at(2000, "b"), late.at(2000, "c")], [2001, null, 3]);
  });

  it("reads again only what it must, also from a stream that cannot be read twice", async () => {
    const text = `a,b\n${"1.0,é\n".repeat(500)}x,y\n,2\n3,4\n`;
    const whole = await read(text);
    assert.deepEqual(whole.texts("a").slice(498), ["1.0", "1.0", "x", null, "3"]);
    for (const size of [1, 2, 3, 7, 100, 5000]) {
      const streamed = await readCsv(pieces(Buffer.from(text), size));
      assert.deepEqual(rowsOf(streamed), rowsOf(whole), `pieces of ${size}`);
    }
    assert.deepEqual(rowsOf(await readCsv(Readable.from([Buffer.from(text)]))), rowsOf(whole));
  });

  it("takes blanks and the tokens of perf as missing, never as 0", async () => {
    const t = await read("a,b\n<not counted>,x\n  , \n NaN ,<not supported>\n5,nan\n");
    assert.deepEqual(rowsOf(t), [
      { a: null, b: "x" },
      { a: null, b: null },
      { a: null, b: null },
      { a: 5, b: null },
    ]);
    const own = await read("a\nNA\n3\nNaN\n", { missing: ["NA"] });
    assert.deepEqual(own.texts("a"), [null, "3", "NaN"]);
  });

  it("takes a quoted cell of a text column as it is, and a quoted number as a number", async () => {
    const t = await read('a,b,c\n"","1",""\nx,"2",\n"NaN","",""\n');
    assert.deepEqual(t.texts("a"), ["", "x", "NaN"]);
    assert.deepEqual([...t.numbers("b")], [1, 2, Number.NaN]);
    assert.deepEqual(t.texts("c"), ["", null, ""]);
  });

  it("reads quotes, delimiters and line ends inside quotes", async () => {
    const t = await read('a,"b ""x"""\n"1,2","line\r\nbreak\n"\n"""",in"ner\n');
    assert.deepEqual(t.names, ["a", 'b "x"']);
    assert.deepEqual(t.texts("a"), ["1,2", '"']);
    assert.deepEqual(t.texts('b "x"'), ["line\r\nbreak\n", 'in"ner']);
  });

  it("reads every line end, a byte order mark, and a file without a last line end", async () => {
    const expected = [
      { a: 1, b: "x" },
      { a: 2, b: null },
    ];
    for (const text of [
      "a,b\n1,x\n2,\n",
      "a,b\r\n1,x\r\n2,\r\n",
      "a,b\r1,x\r2,\r",
      "\ufeffa,b\n1,x\n2,",
      "\n\na,b\n\n1,x\n\r\n2,\n\n",
    ]) {
      for (const size of [1, 2, 3, 1000]) {
        assert.deepEqual(
          rowsOf(await readCsv(pieces(Buffer.from(text), size))),
          expected,
          JSON.stringify(text),
        );
      }
    }
    // The one cell of a line in a one-column table may be nothing.
    assert.deepEqual([...(await read("a\n1\n\n2\n")).numbers("a")], [1, Number.NaN, 2]);
  });

  it("reads gzip, from a file, a stream or in members, and says when it is cut", async () => {
    const text = `a\n${"12345\n".repeat(100_000)}`;
    const packed = gzipSync(text);
    writeFileSync(file("t.gz"), Buffer.concat([packed, gzipSync("7\n")]));
    const t = await readCsv(file("t.gz"));
    assert.equal(t.length, 100_001);
    assert.equal(t.at(100_000, "a"), 7);
    assert.equal((await readCsv(pieces(packed, 1))).length, 100_000);
    await assert.rejects(readCsv(pieces(packed.subarray(0, 100), 10), { label: "cut.gz" }), {
      name: "LabError",
      code: "format",
      where: { file: "cut.gz" },
    });
  });

  it("reads some columns only, in the order asked for, and with the types asked for", async () => {
    const text = 'a,b,c\n007,"x\ny",2020-01-02T03:04:05.5Z\n1,z,2020-01-02 03:04\n';
    const t = await read(text, { columns: ["c", "a"], types: { a: "text", c: "time" } });
    assert.deepEqual(rowsOf(t), [
      { c: Date.UTC(2020, 0, 2, 3, 4, 5, 500), a: "007" },
      { c: Date.UTC(2020, 0, 2, 3, 4), a: "1" },
    ]);
    await assert.rejects(read(text, { columns: ["d"] }), { code: "unknown-column" });
    await assert.rejects(read(text, { types: { A: "text" } }), { code: "unknown-column" });
    await assert.rejects(read(text, { types: { b: "number" } }), {
      code: "type",
      found: '"x\\ny"',
      hint: 'If the column holds texts, say so: types: { "b": "text" }.',
    });
  });

  it("takes names from the options for a file without a header", async () => {
    assert.deepEqual(rowsOf(await read("1,x\n", { header: ["a", "b"] })), [{ a: 1, b: "x" }]);
    assert.equal((await read("", { header: ["a"] })).length, 0);
  });

  it("takes hostile names and cells as text", async () => {
    const names = ["__proto__", "constructor", "datum['x']", "a,b", 'a"b', "a\nb", "", "<img onerror=1>"];
    const quoted = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(",");
    const t = await read(`${quoted}\n${quoted}\n`);
    assert.deepEqual(t.names, names);
    for (const name of names) assert.deepEqual(t.texts(name), [name]);
  });

  const faults: [string, string | Uint8Array, CsvReadOptions, Record<string, unknown>][] = [
    ["an empty file", "", {}, { code: "format", where: { file: "CSV" } }],
    ["only blank lines", "\n\r\n", {}, { code: "format" }],
    ["a name twice", "a,b,a\n", {}, { code: "format", where: { file: "CSV", line: 1, column: 3 } }],
    [
      "a short record",
      "a,b\n1,2\n3\n",
      {},
      { code: "ragged", found: "1", where: { file: "CSV", line: 3, byte: 9 } },
    ],
    ["a long record", "a,b\n1,2,3\n", {}, { code: "ragged", where: { file: "CSV", line: 2, byte: 8 } }],
    ["a delimiter too many", "a,b\n1,2,\n", {}, { code: "ragged" }],
    ["text when padding", "a,b\n1,2,3\n", { ragged: "pad" }, { code: "ragged" }],
    [
      "a quote never closed",
      'a\n1\n"x\n2\n',
      {},
      { code: "format", where: { file: "CSV", line: 3, column: "a" } },
    ],
    ["text behind a quote", 'a\n"x"y\n', {}, { code: "format", found: '"y"' }],
    [
      "a NUL byte",
      "a,b\n1,x\0y\n",
      {},
      { code: "format", where: { file: "CSV", line: 2, column: "b", byte: 7 } },
    ],
    ["a NUL byte in quotes", 'a\n"x\0y"\n', {}, { code: "format", found: "a NUL byte" }],
    ["a NUL byte in the header", "a\0\n", {}, { code: "format", found: "a NUL byte" }],
    [
      "invalid UTF-8",
      Buffer.from([97, 10, 120, 195, 40, 10]),
      {},
      { code: "encoding", found: "byte 0xc3", where: { file: "CSV", line: 2, column: "a", byte: 3 } },
    ],
    [
      "cut UTF-8",
      Buffer.from([97, 10, 0xe2, 0x82, 10]),
      {},
      { code: "encoding", where: { file: "CSV", line: 2, column: "a", byte: 2 } },
    ],
    ["UTF-16", Buffer.from("\ufeffa\n", "utf16le"), {}, { code: "format" }],
    ["a long line", `a\n${"x".repeat(2000)}`, { maxRecordBytes: 1000 }, { code: "limit" }],
  ];
  for (const [what, bytes, options, fault] of faults) {
    it(`says where it met ${what}, however the bytes come`, async () => {
      for (const size of [1, 3, 1000]) {
        await assert.rejects(readCsv(pieces(Buffer.from(bytes), size), options), {
          name: "LabError",
          ...fault,
        });
      }
    });
  }

  it("counts the lines inside quotes when it names a line", async () => {
    await assert.rejects(read('a,b\n"1\n2\n3",x\n1\n'), {
      code: "ragged",
      where: { file: "CSV", line: 5, byte: 15 },
    });
  });

  it("pads, renames and reads latin1 when asked", async () => {
    const padded = await read("a,b,c\n1\n1,x,2, ,\n", { ragged: "pad" });
    assert.deepEqual(rowsOf(padded), [
      { a: 1, b: null, c: null },
      { a: 1, b: "x", c: 2 },
    ]);
    const renamed = await read("a,a,a__dup1,a\n1,2,3,4\n", { duplicates: "rename" });
    assert.deepEqual(renamed.names, ["a", "a__dup2", "a__dup1", "a__dup3"]);
    const latin1 = await readCsv(pieces(Buffer.from([97, 10, 233, 10]), 1), { encoding: "latin1" });
    assert.deepEqual(latin1.texts("a"), ["é"]);
  });

  it("reads other delimiters and refuses impossible ones", async () => {
    assert.deepEqual(rowsOf(await read("a;b\n1,5;x\n", { delimiter: ";" })), [{ a: "1,5", b: "x" }]);
    assert.deepEqual(rowsOf(await read("a\tb\n1\t2\n", { delimiter: "\t" })), [{ a: 1, b: 2 }]);
    for (const delimiter of ["", ",,", "\n", '"', ".", "-", "5", "e", "é"]) {
      await assert.rejects(read("a\n", { delimiter }), { code: "argument" });
    }
  });

  it("stops at a line of a gigabyte long before it is in memory", async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      const piece = Buffer.alloc(1 << 20, "x");
      for (; given < 1024; given++) yield piece;
    }
    await assert.rejects(readCsv(endless()), { code: "limit" });
    assert.ok(given < 40, `${given} MiB were read`);
  });

  it("says when a file is not there, is a folder, or the source is none", async () => {
    await assert.rejects(readCsv(file("none.csv")), { code: "not-found", where: { file: file("none.csv") } });
    await assert.rejects(readCsv(file(".")), { code: "not-found", found: "a folder" });
    await assert.rejects(readCsv(7 as never), { code: "argument" });
    await assert.rejects(readCsv(Readable.from([{}]) as never), { code: "argument" });
  });

  it("passes on the error of a stream", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("a\n1\n");
      throw new Error("wire cut");
    }
    await assert.rejects(readCsv(broken()), /wire cut/);
  });
});
