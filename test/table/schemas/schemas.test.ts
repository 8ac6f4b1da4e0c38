import assert from "node:assert/strict";
import {
  checkSchema,
  columnSpec,
  defineSchema,
  EVENTS,
  PERFORMANCE_COLUMNS,
  requireSchema,
  schemaByName,
  schemaNames,
  schemas,
  Table,
  VNFS,
} from "../../../src/lib/table";

describe("table schemas", () => {
  it("the performance schema explains each of the 63 columns in their order", () => {
    const { columns, version } = schemas.performance;
    assert.deepEqual(schemaNames(schemas.performance), PERFORMANCE_COLUMNS);
    assert.equal(columns.length, 63);
    assert.deepEqual(
      columns.slice(0, 3).map((column) => column.unit),
      ["Mb/s", "Mb/s", "µs"],
    );
    for (const column of columns) {
      assert.ok((column.version ?? 0) >= 1 && (column.version ?? 0) <= version, column.name);
      assert.ok(column.formula.length > 40 && column.source.length > 10, column.name);
    }
    assert.equal(
      new Set(columns.map((column) => column.formula)).size,
      63,
      "no two columns share an explanation",
    );
    for (const [e, event] of EVENTS.entries()) {
      for (const [v, vnf] of VNFS.entries()) {
        const column = columns[3 + e * VNFS.length + v];
        assert.equal(column.name, `${vnf}_${event}`);
        assert.ok(column.formula.includes(vnf) && column.source.includes(`event ${event},`), column.name);
        assert.equal(column.unit, "1/s");
      }
    }
  });

  it("explain each column, whichever schema it is of", () => {
    for (const { name, columns } of Object.values(schemas)) {
      for (const column of columns) {
        const about = `${name}: ${column.name}`;
        assert.ok(
          column.unit !== "" || column.type === "text",
          `${about} has a unit ("1" for a plain number)`,
        );
        assert.ok(
          column.formula.length > 10 && column.source.length > 3,
          `${about} says what it is, and whence`,
        );
      }
    }
  });

  it("are found by name, with the nearest for a misspelt one", () => {
    assert.equal(schemaByName("performance"), schemas.performance);
    assert.throws(() => schemaByName("perfomance"), {
      code: "unknown-schema",
      hint: 'Did you mean "performance"?',
    });
    for (const name of ["", "constructor", "__proto__"])
      assert.throws(() => schemaByName(name), { code: "unknown-schema" });
    assert.equal(columnSpec(schemas.performance, "latency").unit, "µs");
    assert.throws(() => columnSpec(schemas.performance, "latencys"), { code: "unknown-column" });
  });

  const schema = defineSchema("small", 3, [
    { name: "host", type: "text", unit: "", formula: "its name", source: "file" },
    { name: "load", type: "number", unit: "1", formula: "busy / total", source: "file", version: 2 },
    { name: "start", type: "time", unit: "ms", formula: "clock", source: "file" },
  ]);

  it("need a few lines, keep older versions of a formula, and refuse a name twice", () => {
    assert.deepEqual(
      schema.columns.map((column) => column.version),
      [3, 2, 3],
    );
    assert.throws(() => defineSchema("x", 1, [schema.columns[0], schema.columns[0]]), { code: "argument" });
  });

  it("report each missing, mistyped and extra column with a hint", () => {
    const good = Table.of({ start: [1], host: ["a"], load: [0.5], scenario: ["s"] });
    assert.deepEqual(checkSchema(good, schema), []);
    assert.equal(requireSchema(good, schema), good);

    const bad = Table.of({ hosts: ["a"], load: ["high"], start: ["now"], extra: [1] });
    const faults = checkSchema(bad, schema, { file: "t.csv" });
    assert.deepEqual(
      faults.map(({ code, where, hint }) => [code, where.file, where.column, hint]),
      [
        ["missing-column", "t.csv", "host", 'Is it "hosts"?'],
        ["type", "t.csv", "load", faults[1].hint],
        ["type", "t.csv", "start", faults[2].hint],
        ["extra-column", "t.csv", "hosts", 'Is it "host"?'],
        ["extra-column", "t.csv", "extra", undefined],
      ],
    );
    assert.equal(faults[1].found, 'a text one, such as "high"');
    assert.throws(() => requireSchema(bad, schema), {
      code: "missing-column",
      hint: /4 more faults: type "load", type "start", extra-column "hosts", …/,
    });
    assert.throws(() => requireSchema(good.drop(["host"]), schema), {
      code: "missing-column",
      message: /found none of that name$/,
    });
    assert.equal(checkSchema(good.with("note", [1]), schema, { beside: ["scenario", "note"] }).length, 0);
    assert.equal(checkSchema(good.with("host", [1]), schema)[0].found, "a numeric one");
  });

  it("take a column without any value as of every type", () => {
    const empty = Table.fromColumns([
      ["host", new Float64Array(2).fill(Number.NaN)],
      ["load", [null, null]],
      ["start", new Float64Array(2)],
    ]);
    assert.deepEqual(checkSchema(empty, schema), []);
  });
});
