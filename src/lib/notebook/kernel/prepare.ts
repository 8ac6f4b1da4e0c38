// Makes the snapshot that kernels start from. `node prepare.js`; a run starts it by itself when it ends.
import { spawnSync } from "node:child_process";
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { createCompiler, lendCompiler } from "./compiler";
import { parsedFiles } from "./program";
import { kernelFlags, type SnapshotInput, snapshotFile, unfitFile } from "./snapshot";

/** What first cells hold; its imports say which declarations are parsed. */
const cell = [
  'import { core, table, view } from "dataplane-lab";',
  'import { readFileSync } from "node:fs";',
  'import * as tslab from "tslab";',
  "const draws = Array.from({ length: 10 }, (_, i) => ({ i, value: core.random(i).uniform() }));",
  "const mean = draws.reduce((sum, { value }) => sum + value, 0) / draws.length;",
  "async function later(text: string): Promise<string> { return text + mean.toFixed(3); }",
  "for (const { i, value } of draws) if (value > mean) console.log(i, value);",
  "class Box<T> { constructor(readonly inner: T) {} }",
  "console.log(new Box(draws).inner.length, typeof readFileSync, tslab.display, table, view, later);",
].join("\n");

/** Longer than making one takes; a lock of that age is one that was left behind. */
const lockAge = 120_000;

function prepare(): void {
  const target = snapshotFile();
  mkdirSync(path.dirname(target), { recursive: true });
  const unlock = lock(`${target}.lock`);
  if (unlock === undefined) return;
  const scratch = mkdtempSync(path.join(os.tmpdir(), "dataplane-lab-snapshot-"));
  const draft = `${target}.${process.pid}`;
  try {
    const input = path.join(scratch, "input.json");
    writeFileSync(input, JSON.stringify(snapshotInput(scratch)));
    // Such a script is not run as a module, so it has no `exports` to say that it is one.
    const entry = path.join(scratch, "entry.js");
    const code = readFileSync(path.join(__dirname, "snapshot-entry.js"), "utf8");
    writeFileSync(entry, `var exports = {};\n${code}`);
    const args = [...kernelFlags, "--snapshot-blob", draft, "--build-snapshot", entry, input];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`no snapshot was made\n${stderr}`);
    const trouble = tryThread(draft, scratch);
    if (trouble === undefined) renameSync(draft, target);
    else writeFileSync(unfitFile(), trouble);
    sweep(path.dirname(target));
  } finally {
    process.chdir(path.dirname(target));
    rmSync(scratch, { recursive: true, force: true });
    rmSync(draft, { force: true });
    unlock();
  }
}

/**
 * Opens the network in a thread of a process that starts from the snapshot, as widgets and cells do; returns what such
 * a process dies of, or nothing.
 */
function tryThread(snapshot: string, scratch: string): string | undefined {
  const file = path.join(scratch, "try.js");
  writeFileSync(file, `new (require("node:worker_threads").Worker)('require("node:http")', { eval: true });`);
  const args = [...kernelFlags, "--snapshot-blob", snapshot, file];
  const { status, signal, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  return status === 0 ? undefined : `exit code ${status}, signal ${signal}\n${stderr}`;
}

/** Asks a compiler as kernels have it which declarations it reads for the cell. */
function snapshotInput(folder: string): SnapshotInput {
  process.chdir(folder);
  lendCompiler();
  const compiler = createCompiler({ watch: false });
  const { diagnostics } = compiler.convert("", cell);
  if (diagnostics.length > 0) throw new Error(diagnostics[0].messageText);
  const { options, files } = parsedFiles();
  compiler.close();
  const { sys } = require("@tslab/typescript-for-tslab") as typeof import("@tslab/typescript-for-tslab");
  const declarations = files.filter((name) => name.endsWith(".d.ts") && path.dirname(name) !== process.cwd());
  return {
    compiler: require.resolve("@tslab/typescript-for-tslab"),
    options,
    files: declarations.map((name) => {
      const { mtimeMs, size } = statSync(name);
      return { name, text: sys.readFile(name) ?? "", mtimeMs, size };
    }),
    cell,
  };
}

/** What was made more than a month ago, most likely for a Node that is gone; a new one is made in seconds. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (/^kernel-.*\.blob/.test(name) && Date.now() - statSync(file).mtimeMs > 30 * 86_400_000) {
      rmSync(file, { force: true });
    }
  }
}

/** One process at a time; returns how to let go, or nothing when another one is at it. */
function lock(file: string): (() => void) | undefined {
  const since = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (since !== undefined && Date.now() - since > lockAge) rmSync(file, { force: true });
  try {
    closeSync(openSync(file, "wx"));
  } catch {
    return undefined;
  }
  return () => rmSync(file, { force: true });
}

os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL);
prepare();
