import assert from "node:assert/strict";
import { parseDatabaseConfig } from "../../../src/lib/label";

describe("database configuration", () => {
  it("is DuckDB in memory or a file, or a MySQL server", () => {
    assert.deepEqual(parseDatabaseConfig({ kind: "duckdb" }), { kind: "duckdb" });
    assert.deepEqual(parseDatabaseConfig({ kind: "duckdb", file: "a.duckdb" }), {
      kind: "duckdb",
      file: "a.duckdb",
    });
    const mysql = { kind: "mysql", host: "db", port: 3307, user: "u", passwordVariable: "P", schema: "s" };
    assert.deepEqual(parseDatabaseConfig(mysql), mysql);
  });

  it("says what is wrong", () => {
    const cases: [unknown, RegExp][] = [
      [undefined, /an object as the database's configuration, found nothing/],
      [{ kind: "oracle" }, /one of duckdb, mysql/],
      [{ kind: "duckdb", host: "x" }, /for duckdb only kind, file, found "host"/],
      [{ kind: "mysql", user: "u" }, /schema/],
      [{ kind: "mysql", user: "u", schema: "s", prot: 1 }, /Did you mean "port"/],
      [{ kind: "mysql", user: "u", schema: "s", port: 70000 }, /a port from 1 to 65535/],
      [{ kind: "mysql", user: "u", schema: "s", password: "x" }, /environment variable/],
    ];
    for (const [config, message] of cases) {
      assert.throws(() => parseDatabaseConfig(config, { file: "c.json" }), { code: "format", message });
    }
  });
});
