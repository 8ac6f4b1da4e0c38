import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { random } from "../../../src/lib/core";
import {
  addressHider,
  dataOf,
  exportLabels,
  importLabels,
  type LabelData,
  type LabelSchema,
  type LabelStore,
  labelledTable,
  labelSession,
  neutralise,
  openData,
  openLabels,
  restore,
  traceRow,
} from "../../../src/lib/label";
import {
  type ColumnInput,
  csvText,
  readCsv,
  readParquet,
  sql,
  Table,
  writeParquet,
} from "../../../src/lib/table";
import { HOSTILE } from "../support/hostile";

const SCHEMA: LabelSchema = {
  name: "x",
  version: 3,
  classes: [...HOSTILE.filter((text) => text.trim() === text), "plain"].map((name) => ({
    name,
    colour: "#123456",
  })),
  multiple: false,
  confidence: true,
  comment: true,
};

describe("labels in the data", () => {
  let folder: string;
  let stores: LabelStore[];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "dataplane-lab-"));
    stores = [];
  });
  afterEach(async () => {
    for (const store of stores) await store.close();
    await rm(folder, { recursive: true });
  });

  async function opened(
    bytes: string | Buffer,
    name = "in.csv",
  ): Promise<{ data: LabelData; store: LabelStore }> {
    const file = path.join(folder, name);
    await writeFile(file, bytes);
    const data = await openData(file);
    const store = await openLabels(path.join(folder, `${name}.labels`), {
      dataset: data.dataset,
      schema: SCHEMA,
    });
    stores.push(store);
    return { data, store };
  }

  it("stand behind the bytes of the original columns, whatever their form", async () => {
    const forms = [
      "a,b\n1.50,2e3\n007,\n+3,-4.0\n",
      "\uFEFFa,b\r\n1,2\r\n3,4",
      "\n\na,b\n1,2\n\n3,4\n\n\n5,6\n",
      'a,"b, c"\n"1","x ""y"""\n" 2 ",z"q\n3,"lines\r\nin\ncell"\n',
      "a,b\r1,2\r3,4\r",
      "a\n\n5\n\n",
      'a\n"x"\n\n',
      'a,b\n1,é\n2,"ü,\n"',
    ];
    for (const [k, text] of forms.entries()) {
      const { data, store } = await opened(text, `form-${k}.csv`);
      const session = labelSession(store, data, { annotator: "ada" });
      await session.label(0, { labels: ["plain"] });
      const out = path.join(folder, `out-${k}.csv`);
      const report = await exportLabels(store, data, out);
      assert.deepEqual(
        [report.rows, report.labelled, report.changed],
        [data.table.length, 1, 0],
        JSON.stringify(text),
      );
      const written = await readFile(out, "utf8");
      const none = ",,,,,,,,";
      const label = /,plain,ada,[^,]*,,,person,2,3/;
      assert.match(written, label);
      const bare = written
        .replace(
          ",label,label_annotator,label_time,label_confidence,label_comment,label_origin,label_event,label_schema",
          "",
        )
        .replace(label, "")
        .replaceAll(none, "");
      assert.equal(bare, text, "without the labels it is the same file");
      const back = await readCsv(out);
      assert.equal(back.length, data.table.length);
      for (const name of data.table.names) assert.deepEqual(back.column(name), data.table.column(name));
    }
  });

  it("are taken from and to any files by chance, byte by byte", async function () {
    this.timeout(120_000);
    const draw = random("csv");
    for (let k = 0; k < 60; k++) {
      const columns = 1 + draw.integer(4);
      const end = ["\n", "\r\n", "\r"][draw.integer(3)];
      const cell = (): string => {
        const kind = draw.integer(6);
        if (kind === 0) return "";
        if (kind === 1) return `"${["a,b", 'q""q', `x${end}y`, ""][draw.integer(4)]}"`;
        if (kind === 2) return ["text", 'in"side', "é😀"][draw.integer(3)];
        return String(draw.integer(1000) / 8);
      };
      const records = Array.from({ length: draw.integer(30) }, () =>
        Array.from({ length: columns }, cell).join(","),
      );
      const header = Array.from({ length: columns }, (_, c) => `c${c}`).join(",");
      const text = [header, ...records].join(end) + (draw.uniform() < 0.5 ? end : "");
      const { data, store } = await opened(text, `chance-${k}.csv`);
      const out = path.join(folder, `chance-out-${k}.csv`);
      await exportLabels(store, data, out);
      const written = await readFile(out, "utf8");
      const names = Object.values({
        a: "label",
        b: "label_annotator",
        c: "label_time",
        d: "label_confidence",
        e: "label_comment",
        f: "label_origin",
        g: "label_event",
        h: "label_schema",
      });
      assert.equal(
        written.replace(`,${names.join(",")}`, "").replaceAll(",,,,,,,,", "").length,
        text.replaceAll(",,,,,,,,", "").length,
        JSON.stringify(text),
      );
      const back = await readCsv(out);
      assert.equal(back.length, data.table.length, JSON.stringify(text));
      for (const name of data.table.names)
        assert.deepEqual(back.column(name), data.table.column(name), JSON.stringify(text));
    }
  });

  it("change no bytes of packed files, and are found again", async () => {
    const { data, store } = await opened(gzipSync("a,b\n1.0,x\n2.0,y\n"), "in.csv.gz");
    const out = path.join(folder, "out.csv");
    await exportLabels(store, data, out);
    assert.match(await readFile(out, "utf8"), /^a,b,label.*\n1\.0,x,,,,,,,,\n2\.0,y,,,,,,,,\n$/);
  });

  it("make no formula of hostile texts in any place, and nothing else of them either", async () => {
    const long = `=${"x".repeat(1 << 20)}`;
    const texts = [...HOSTILE, long];
    const names = texts.map((text, i) => (i === texts.length - 1 ? "long" : `${text}#${i}`));
    const columns: (readonly [string, ColumnInput])[] = names.map((name, i) => [
      name,
      texts.map((_, row) => texts[(row + i) % texts.length]),
    ]);
    const numbers: readonly [string, ColumnInput] = ["number", texts.map((_, i) => -i)];
    const table = Table.of([numbers, ...columns]);
    const { data, store } = await opened(csvText(table));
    assert.deepEqual(data.table.names, table.names);
    const bob = labelSession(store, data, { annotator: '=HYPERLINK("http://x")' });
    for (const [row, { name }] of SCHEMA.classes.entries()) {
      if (row < texts.length) await bob.label(row, { labels: [name], comment: texts[row] });
    }
    const out = path.join(folder, "out.csv");
    const report = await exportLabels(store, data, out);
    assert.ok(report.neutralised > texts.length);
    const raw = await readCsv(out, { missing: [""] });
    for (const name of raw.names) {
      assert.doesNotMatch(name, /^[\s]*[=+\-@\uFF1D]/);
      if (raw.isNumeric(name)) continue;
      for (const cell of raw.texts(name)) {
        if (cell !== null && !/^-?[\d.e]+$/.test(cell))
          assert.doesNotMatch(cell, /^[\s\uFEFF\u200F]*[=+\-@\uFF1D]/, name);
      }
    }
    assert.deepEqual(
      [...raw.numbers("number")],
      [...table.numbers("number")],
      "numbers stay, negative ones too",
    );
    // Reversible: what was there comes back.
    for (const [i, name] of data.table.names.entries()) {
      if (i === 0) continue;
      const there = raw.texts(raw.names[i]).map((cell) => (cell === null ? null : restore(cell)));
      assert.deepEqual(
        there,
        data.table.texts(name).map((cell) => cell),
        name,
      );
    }
    const verbatim = path.join(folder, "verbatim.csv");
    const same = await exportLabels(store, data, verbatim, { neutralise: false });
    assert.deepEqual([same.neutralised, same.changed], [0, 0]);
    assert.ok((await readFile(verbatim, "utf8")).includes(",=cmd|"));

    const json = path.join(folder, "out.json");
    await exportLabels(store, data, json);
    const text = await readFile(json, "utf8");
    assert.doesNotMatch(text, /[<\u2028\u2029]/);
    const rows = JSON.parse(text) as Record<string, unknown>[];
    assert.equal(rows.length, texts.length);
    assert.equal(Object.getPrototypeOf(rows[0]), Object.prototype);
    for (const name of data.table.names) assert.equal(rows[1][name], data.table.at(1, name));
    assert.deepEqual(
      rows.map((row) => row.label),
      labelledTable(store, data).texts("label"),
    );

    const parquet = path.join(folder, "out.parquet");
    const tame = await opened(csvText(table.select(["number", names[0], "long"])), "tame.csv");
    await exportLabels(tame.store, tame.data, parquet);
    const back = await readParquet(parquet);
    assert.deepEqual(back.texts(names[0]), tame.data.table.texts(names[0]));
    assert.deepEqual(back.texts("long"), tame.data.table.texts("long"));
  });

  it("keep the types of a Parquet file", async () => {
    const file = path.join(folder, "in.parquet");
    await sql(
      `COPY (SELECT i::BIGINT AS big, 'v' || i AS text, DATE '2026-01-01' + i::INTEGER AS day, i::DECIMAL(9,2) AS money FROM range(5000) t(i)) TO '${file}' (FORMAT parquet)`,
      {},
      { files: true },
    );
    const data = await openData(file);
    const store = await openLabels(path.join(folder, "l"), { dataset: data.dataset, schema: SCHEMA });
    stores.push(store);
    await labelSession(store, data, { annotator: "ada" }).label(4321, {
      labels: ["plain"],
      confidence: 0.25,
    });
    const out = path.join(folder, "it's out.parquet");
    await exportLabels(store, data, out);
    const types = await sql(
      `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet('${out.replaceAll("'", "''")}'))`,
      {},
      { files: true },
    );
    assert.deepEqual(types.texts("column_type").slice(0, 4), ["BIGINT", "VARCHAR", "DATE", "DECIMAL(9,2)"]);
    const back = await readParquet(out);
    assert.deepEqual(
      [
        back.length,
        back.at(4321, "big"),
        back.at(4321, "label"),
        back.at(4321, "label_confidence"),
        back.at(4320, "label"),
      ],
      [5000, 4321, "plain", 0.25, null],
    );
    assert.ok(Math.abs((back.at(4321, "label_time") as number) - Date.now()) < 60_000);
    await writeParquet(labelledTable(store, data), path.join(folder, "again.parquet"));
  });

  it("say by decision, agreement or not at all", async () => {
    const { data, store } = await opened("a\n1\n2\n3\n4\n");
    const [ada, bob] = ["ada", "bob"].map((annotator) => labelSession(store, data, { annotator }));
    for (const row of [0, 1, 2]) await ada.label(row, { labels: ["plain"], confidence: 0.5 });
    await bob.label(0, { labels: ["plain"], confidence: 1 });
    await bob.label(1, { labels: ["constructor"] });
    await bob.label(2, { labels: ["constructor"] });
    await bob.adjudicate(2, { labels: ["__proto__"] });
    const t = labelledTable(store, data);
    assert.deepEqual(t.texts("label"), ["plain", null, "__proto__", null]);
    assert.deepEqual(t.texts("label_annotator"), ["ada; bob", null, "bob", null]);
    assert.deepEqual(t.texts("label_origin"), ["person", "disagreement", "adjudicator", null]);
    assert.equal(t.at(0, "label_confidence"), 0.75);
    assert.deepEqual(labelledTable(store, data, { annotator: "bob", rows: "labelled" }).texts("label"), [
      "plain",
      "constructor",
      "constructor",
    ]);
    assert.throws(() => labelledTable(store, data, { annotator: "bbo" }), /Did you mean "bob"/);
  });

  it("lead back to file, row, schema and event", async () => {
    const { data, store } = await opened("a\n1\n2\n");
    await labelSession(store, data, { annotator: "ada" }).label(1, { labels: ["plain"], comment: "why" });
    const out = path.join(folder, "out.csv");
    const { provenance } = await exportLabels(store, data, out);
    const beside = JSON.parse(await readFile(provenance, "utf8"));
    assert.equal(beside.dataset.sha256, data.dataset.sha256);
    assert.equal(beside.schema.version, 3);
    assert.match(beside.software, /^dataplane-lab \d/);
    const event = (await readCsv(out)).numbers("label_event")[1];
    const trace = await traceRow(store, 1, event);
    assert.deepEqual(
      [trace.dataset.sha256, trace.row, trace.event?.by, trace.event?.action, trace.schema?.version],
      [data.dataset.sha256, 1, "ada", "set", 3],
    );
    await assert.rejects(traceRow(store, 1, 999), { code: "not-found" });
  });

  it("come back from a labelled file", async () => {
    const { data, store } = await opened("a\n1\n2\n3\n");
    const ada = labelSession(store, data, { annotator: "ada" });
    await ada.label(0, { labels: ["=cmd|' /C calc'!A0"], confidence: 0.5, comment: "+x" });
    await ada.label(2, { labels: ["plain"] });
    const out = path.join(folder, "out.csv");
    await exportLabels(store, data, out);
    const other = await opened("a\n1\n2\n3\n", "other.csv");
    const report = await importLabels(other.store, await readCsv(out), {
      annotator: "eve",
      source: "out.csv",
    });
    assert.deepEqual([report.imported, report.unlabelled], [2, 1]);
    const eve = labelSession(other.store, other.data, { annotator: "eve" });
    assert.deepEqual(
      [eve.state(0).own?.labels, eve.state(0).own?.confidence, eve.state(0).own?.comment, eve.state(1).own],
      [["=cmd|' /C calc'!A0"], 0.5, "+x", null],
    );
    await eve.undo();
    assert.equal(eve.state(0).own, null);
    await assert.rejects(
      importLabels(other.store, Table.of({ label: ["x", "plain", null] }), { annotator: "e", source: "s" }),
      /in row 0/,
    );
    await assert.rejects(
      importLabels(other.store, Table.of({ label: ["plain"] }), { annotator: "e", source: "s" }),
      { code: "shape" },
    );
  });

  it("are not written beside a file that was changed, nor over columns of their name", async () => {
    const { data, store } = await opened("a,label\n1,x\n");
    await assert.rejects(exportLabels(store, data, path.join(folder, "out.csv")), /prefix/);
    const file = data.source?.file as string;
    await exportLabels(store, data, path.join(folder, "out.csv"), { prefix: "mine" });
    await assert.rejects(exportLabels(store, data, file, { prefix: "mine" }), /another file than the data/);
    await utimes(file, 1, 1);
    await assert.rejects(exportLabels(store, data, path.join(folder, "b.csv"), { prefix: "mine" }), {
      code: "data-changed",
    });
    await assert.rejects(
      exportLabels(store, data, path.join(folder, "b.xlsx")),
      /\.csv, \.json or \.parquet/,
    );
  });

  it("tell no address when addresses are to be hidden", async () => {
    const addresses = ["10.0.0.7", "192.168.1.254", "2001:db8::1", "fe80::a:b", "aa:bb:cc:dd:ee:0f"];
    const text = [
      "src,note,bytes",
      ...addresses.map((a, i) => `${a},"seen ${addresses[(i + 1) % 5]}, twice",${i}.50`),
    ].join("\n");
    for (const mode of ["hash", "drop"] as const) {
      const { data, store } = await opened(text, `${mode}.csv`);
      await labelSession(store, data, { annotator: "ada" }).label(0, {
        labels: ["plain"],
        comment: `like ${addresses[0]}`,
      });
      const hide = addressHider({ addresses: mode, key: "secret" });
      for (const ending of ["csv", "json", "parquet"]) {
        const out = path.join(folder, `out-${mode}.${ending}`);
        const { changed } = await exportLabels(store, data, out, { hide });
        assert.ok(changed >= 10, `${mode} ${ending}`);
        const bytes =
          ending === "parquet"
            ? JSON.stringify([...(await readParquet(out)).rows()])
            : await readFile(out, "utf8");
        for (const address of addresses)
          assert.equal(bytes.includes(address), false, `${address} in ${mode} ${ending}`);
        assert.ok(ending !== "csv" || bytes.includes(",0.50,"), "numbers keep their bytes");
      }
    }
  });

  it("of a table in memory are written too", async () => {
    const data = dataOf(Table.of({ a: ["=1", null], b: [1.5, Number.NaN] }), "memory");
    const store = await openLabels(path.join(folder, "m"), { dataset: data.dataset, schema: SCHEMA });
    stores.push(store);
    const out = path.join(folder, "out.csv");
    const report = await exportLabels(store, data, out);
    assert.equal(report.neutralised, 1);
    assert.match(await readFile(out, "utf8"), /\n'=1,1\.5,,,,,,,,\n,,,,,,,,,\n/);
  });

  it("neutralise is taken back by restore for any text", () => {
    const draw = random("neutral");
    const parts = ["'", "=", "+", "-", "@", " ", "\t", "1", "a", "\uFF1D", "\u200F", ".", "e", "\n"];
    for (let k = 0; k < 20_000; k++) {
      const text = Array.from({ length: draw.integer(6) }, () => parts[draw.integer(parts.length)]).join("");
      const safe = neutralise(text);
      assert.equal(restore(safe), text, JSON.stringify(text));
      assert.ok(!/^[\s\uFEFF]*[=@\uFF1D]/.test(safe), JSON.stringify(text));
    }
  });
});
