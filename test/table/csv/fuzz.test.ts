import assert from "node:assert/strict";
import { LabError, type Random, random } from "../../../src/lib/core";
import { type Column, csvText, readCsv, Table } from "../../../src/lib/table";
import { pieces, read, rowsOf, tableOrFault } from "./helpers";

const WORDS = [
  "",
  " ",
  "a",
  "é",
  "😀",
  ",",
  ";",
  '"',
  '""',
  "\n",
  "\r\n",
  "\r",
  "\t",
  "NaN",
  "<not counted>",
  "007",
  "1e5",
  "inf",
  "-",
  "__proto__",
  "\ufeff",
];

function randomText(stream: Random): string {
  return Array.from({ length: stream.integer(4) }, () => WORDS[stream.integer(WORDS.length)]).join("");
}

function randomNumber(stream: Random): number {
  const kinds = [
    stream.integer(100),
    stream.normal(),
    -0,
    Number.NaN,
    1e300 * stream.normal(),
    stream.normal() * 1e-300,
    stream.integer(1e6) / 100,
    Number.POSITIVE_INFINITY,
  ];
  return kinds[stream.integer(kinds.length)];
}

function randomTable(stream: Random): Table {
  const rows = stream.integer(12);
  const names = new Set(
    Array.from({ length: 1 + stream.integer(4) }, (_, i) =>
      i === 0 ? randomText(stream) : `${randomText(stream)}${i}`,
    ),
  );
  return Table.fromColumns(
    [...names].map((name): [string, Column] =>
      stream.integer(2) === 0
        ? [name, Float64Array.from({ length: rows }, () => randomNumber(stream))]
        : [name, Array.from({ length: rows }, () => (stream.integer(5) === 0 ? null : randomText(stream)))],
    ),
  );
}

describe("table csv fuzz", () => {
  it("what is written is read back: names, types, every bit", async () => {
    const stream = random("round trip");
    for (let k = 0; k < 1500; k++) {
      const t = randomTable(stream);
      const delimiter = [",", ";", "\t"][stream.integer(3)];
      const newline = stream.integer(2) === 0 ? "\n" : "\r\n";
      const text = csvText(t, { delimiter, newline });
      const types = Object.fromEntries(
        t.names.map((name) => [name, t.isNumeric(name) ? "number" : "text"] as const),
      );
      const back = await readCsv(pieces(Buffer.from(text), 1 + stream.integer(40)), { delimiter, types });
      assert.deepEqual(back.names, t.names, JSON.stringify(text));
      for (const name of t.names) assert.deepEqual(back.column(name), t.column(name), JSON.stringify(text));
    }
  });

  it("the cut of a file does not matter: any pieces give the same table", async () => {
    const stream = random("pieces");
    for (let k = 0; k < 300; k++) {
      const bytes = Buffer.from(csvText(randomTable(stream)));
      const whole = await read(bytes.toString(), { label: "t" });
      const cut = await readCsv(pieces(bytes, 1 + stream.integer(9)), { label: "t" });
      assert.deepEqual(rowsOf(cut), rowsOf(whole));
    }
  });

  it("a cut or damaged file ends in a table or a LabError, and equal bytes in equal ends", async () => {
    const stream = random("damage");
    for (let k = 0; k < 1500; k++) {
      const bytes = Buffer.from(csvText(randomTable(stream)));
      const damaged = Buffer.from(bytes.subarray(0, stream.integer(bytes.length + 1)));
      for (let flips = stream.integer(3); flips > 0 && damaged.length > 0; flips--) {
        damaged[stream.integer(damaged.length)] ^= 1 << stream.integer(8);
      }
      const ragged = stream.integer(2) === 0 ? "error" : "pad";
      const options = { ragged, duplicates: "rename" } as const;
      const one = await tableOrFault(readCsv(pieces(damaged, 1), options));
      const other = await tableOrFault(readCsv(pieces(damaged, 1000), options));
      if (one instanceof LabError)
        assert.deepEqual(other instanceof LabError && other.toJSON(), one.toJSON());
      else assert.deepEqual(rowsOf(other as Table), rowsOf(one));
    }
  });
});
