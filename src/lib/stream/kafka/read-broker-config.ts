import { readFile } from "node:fs/promises";
import path from "node:path";
import { fail, LabError, unreadable } from "../../core";
import { fields, type SecurityOptions, securityOf } from "./security";

/** A file of settings and a password is small; anything larger is another file. */
const MOST_BYTES = 1 << 20;

/**
 * How a cluster is entered, from a JSON file, so that a password stands neither in a notebook nor on a command line:
 * `{ "ssl": { "ca": "cluster.pem" }, "sasl": { "mechanism": "scram-sha-256", "username": "…", "password": "…" } }`, each
 * part as in the options of {@link kafkaLog}. Paths in it begin at its folder.
 *
 * @throws LabError `not-found`, `limit`, `format` (no JSON), `argument` (other members or values); none quotes the file
 *
 * @example
 * const { mkdtempSync, writeFileSync } = await import("node:fs");
 * const file = `${mkdtempSync("/tmp/broker-")}/broker.json`;
 * writeFileSync(file, '{ "sasl": { "mechanism": "plain", "username": "ada", "password": "secret" } }');
 * const { sasl } = await stream.readBrokerConfig(file);
 * sasl.username //=> "ada"
 */
export async function readBrokerConfig(file: string): Promise<SecurityOptions> {
  const where = { file };
  const expected = "a JSON file with ssl, sasl or both";
  const text = await readFile(file).catch((error: NodeJS.ErrnoException) =>
    fail({
      code: "not-found",
      expected,
      found: unreadable(error) ?? "a file that cannot be read",
      where,
    }),
  );
  if (text.length > MOST_BYTES) fail({ code: "limit", expected, found: `${text.length} bytes`, where });
  let value: unknown;
  try {
    value = JSON.parse(text.toString("utf8"));
  } catch {
    // The error's own words quote what stands there.
    fail({ code: "format", expected, found: "a text that is no JSON", where });
  }
  try {
    const { ssl, sasl } = fields("the file", value, ["ssl", "sasl"], "an object") as SecurityOptions;
    securityOf({ ssl, sasl });
    return {
      ...(ssl === undefined ? {} : { ssl: beside(file, ssl) }),
      ...(sasl === undefined ? {} : { sasl }),
    };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    const { code, found, hint } = error;
    return fail({ code, expected: error.expected, found, where, ...(hint === undefined ? {} : { hint }) });
  }
}

function beside(file: string, ssl: NonNullable<SecurityOptions["ssl"]>): typeof ssl {
  if (typeof ssl === "boolean") return ssl;
  const folder = path.dirname(path.resolve(file));
  return Object.fromEntries(Object.entries(ssl).map(([name, pem]) => [name, path.resolve(folder, pem)]));
}
