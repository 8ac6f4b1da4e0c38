import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { fail, quote, unreadable } from "../../core";
import { type ExtractionConfig, parseExtractionConfig } from "./config";

/**
 * The configuration of an extraction in a JSON file; paths in it are seen from the file's own folder, so that it means the
 * same from anywhere. A DuckDB file must be there: one in memory, or one made now, would never hold a rule.
 *
 * @throws LabError `not-found` without the file or its database, `format` or `argument` with the file and the field
 */
export async function readExtractionConfig(file: string): Promise<ExtractionConfig> {
  const where = { file };
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) =>
    fail({
      code: error.code === "ENOENT" ? "not-found" : "unreadable",
      expected: "the configuration of an extraction, a JSON file",
      found: unreadable(error) ?? String(error),
      where,
    }),
  );
  const config = parseExtractionConfig(bytes, where);
  const folder = path.dirname(path.resolve(file));
  const outputFolder = path.resolve(folder, config.outputFolder);
  const { database } = config;
  if (database.kind !== "duckdb") return { ...config, outputFolder };
  if (database.file === undefined || database.file === ":memory:") {
    return fail({
      code: "argument",
      expected: "a DuckDB file as file of database",
      found: "a database in memory, which this process finds empty",
      where,
      hint: 'Name the file that the collector writes: "database": { "kind": "duckdb", "file": "metrics.duckdb" }.',
    });
  }
  const target = path.resolve(folder, database.file);
  if (
    !(await stat(target)
      .then((found) => found.isFile())
      .catch(() => false))
  ) {
    fail({
      code: "not-found",
      expected: "a DuckDB database at file of database",
      found: `no file ${quote(target)}`,
      where,
    });
  }
  return { ...config, outputFolder, database: { ...database, file: target } };
}
