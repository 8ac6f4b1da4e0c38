// What every entry point needs before it can do anything: the locked packages, and a library built from the
// sources as they stand. Both are skipped when nothing changed. Uses Node alone.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { lazyIndex } from "./lazy-index.mjs";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** Runs a program with the project as its folder; ends this process with its exit code when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: "inherit", ...options });
  if (result.error) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** Runs a JavaScript file of an installed package with this Node. */
export function runNode(args, options) {
  run(process.execPath, args, options);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`dataplane-lab: expected Node 20.19 or newer, found ${process.version}.`);
  process.exit(1);
}

function hashFiles(files) {
  const hash = createHash("sha256");
  for (const file of files) {
    hash.update(path.relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

function sources(folder, found = []) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === "dist" || entry.name === "node_modules") continue;
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) sources(file, found);
    else if (/\.(tsx?|js|json|css|html)$/.test(entry.name)) found.push(file);
  }
  return found.sort();
}

/** Does the work unless the stamp says it was done for the same input; the stamp is written last. */
function once(name, key, complete, work) {
  const stamp = path.join(root, "node_modules", ".cache", "dataplane-lab", name);
  if (complete() && existsSync(stamp) && readFileSync(stamp, "utf8") === key) return false;
  work();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, key);
  return true;
}

function npm(args) {
  // npm_execpath is set when npm started us; then the same npm is used, whatever else is on the PATH.
  const cli = process.env.npm_execpath;
  if (cli && /\.c?js$/.test(cli)) runNode([cli, ...args]);
  else run(process.platform === "win32" ? "npm.cmd" : "npm", args, { shell: process.platform === "win32" });
}

export function install() {
  checkNode();
  const manifests = ["package.json", "package-lock.json", "src/lib/package.json", "src/cli/package.json"];
  const key = hashFiles(manifests.map((file) => path.join(root, file)));
  once(
    "installed",
    key,
    () => existsSync(path.join(root, "node_modules", "typescript")),
    () => {
      console.log("Installing the locked packages (about 800 MB, once) …");
      npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    },
  );
}

export function build() {
  const key = hashFiles([
    ...sources(path.join(root, "src")),
    path.join(root, "tsconfig.json"),
    path.join(root, "package-lock.json"),
    path.join(root, "scripts", "bundle-clients.mjs"),
    path.join(root, "scripts", "lazy-index.mjs"),
  ]);
  const lazy = () => lazyIndex(path.join(root, "src", "lib", "dist", "index.js"));
  const built = (part) => statSync(path.join(root, "src", part, "dist"), { throwIfNoEntry: false });
  once(
    "built",
    key,
    () => Boolean(built("lib") && built("cli")),
    () => {
      console.log("Building the library and the command line …");
      const tsc = path.join(root, "node_modules", "typescript", "bin", "tsc");
      for (const part of ["lib", "cli"]) runNode([tsc, "-p", path.join("src", part)]);
      lazy();
      runNode([path.join("scripts", "bundle-clients.mjs")]);
      prepareKernel();
    },
  );
  // Somebody may have called the compiler himself.
  lazy();
}

/** Notebooks start faster from a snapshot of the compiler. They start without one too, so a failure here is none. */
function prepareKernel() {
  const script = path.join(root, "src", "lib", "dist", "notebook", "kernel", "prepare.js");
  const { status, stderr } = spawnSync(process.execPath, [script], { cwd: root, encoding: "utf8" });
  if (status !== 0)
    console.warn(`Kernels will start without a snapshot, a second slower each: ${stderr.trim()}`);
}

export function setUp() {
  install();
  build();
}
