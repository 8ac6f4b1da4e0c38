import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { type CsvStreamOptions, readCsv, streamCsv, type Table } from "../../../src/lib/table";
import { pieces, rowsOf, suiteFolder } from "./helpers";

async function collect(source: Parameters<typeof streamCsv>[0], options: CsvStreamOptions): Promise<Table[]> {
  const parts: Table[] = [];
  for await (const part of streamCsv(source, options)) parts.push(part);
  return parts;
}

describe("table streamCsv", () => {
  const file = suiteFolder();
  const text = `a,b,c\n${Array.from({ length: 50 }, (_, i) => `${i},"x\n${i}",${i === 49 ? "late" : i === 7 ? "" : "1.0"}`).join("\n")}`;

  it("gives the rows of readCsv in batches of one type, whatever the batch and the pieces", async () => {
    const whole = await readCsv({ text });
    writeFileSync(file("t.csv"), text);
    for (const batchRows of [1, 7, 49, 50, 51, 1000]) {
      for (const source of [{ text }, file("t.csv"), pieces(Buffer.from(text), 11)]) {
        const parts = await collect(source, { batchRows });
        assert.deepEqual(
          parts.map((part) => part.length).slice(0, -1),
          new Array(Math.ceil(50 / batchRows) - 1).fill(batchRows),
        );
        assert.deepEqual(
          rowsOf(parts[0].concat(...parts.slice(1))),
          rowsOf(whole),
          `batches of ${batchRows}`,
        );
        assert.ok(parts.every((part) => !part.isNumeric("c") && part.isNumeric("a")));
      }
    }
  });

  it("takes the columns and types asked for", async () => {
    const parts = await collect({ text }, { batchRows: 30, columns: ["c", "a"], types: { a: "text" } });
    assert.deepEqual(
      parts.map((part) => [...part.names]),
      [
        ["c", "a"],
        ["c", "a"],
      ],
    );
    assert.equal(parts[1].at(0, "a"), "30");
  });

  it("gives one empty batch for a file of only a header", async () => {
    const parts = await collect({ text: "a,b\n" }, {});
    assert.deepEqual(
      parts.map((part) => [part.length, ...part.names]),
      [[0, "a", "b"]],
    );
    await assert.rejects(collect({ text: "" }, {}), { code: "format" });
    await assert.rejects(collect({ text }, { batchRows: 0 }), { code: "argument" });
  });

  it("says which type to declare when a stream's text comes after its head", async () => {
    const late = Buffer.from(`a\n${"1234567\n".repeat(700_000)}late\n`);
    await assert.rejects(collect(pieces(late, 1 << 16), {}), {
      code: "type",
      found: '"late"',
      hint: 'If the column holds texts, say so: types: { "a": "text" }.',
    });
    const parts = await collect(pieces(late, 1 << 16), { types: { a: "text" } });
    assert.equal(parts.at(-1)?.texts("a").at(-1), "late");
  });

  it("closes the source when the reader stops early", async () => {
    let closed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.from(`a\n${"1\n".repeat(100_000)}`.slice(0, 200_000));
      } finally {
        closed = true;
      }
    }
    for await (const part of streamCsv(source(), { batchRows: 10, types: { a: "text" } })) {
      assert.equal(part.length, 10);
      break;
    }
    assert.equal(closed, true);
  });
});
