// npm run lab: a Python environment of our own under environment/ with JupyterLab, papermill and the tslab kernel,
// then JupyterLab on notebooks/. `--setup-only` stops before that; all other options go to JupyterLab.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root, run, setUp } from "./setup.mjs";

const environment = path.join(root, "environment");
const venv = path.join(environment, ".venv");
const bin = path.join(venv, process.platform === "win32" ? "Scripts" : "bin");
const python = path.join(bin, process.platform === "win32" ? "python.exe" : "python");
const lock = path.join(environment, "requirements.txt");
const plugin = path.join(environment, "papermill");

const options = process.argv.slice(2);
setUp();
installPython();
registerKernel();
quietenLab();
if (!options.includes("--setup-only")) openLab(options);
else console.log(`Ready: ${path.relative(process.cwd(), bin) || "."}/jupyter lab, …/papermill, …/jupytext`);

/** The environment is made anew when the lock or our plug-in changed; the stamp is written last. */
function installPython() {
  const hash = createHash("sha256").update(readFileSync(lock)).update(venv);
  const sources = path.join(plugin, "dataplane_lab_papermill");
  const files = readdirSync(sources).filter((name) => name.endsWith(".py"));
  for (const file of [
    path.join(plugin, "pyproject.toml"),
    ...files.map((name) => path.join(sources, name)),
  ]) {
    hash.update(readFileSync(file));
  }
  const key = hash.digest("hex");
  const stamp = path.join(venv, "dataplane-lab.stamp");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === key) return;
  console.log("Making the Python environment (about 250 MB, once) …");
  rmSync(venv, { recursive: true, force: true });
  const system = findPython();
  if (works("uv", ["--version"])) {
    run("uv", ["venv", "--quiet", "--python", system, venv]);
    run("uv", ["pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", lock]);
    run("uv", ["pip", "install", "--quiet", "--python", python, "--no-deps", "--no-build-isolation", plugin]);
  } else {
    makeVenv(system);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"];
    // The lock is complete. Resolving it again, pip would want a pin for each extra that a package asks for.
    run(python, [...pip, "--no-deps", "--require-hashes", "-r", lock]);
    run(python, [...pip, "--no-deps", "--no-build-isolation", plugin]);
  }
  writeFileSync(stamp, key);
}

function works(command, args) {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

function findPython() {
  const test = ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"];
  const found = ["python3", "python", "py"].find((command) => works(command, test));
  if (found === undefined) {
    stop(
      "expected Python 3.10 or newer on the PATH (python3), found none. On Debian: apt install python3 python3-venv",
    );
  }
  return found;
}

function makeVenv(system) {
  const made = spawnSync(system, ["-m", "venv", venv], { encoding: "utf8" });
  if (made.status === 0) return;
  rmSync(venv, { recursive: true, force: true });
  if (works(system, ["-m", "virtualenv", "--version"])) run(system, ["-m", "virtualenv", "--quiet", venv]);
  else {
    stop(
      "expected Python's venv module or uv, found neither. On Debian: apt install python3-venv; " +
        `elsewhere: ${system} -m pip install --user uv\n${made.stderr ?? ""}`,
    );
  }
}

/** Inside the environment, not in the user's home; paths are absolute, so a moved project registers again. */
function registerKernel() {
  const folder = path.join(venv, "share", "jupyter", "kernels", "tslab");
  const kernel = path.join(root, "src", "lib", "dist", "notebook", "kernel", "jupyter.js");
  write(path.join(folder, "kernel.json"), {
    argv: [process.execPath, "--stack-trace-limit=30", kernel, "{connection_file}"],
    display_name: "TypeScript (Dataplane Lab)",
    language: "typescript",
    interrupt_mode: "signal",
    metadata: { debugger: false },
  });
}

/** No question about news at the first start. */
function quietenLab() {
  write(path.join(venv, "share", "jupyter", "lab", "settings", "overrides.json"), {
    "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
  });
}

function write(file, value) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.tmp`, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(`${file}.tmp`, file);
}

function openLab(args) {
  const notebooks = path.join(root, "notebooks");
  const lab = spawn(python, ["-m", "jupyterlab", ...args], {
    cwd: existsSync(notebooks) ? notebooks : root,
    stdio: "inherit",
    env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ""}` },
  });
  // Ctrl-C goes to JupyterLab, which asks before it stops; this process ends with it.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => lab.kill("SIGTERM"));
  lab.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}

function stop(message) {
  console.error(`dataplane-lab: ${message}`);
  process.exit(1);
}
