// Fetches the published DRST tables into data/drst (ignored by git): node scripts/fetch-drst.mjs
//   --from <folder>     copy from a folder that has them, with the same checks, instead of the network
//   --output <folder>   another place than data/drst
//   --base-url <url>    another mirror of the repository's files (or the variable DATAPLANE_LAB_DRST_URL)
// A file is kept only under its SHA-256: what is there already and right is left alone, what differs is refused.
// The publishers state no licence for the data, so the project does not carry it; read their repository first.
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { root } from "./setup.mjs";

// The last commit that holds both tables whole; later ones cut every file to its first twelve rows.
const COMMIT = "207439b01442ca9a67407ef15aa2a35d44f18542";
const BASE = `https://raw.githubusercontent.com/Epochex/MLOps_Kubeflow_DRST/${COMMIT}/`;
const FILES = [
  {
    name: "stage0_baseline_full.csv",
    source: "datasets/combined.csv",
    bytes: 1222753,
    sha256: "bd9ae40b165c4600645a8ae8e15b99f38adc589060b037dbbc4cebe4bcc21da1",
  },
  {
    name: "stage2_resource_stimulus_full.csv",
    source: "datasets/resource_stimulus_global_A-B-C_modified.csv",
    bytes: 1542022,
    sha256: "e2afcdb7b83e576110e0b165b81c26e65902c13a20be1ca08dd6aa14bb25fecd",
  },
];
const TIMEOUT_MS = 60_000;

class Refused extends Error {}

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

function check(bytes, { bytes: size, sha256: expected }, where) {
  const found = sha256(bytes);
  if (bytes.length === size && found === expected) return bytes;
  const expectation = `expected ${size} bytes with SHA-256 ${expected}`;
  throw new Refused(`${where}: ${expectation}, found ${bytes.length} bytes with ${found}. Nothing was kept.`);
}

/** The body, but never much more than the file is said to have. */
async function download(url, { bytes: size }) {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error) => {
    const reason = error.cause?.code ?? error.cause?.message ?? error.message;
    throw new Refused(
      `${url}: expected an answer, found none (${reason}). Without a network, copy the two tables from a ` +
        "machine that has them: node scripts/fetch-drst.mjs --from <folder>.",
    );
  });
  if (!response.ok) throw new Refused(`${url}: expected the file, found HTTP ${response.status}.`);
  const parts = [];
  let length = 0;
  try {
    for await (const part of response.body) {
      length += part.length;
      if (length > size) throw new Refused(`${url}: expected ${size} bytes, found more. Nothing was kept.`);
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(
      `${url}: expected ${size} bytes, found the connection lost after ${length}. Try again.`,
    );
  }
  return Buffer.concat(parts);
}

/** Undefined when there is no such file. */
function readIfThere(file) {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw new Refused(`${file}: expected a file to read, found ${error.code}.`);
  }
}

function copyFrom(folder, wanted) {
  const file = path.join(folder, wanted.name);
  const other = path.join(folder, wanted.source);
  const bytes = readIfThere(file) ?? readIfThere(other);
  if (bytes === undefined) throw new Refused(`${file}: expected the table, found nothing (nor ${other}).`);
  return bytes;
}

function keep(file, bytes) {
  mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    writeFileSync(temporary, bytes);
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}

async function main() {
  const { values } = parseArgs({
    options: {
      from: { type: "string" },
      output: { type: "string", short: "o" },
      "base-url": { type: "string" },
    },
  });
  const folder = path.resolve(values.output ?? path.join(root, "data", "drst"));
  const given = values["base-url"] ?? process.env.DATAPLANE_LAB_DRST_URL ?? BASE;
  const base = given.endsWith("/") ? given : `${given}/`;
  for (const wanted of FILES) {
    const file = path.join(folder, wanted.name);
    const there = readIfThere(file);
    if (there !== undefined && sha256(there) === wanted.sha256) {
      console.log(`${file}: there already`);
      continue;
    }
    const source = values.from === undefined ? new URL(wanted.source, base).href : path.resolve(values.from);
    const bytes =
      values.from === undefined
        ? await download(source, wanted)
        : copyFrom(path.resolve(values.from), wanted);
    keep(file, check(bytes, wanted, `${wanted.name} from ${source}`));
    console.log(`${file}: ${bytes.length} bytes, SHA-256 as published`);
  }
}

main().catch((error) => {
  const known = error instanceof Refused || String(error.code ?? "").startsWith("ERR_PARSE_ARGS");
  console.error(`fetch-drst: ${known ? error.message : (error.stack ?? error)}`);
  process.exitCode = 1;
});
