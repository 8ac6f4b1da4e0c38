import { fail, LabError, nearest, quote, type Where } from "../../core";
import { type DatabaseConfig, parseDatabaseConfig } from "../database/config";
import { type InstanceLayout, instanceColumns } from "../instance/layout";
import { type FieldReader, readFields, readJson } from "../records/check";

/** What an extraction run needs to know; a JSON file in the command line's case. */
export interface ExtractionConfig {
  readonly database: DatabaseConfig;
  readonly intervalSeconds: number;
  /** Whether it ends after `iterations`. */
  readonly finite: boolean;
  /** Null when it does not end. */
  readonly iterations: number | null;
  readonly layout: InstanceLayout;
  /** Columns of the layout to keep; null keeps all. */
  readonly features: readonly string[] | null;
  readonly outputFolder: string;
  /** One CSV for each rule. */
  readonly perRule: boolean;
}

const KEYS = [
  "database",
  "intervalSeconds",
  "finite",
  "iterations",
  "layout",
  "features",
  "outputFolder",
  "perRule",
];

/**
 * An extraction's configuration out of JSON (text, bytes or a value), every field checked; an unknown field is an error
 * that names the nearest. `database`, `intervalSeconds`, `finite` and `outputFolder` must be there, `iterations` when it is finite.
 *
 * @example
 * const config = label.parseExtractionConfig({ database: { kind: "duckdb" }, intervalSeconds: 3, finite: true,
 *   iterations: 100, outputFolder: "unlabelled" });
 * [config.iterations, config.perRule] //=> [100, false]
 */
export function parseExtractionConfig(source: unknown, where: Where = {}): ExtractionConfig {
  const what = "the extraction's configuration";
  const fields = readFields(readJson(source, what, where), what, where);
  refuseOthers(fields, KEYS, what, where);
  const finite = fields.boolean("finite");
  const intervalSeconds = fields.number("intervalSeconds");
  if (intervalSeconds < 0) fields.wrong("intervalSeconds", "a number from 0");
  const outputFolder = fields.text("outputFolder");
  if (outputFolder.includes("\0")) fields.wrong("outputFolder", "a path without NUL");
  const layout = fields.raw("layout") === undefined ? {} : layoutOf(fields.object("layout"), where);
  const iterations = finite ? fields.count("iterations") : null;
  if (!finite && (fields.raw("iterations") ?? null) !== null) {
    fields.wrong("iterations", "none (finite is false)");
  }
  return {
    database: parseDatabaseConfig(fields.raw("database"), where),
    intervalSeconds,
    finite,
    iterations,
    layout,
    features: featuresOf(fields, layout, where),
    outputFolder,
    perRule: fields.raw("perRule") === undefined ? false : fields.boolean("perRule"),
  };
}

function layoutOf(fields: FieldReader, where: Where): InstanceLayout {
  refuseOthers(fields, ["technologies", "queues", "flows"], "layout", where);
  // The layout's own function checks them; what is no layout fails there.
  const layout = Object.fromEntries(fields.names().map((name) => [name, fields.raw(name)])) as InstanceLayout;
  try {
    instanceColumns(layout);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    const { code, expected, found } = error;
    fail({ code, expected: `${expected} in layout of the extraction's configuration`, found, where });
  }
  return layout;
}

function featuresOf(fields: FieldReader, layout: InstanceLayout, where: Where): readonly string[] | null {
  const given = fields.raw("features") ?? null;
  if (given === null) return null;
  if (!Array.isArray(given) || given.length === 0) return fields.wrong("features", "a list of column names");
  const known = instanceColumns(layout).map((column) => column.name);
  for (const name of given as unknown[]) {
    if (typeof name === "string" && known.includes(name)) continue;
    const near = typeof name === "string" ? nearest(name, known) : [];
    fail({
      code: "format",
      expected: `names of the layout's ${known.length} columns as features`,
      found: quote(name),
      where,
      ...(near.length === 0 ? {} : { hint: `Did you mean ${near.map(quote).join(" or ")}?` }),
    });
  }
  return given as string[];
}

function refuseOthers(fields: FieldReader, known: readonly string[], what: string, where: Where): void {
  for (const name of fields.names()) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    fail({
      code: "format",
      expected: `only ${known.join(", ")} in ${what}`,
      found: quote(name),
      where,
      ...(near.length === 0 ? {} : { hint: `Did you mean ${near.map(quote).join(" or ")}?` }),
    });
  }
}
