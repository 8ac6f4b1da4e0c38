import { fail, nearest, quote, type Where } from "../../core";
import { readFields } from "../records/check";

/** DuckDB in this process: in memory, or in a file. */
export interface DuckDbConfig {
  readonly kind: "duckdb";
  /** Default in memory. */
  readonly file?: string;
}

/** A MySQL or MariaDB server. */
export interface MySqlConfig {
  readonly kind: "mysql";
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 3306. */
  readonly port?: number;
  /** A Unix socket, in place of host and port. */
  readonly socket?: string;
  readonly user: string;
  /** The environment variable that holds the password; default none, and then no password. */
  readonly passwordVariable?: string;
  /** The server's name for a database; it must exist. */
  readonly schema: string;
}

export type DatabaseConfig = DuckDbConfig | MySqlConfig;

const KEYS: Readonly<Record<DatabaseConfig["kind"], readonly string[]>> = {
  duckdb: ["kind", "file"],
  mysql: ["kind", "host", "port", "socket", "user", "passwordVariable", "schema"],
};

/**
 * A database's configuration, every field checked; unknown fields are errors that name the nearest. A password never
 * stands in it, only the name of the environment variable that holds it.
 *
 * @example
 * label.parseDatabaseConfig({ kind: "mysql", user: "lab", schema: "lab", port: 3307 }).kind //=> "mysql"
 */
export function parseDatabaseConfig(source: unknown, where: Where = {}): DatabaseConfig {
  const fields = readFields(source, "the database's configuration", where);
  const kind = fields.oneOf("kind", ["duckdb", "mysql"] as const);
  for (const name of fields.names()) {
    if (KEYS[kind].includes(name)) continue;
    const near = nearest(name, KEYS[kind]);
    fail({
      code: "format",
      expected: `for ${kind} only ${KEYS[kind].join(", ")}`,
      found: quote(name),
      where,
      ...(/^pass/i.test(name)
        ? { hint: "Put the password into an environment variable, and its name into passwordVariable." }
        : near.length === 0
          ? {}
          : { hint: `Did you mean ${near.map(quote).join(" or ")}?` }),
    });
  }
  const optional = (name: string): string | undefined => fields.textOrNull(name) ?? undefined;
  if (kind === "duckdb") {
    const file = optional("file");
    if (file?.includes("\0")) fields.wrong("file", "a path without NUL");
    return file === undefined ? { kind } : { kind, file };
  }
  const port = fields.numberOrNull("port");
  if (port !== null && !(Number.isInteger(port) && port >= 1 && port <= 65535)) {
    fields.wrong("port", "a port from 1 to 65535");
  }
  const texts = (["host", "socket", "passwordVariable"] as const).flatMap((name) => {
    const value = optional(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    kind,
    user: fields.text("user"),
    schema: fields.text("schema"),
    ...Object.fromEntries(texts),
    ...(port === null ? {} : { port }),
  };
}
