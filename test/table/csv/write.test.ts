import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Writable } from "node:stream";
import { gunzipSync } from "node:zlib";
import { csvText, readCsv, Table, writeCsv } from "../../../src/lib/table";
import { read, rowsOf, suiteFolder } from "./helpers";

describe("table writeCsv", () => {
  const file = suiteFolder();

  it("quotes only what needs it", () => {
    const cells = [
      "plain",
      "a,b",
      'say "x"',
      "line\nbreak",
      "\r",
      "",
      " ",
      "NaN",
      " <not counted> ",
      " x",
      null,
      "\ufeffx",
      "é",
    ];
    const t = Table.fromColumns([["a b", cells]]);
    assert.equal(
      csvText(t),
      'a b\nplain\n"a,b"\n"say ""x"""\n"line\nbreak"\n"\r"\n""\n" "\n"NaN"\n" <not counted> "\n x\n\n"\ufeffx"\né\n',
    );
  });

  it("writes the other delimiter, line end, header and missing token", () => {
    const t = Table.of({ a: [1.5, null], b: ["x,y", "a;b"] });
    assert.equal(
      csvText(t, { delimiter: ";", newline: "\r\n", missing: "NA" }),
      'a;b\r\n1.5;x,y\r\nNA;"a;b"\r\n',
    );
    assert.equal(csvText(t, { header: false, decimals: 2 }), '1.50,"x,y"\n,a;b\n');
    assert.equal(csvText(Table.of({ a: ["NA", "N"] }), { missing: "NA" }), 'a\n"NA"\nN\n');
    for (const options of [
      { delimiter: "" },
      { newline: "\r" as "\n" },
      { decimals: -1 },
      { missing: "a,b" },
      { missing: "\n" },
    ]) {
      assert.throws(() => csvText(t, options), { code: "argument" });
    }
    assert.throws(() => csvText(t, { floats: ["z"] }), { code: "unknown-column" });
  });

  it("refuses text that would not come back", () => {
    for (const cell of ["a\0b", "\ud800", "x\udc00y"]) {
      assert.throws(() => csvText(Table.of({ a: [cell] })), { code: "argument", where: { column: "a" } });
    }
    assert.throws(() => csvText(Table.of({ "a\0": [1] })), { code: "argument" });
    assert.equal(csvText(Table.of({ a: ["😀"] })), "a\n😀\n");
  });

  it("writes empty tables and empty names so that they come back", async () => {
    for (const t of [
      Table.of({ a: [] }),
      Table.of({ "": [1, null] }),
      Table.fromColumns([
        ["", [""]],
        ["b", [null]],
      ]),
    ]) {
      assert.deepEqual((await read(csvText(t))).names, t.names);
      assert.equal((await read(csvText(t))).length, t.length);
    }
  });

  it("replaces a file whole, and packs it when its name says so", async () => {
    const t = Table.of({
      a: Float64Array.from({ length: 300_000 }, (_, i) => i / 8),
      b: new Array<string>(300_000).fill("text"),
    });
    await writeCsv(t, file("big.csv"));
    await writeCsv(t, file("big.csv.gz"));
    const text = readFileSync(file("big.csv"));
    assert.ok(text.length > 3 << 20, "more than one chunk");
    assert.ok(text.equals(gunzipSync(readFileSync(file("big.csv.gz")))));
    const back = await readCsv(file("big.csv.gz"));
    assert.deepEqual(back.numbers("a"), t.numbers("a"));
    await assert.rejects(writeCsv(Table.of({ a: ["\0"] }), file("big.csv")), { code: "argument" });
    assert.ok(readFileSync(file("big.csv")).equals(text), "the old file is still there");
    assert.deepEqual(readdirSync(path.dirname(file("x"))).sort(), ["big.csv", "big.csv.gz"]);
  });

  it("writes a cell longer than its buffer", async () => {
    const long = "é".repeat(3_000_000);
    const t = Table.of({ a: ["x", long, "y"] });
    assert.deepEqual(rowsOf(await read(csvText(t), { maxRecordBytes: 1e8 })), rowsOf(t));
  });

  it("waits for a slow stream, leaves it open, and reports its failure", async () => {
    const parts: Buffer[] = [];
    let waiting = 0;
    let most = 0;
    const slow = new Writable({
      highWaterMark: 1024,
      write(chunk: Buffer, _, done) {
        most = Math.max(most, ++waiting);
        setTimeout(() => {
          waiting--;
          parts.push(chunk);
          done();
        }, 1);
      },
    });
    const t = Table.of({ a: Float64Array.from({ length: 500_000 }, (_, i) => i) });
    const idle = new Map(["drain", "close", "error"].map((event) => [event, slow.listenerCount(event)]));
    await writeCsv(t, slow);
    assert.equal(slow.writableEnded, false);
    for (const event of ["drain", "close", "error"])
      assert.equal(slow.listenerCount(event), idle.get(event), event);
    slow.end();
    await new Promise((resolve) => slow.on("finish", resolve));
    assert.equal(most, 1);
    assert.ok(slow.writableLength === 0 && Buffer.concat(parts).toString() === csvText(t));

    const broken = new Writable({ highWaterMark: 1, write: (_c, _e, done) => done(new Error("disk full")) });
    broken.on("error", () => undefined);
    await assert.rejects(writeCsv(t, broken));
    await assert.rejects(writeCsv(t, broken), { code: "io" });
  });
});
