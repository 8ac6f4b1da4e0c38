import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import { fail, nearest, quote } from "../../core";

export const MECHANISMS = ["plain", "scram-sha-256", "scram-sha-512"] as const;
export type SaslMechanism = (typeof MECHANISMS)[number];

/** Who this program is to the brokers. `plain` sends the password as it is: with `ssl` only, outside of one machine. */
export interface SaslOptions {
  readonly mechanism: SaslMechanism;
  readonly username: string;
  readonly password: string;
}

/** Paths of PEM files. */
export interface SslFiles {
  /** Whom to trust in place of the authorities that Node knows: a cluster's own authority, or its own certificate. */
  readonly ca?: string;
  /** The certificate that this program shows, where brokers ask for one; with its key. */
  readonly cert?: string;
  readonly key?: string;
}

export interface SecurityOptions {
  /** TLS: true, or with files of one's own. Default: none. */
  readonly ssl?: boolean | SslFiles;
  /** Default: brokers that ask for no name. */
  readonly sasl?: SaslOptions;
}

/** What kafkajs is given: files as their contents, and each mechanism with what it takes, as its types want it. */
export interface Security {
  readonly ssl?: true | SslFiles;
  readonly sasl?: {
    [M in SaslMechanism]: { mechanism: M; username: string; password: string };
  }[SaslMechanism];
}

/**
 * Checks the options. The answer reads the files for each client anew, so that renewed certificates are taken; being a
 * function it also keeps the password out of everything that prints objects.
 *
 * @throws LabError `argument`; errors name what is wrong and never a value that may be secret
 */
export function securityOf(options: SecurityOptions): () => Promise<Security> {
  const ssl = checkSsl(options.ssl);
  const sasl = checkSasl(options.sasl);
  return async () => ({
    ...(ssl === undefined ? {} : { ssl: ssl === true ? true : await readPem(ssl) }),
    // A copy: kafkajs writes into it.
    ...(sasl === undefined ? {} : { sasl: { ...sasl } }),
  });
}

function checkSsl(ssl: unknown): true | SslFiles | undefined {
  if (ssl === undefined || ssl === false) return undefined;
  if (ssl === true) return true;
  const { ca, cert, key } = fields("ssl", ssl, ["ca", "cert", "key"], "true, or files");
  for (const [name, file] of Object.entries({ ca, cert, key }))
    if (file !== undefined && (typeof file !== "string" || file === ""))
      wrong(`ssl.${name} as the path of a PEM file`, kind(file));
  if ((cert === undefined) !== (key === undefined))
    wrong("ssl.cert and ssl.key together", `only ssl.${cert === undefined ? "key" : "cert"}`);
  return { ca, cert, key } as SslFiles;
}

function checkSasl(sasl: unknown): Security["sasl"] {
  if (sasl === undefined) return undefined;
  const names = ["mechanism", "username", "password"];
  const { mechanism, username, password } = fields("sasl", sasl, names, "an object");
  if (!MECHANISMS.includes(mechanism as SaslMechanism))
    wrong(`sasl.mechanism ${MECHANISMS.join(", ")}`, kind(mechanism));
  for (const [name, text] of Object.entries({ username, password }))
    if (typeof text !== "string" || text === "") wrong(`sasl.${name} as a text`, kind(text));
  return { mechanism, username, password } as Security["sasl"];
}

/** The members of an object that has no others. */
export function fields(
  what: string,
  value: unknown,
  names: readonly string[],
  expected: string,
): Readonly<Record<string, unknown>> {
  const about = `${what} as ${expected} with ${names.join(", ")}`;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return wrong(about, kind(value));
  for (const name of Object.keys(value)) {
    if (names.includes(name)) continue;
    const [meant] = nearest(name, names);
    wrong(about, `a member ${quote(name)}`, meant === undefined ? undefined : `Did you mean "${meant}"?`);
  }
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(value, name)).map((name) => [name, Reflect.get(value, name)]),
  );
}

/** What a value is, without telling it. */
function kind(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (value === "") return "an empty text";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "string") return "another text";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function wrong(expected: string, found: string, hint?: string): never {
  return fail({ code: "argument", expected, found, ...(hint === undefined ? {} : { hint }) });
}

/** The contents of the files, which Node takes for what they should be. */
async function readPem({ ca, cert, key }: SslFiles): Promise<SslFiles> {
  const [trusted, shown, secret] = await Promise.all([
    pem("ca", "certificates", ca),
    pem("cert", "a certificate", cert),
    pem("key", "a private key", key),
  ]);
  const parts = {
    ...(trusted === undefined ? {} : { ca: trusted }),
    ...(shown === undefined ? {} : { cert: shown }),
    ...(secret === undefined ? {} : { key: secret }),
  };
  try {
    createSecureContext(parts);
  } catch (error) {
    fail({
      code: "argument",
      expected: "certificates and a key without passphrase that belong together",
      found: error instanceof Error ? error.message : "others",
      where: { file: [ca, cert, key].filter((file) => file !== undefined).join(", ") },
    });
  }
  return parts;
}

async function pem(name: string, what: string, file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const fault = { expected: `ssl.${name}: a PEM file with ${what}`, where: { file } };
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) =>
    fail({ ...fault, code: "not-found", found: error.code ?? "a file that cannot be read" }),
  );
  const mark = name === "key" ? /-----BEGIN [A-Z ]*PRIVATE KEY-----/ : /-----BEGIN [A-Z ]*CERTIFICATE-----/;
  if (!mark.test(text)) fail({ ...fault, code: "format", found: "a file without" });
  return text;
}
