// Makes data/testbed again: the raw experiments of the four stages, plan.json (what was done to the chain, and
// when) and SHA256SUMS. `--check` compares instead and fails on any difference; `-o <folder>` writes elsewhere.
// The data card's tables are a script of their own, scripts/card-testbed.mjs: they need the whole laboratory.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { build, root } from "./setup.mjs";

const SEED = 76;
/** Experiments of each stage: enough rows for every notebook, in less than 5 MB. */
const EXPERIMENTS = [8, 5, 20, 6];

/** The plans of the bundle, in order. */
export function bundlePlans(simulate) {
  return EXPERIMENTS.flatMap((experiments, stage) => simulate.stagePlan(stage, { seed: SEED, experiments }));
}

/** Every file of the bundle: path relative to data/testbed → its bytes. Raw logs are gzip members. */
export function* bundleFiles(simulate) {
  const plans = bundlePlans(simulate);
  for (const plan of plans) {
    for (const [name, bytes] of Object.entries(simulate.experimentFiles(plan))) {
      yield { file: `raw/${plan.scenario}/${plan.name}/${name}.gz`, bytes, packed: true };
    }
  }
  const note =
    "Simulated. Made by scripts/make-testbed.mjs; the meaning of each field is in src/lib/simulate/plan.ts.";
  const text = `${JSON.stringify({ note, seed: SEED, plans }, null, 1)}\n`;
  yield { file: "plan.json", bytes: Buffer.from(text), packed: false };
}

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** What a stored file says, unpacked. */
function contentOf(file) {
  const bytes = readFileSync(file);
  return file.endsWith(".gz") ? gunzipSync(bytes) : bytes;
}

function filesUnder(folder, prefix = "") {
  return readdirSync(path.join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(prefix, entry.name);
    return entry.isDirectory() ? filesUnder(folder, name) : [name];
  });
}

function main() {
  const { values } = parseArgs({
    options: { check: { type: "boolean" }, output: { type: "string", short: "o" } },
  });
  const folder = path.resolve(values.output ?? path.join(root, "data", "testbed"));
  build();
  const { simulate } = createRequire(import.meta.url)("dataplane-lab");
  const different = [];
  const made = new Set();
  for (const { file, bytes, packed } of bundleFiles(simulate)) {
    made.add(file);
    const target = path.join(folder, file);
    // zlib versions pack differently: a member that holds the right bytes stays as it is.
    if (existsSync(target) && contentOf(target).equals(bytes)) continue;
    different.push(file);
    if (values.check) continue;
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, packed ? simulate.gzip(bytes) : bytes);
  }
  const stray = existsSync(path.join(folder, "raw"))
    ? filesUnder(folder, "raw").filter((file) => !made.has(file))
    : [];
  if (values.check) {
    for (const file of [...different, ...stray]) console.error(`differs: ${file}`);
    console.log(`${made.size} files checked, ${different.length + stray.length} differ`);
    process.exitCode = different.length + stray.length === 0 ? 0 : 1;
    return;
  }
  for (const file of stray) rmSync(path.join(folder, file));
  const sums = [...made].sort().map((file) => `${sha256(readFileSync(path.join(folder, file)))}  ${file}\n`);
  writeFileSync(path.join(folder, "SHA256SUMS"), sums.join(""));
  console.log(`${folder}: ${made.size} files, ${different.length} written, ${stray.length} removed`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(path.resolve(process.argv[1])).href) main();
