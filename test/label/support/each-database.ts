import { type Database, type DatabaseConfig, openDatabase } from "../../../src/lib/label";
import { type MariaDb, noMariaDb, privateMariaDb } from "./mariadb";

/** What tests of every database are given; the functions answer once the tests run. */
export interface EachDatabase {
  readonly kind: "duckdb" | "mariadb";
  config(): DatabaseConfig;
  database(): Database;
}

/** The same tests for every database, opened and empty before the first; MariaDB is a real server. */
export function onEachDatabase(title: string, tests: (each: EachDatabase) => void): void {
  for (const kind of ["duckdb", "mariadb"] as const) {
    describe(`${title}: ${kind}`, function () {
      this.timeout(180_000);
      let server: MariaDb | undefined;
      let config: DatabaseConfig = { kind: "duckdb" };
      let database: Database;

      before(async function () {
        if (kind === "mariadb") {
          if (noMariaDb !== undefined) {
            process.stdout.write(`\n  skipped: ${noMariaDb}\n`);
            this.skip();
          }
          server = await privateMariaDb();
          config = server.config;
        }
        database = await openDatabase(config);
      });
      after(async () => {
        await database?.close();
        await server?.remove();
      });
      tests({ kind, config: () => config, database: () => database });
    });
  }
}
