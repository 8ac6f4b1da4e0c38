import assert from "node:assert/strict";
import { random } from "../../../src/lib/core";
import { queryRows } from "../../../src/lib/label";
import { sql, Table } from "../../../src/lib/table";
import { HOSTILE } from "../support/hostile";

const T = Table.of([
  ["load", [0.5, Number.NaN, 0.9, -2]],
  ["vnf", ["a", "b", null, "Ab c"]],
  ["branch-misses", [1, 2, 3, 4]],
  ["a column", ["x", "y", "z", "it's"]],
  ["and", [1, 1, 2, 2]],
] as never);

describe("label queries", () => {
  it("find rows by numbers, texts and gaps", () => {
    const cases: readonly (readonly [string, number[]])[] = [
      ["load > 0.4", [0, 2]],
      ["load >= .5 and load <= 5e-1", [0]],
      ["load != 0.5", [2, 3]],
      ["load <> 0.5", [2, 3]],
      ["load<-1", [3]],
      ["not load > 0.6", [0, 3]],
      ["load is missing", [1]],
      ["load is not missing and vnf is missing", [2]],
      ["vnf = 'a' or vnf == 'b'", [0, 1]],
      ["vnf in ('a', 'Ab c', 'nope')", [0, 3]],
      ["vnf not in ('a')", [1, 3]],
      ["vnf contains 'B'", [1, 3]],
      ["vnf starts 'a'", [0, 3]],
      ["vnf ends 'C'", [3]],
      ["branch-misses between 2 and 3", [1, 2]],
      ["\"a column\" = 'it''s'", [3]],
      ["`a column` = 'x'", [0]],
      ['"and" = 2 AND NOT ("and" = 1)', [2, 3]],
      ["load > 0 or vnf = 'b'", [0, 1, 2]],
    ];
    for (const [query, rows] of cases) assert.deepEqual(queryRows(T, query), rows, query);
  });

  it("say what is wrong and where", () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ["", /query:1:1: expected a column/],
      ["load >", /query:1:7: .*end of the query/],
      ["load > 'x'", /a number for "load"/],
      ["vnf > 'x'", /= or != for a text/],
      ["vnf = 1", /a text in single quotes for "vnf"/],
      ["lod > 1", /Did you mean "load"/],
      ["load > 1 vnf", /query:1:10: expected and, or/],
      ["(load > 1", /expected "\)"/],
      ["load = 'a", /a closing '/],
      ["load is 1", /"missing"/],
      ["load; drop", /";/],
      ["@nope", /@nope/],
      ["@nope = 'x'", /@nope/],
      ["load > 1 and or", /a column/],
      ["not", /a column/],
      [`${"not ".repeat(200)}load > 1`, /at most 100/],
      ["x".repeat(10_001), /at most 10000 characters/],
    ];
    for (const [query, message] of cases)
      assert.throws(() => queryRows(T, query), message, query.slice(0, 40));
  });

  it("of hostile texts stay texts", () => {
    const table = Table.of([...HOSTILE.map((name) => [name, HOSTILE.map((text) => text)] as const)] as never);
    for (const name of HOSTILE) {
      for (const [row, text] of HOSTILE.entries()) {
        const query = `"${name.replaceAll('"', '""')}" = '${text.replaceAll("'", "''")}'`;
        assert.deepEqual(queryRows(table, query), [row], query);
      }
      assert.throws(() => queryRows(T, name), { name: "LabError" }, name);
    }
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });

  it("of any characters give rows or an error of ours, quickly", () => {
    const draw = random("queries");
    const words = [
      "load",
      "vnf",
      "and",
      "or",
      "not",
      "(",
      ")",
      "'a'",
      "1",
      ">",
      "=",
      "in",
      ",",
      "is",
      "missing",
      "contains",
      "@",
      '"',
      "`",
      "-",
      "é",
      "\0",
      " ",
    ];
    for (let k = 0; k < 5000; k++) {
      const query = Array.from({ length: draw.integer(12) }, () => words[draw.integer(words.length)]).join(
        draw.uniform() < 0.7 ? " " : "",
      );
      try {
        queryRows(T, query);
      } catch (error) {
        assert.equal((error as Error).name, "LabError", query);
      }
    }
  });

  it("agree with SQL, gaps and all", async function () {
    this.timeout(60_000);
    const draw = random("sql");
    const t = Table.of({
      x: Array.from({ length: 50 }, () => (draw.uniform() < 0.2 ? null : draw.integer(5))),
      y: Array.from({ length: 50 }, () => (draw.uniform() < 0.2 ? null : draw.integer(5))),
      s: Array.from({ length: 50 }, () => ["a", "b", null][draw.integer(3)]),
      row: Array.from({ length: 50 }, (_, i) => i),
    });
    const condition = (depth: number): string => {
      const kind = depth > 3 ? draw.integer(4) : draw.integer(7);
      const column = ["x", "y"][draw.integer(2)];
      if (kind === 0)
        return `${column} ${["=", "!=", "<", "<=", ">", ">="][draw.integer(6)]} ${draw.integer(5)}`;
      if (kind === 1) return `s = '${"ab"[draw.integer(2)]}'`;
      if (kind === 2) return `${column} in (${draw.integer(5)}, ${draw.integer(5)})`;
      if (kind === 3) return `${column} is ${draw.uniform() < 0.5 ? "not " : ""}missing`;
      if (kind === 4) return `not (${condition(depth + 1)})`;
      return `(${condition(depth + 1)} ${kind === 5 ? "and" : "or"} ${condition(depth + 1)})`;
    };
    for (let k = 0; k < 60; k++) {
      const query = condition(0);
      const found = await sql(`SELECT row FROM t WHERE ${query.replaceAll("missing", "null")} ORDER BY row`, {
        t,
      });
      assert.deepEqual(queryRows(t, query), [...found.numbers("row")], query);
    }
  });
});
