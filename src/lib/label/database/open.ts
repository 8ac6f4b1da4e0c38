import type { DatabaseConfig } from "./config";
import type { Database } from "./database";
import { openDuckDb } from "./duckdb";
import { openMySql } from "./mysql";
import { createTables } from "./tables";

/**
 * Opens the configured database, with the laboratory's tables in it: DuckDB (default, in memory) or MySQL/MariaDB.
 *
 * @throws LabError `unavailable` when it does not answer
 * @example
 * const database = await label.openDatabase();
 * await database.query("SELECT count(*) AS n FROM rule_state") //=> [{ n: 0 }]
 * await database.close();
 */
export async function openDatabase(config: DatabaseConfig = { kind: "duckdb" }): Promise<Database> {
  const database = config.kind === "mysql" ? await openMySql(config) : await openDuckDb(config.file);
  try {
    await createTables(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}
