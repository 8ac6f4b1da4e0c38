// A light notebook, whole process, through our runner and through stock papermill on the same kernel, in turns.
// Needs a built library; papermill comes from `npm run lab -- --setup-only` or DATAPLANE_LAB_PYTHON.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const rounds = Number(process.argv[2] ?? 5);
const folder = mkdtempSync(path.join(os.tmpdir(), "lab-bench-"));
const notebook = path.join(folder, "light.ipynb");
const sources = [
  'import { core } from "dataplane-lab";',
  "const draws = Array.from({ length: 1000 }, () => core.random(7).uniform());",
  "const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;",
  "console.log(mean.toFixed(3));",
];
writeFileSync(
  notebook,
  JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: "tslab", language: "typescript", display_name: "TypeScript" } },
    cells: sources.map((source, index) => ({
      cell_type: "code",
      id: `c${index}`,
      metadata: {},
      source,
      outputs: [],
      execution_count: null,
    })),
  }),
);

const python = process.env.DATAPLANE_LAB_PYTHON ?? path.join(root, "environment", ".venv", "bin", "python");
const command = path.join(root, "src", "cli", "bin", "dataplane-lab.js");
const runners = new Map([
  ["dataplane-lab run", [process.execPath, command, "run", notebook, "-o", path.join(folder, "run")]],
]);
if (existsSync(python)) {
  const papermill = [
    python,
    "-m",
    "papermill",
    "--no-progress-bar",
    notebook,
    path.join(folder, "out.ipynb"),
  ];
  runners.set("papermill", papermill);
  runners.set("papermill, stock tslab", [...papermill, "-k", "stock"]);
  // What a user has without this project: tslab's own kernel.
  const spec = path.join(folder, "jupyter", "kernels", "stock");
  mkdirSync(spec, { recursive: true });
  const tslab = path.join(root, "node_modules", "tslab", "bin", "tslab");
  const argv = [process.execPath, tslab, "kernel", "--config-path={connection_file}"];
  writeFileSync(
    path.join(spec, "kernel.json"),
    JSON.stringify({ argv, display_name: "stock", language: "typescript" }),
  );
} else console.log("papermill is not installed: npm run lab -- --setup-only");

const env = { ...process.env, JUPYTER_PATH: path.join(folder, "jupyter") };
// What a set-up leaves: the snapshot that kernels start from.
spawnSync(process.execPath, [path.join(root, "src", "lib", "dist", "notebook", "kernel", "prepare.js")]);
const seconds = new Map([...runners.keys()].map((name) => [name, []]));
// User and system seconds of the process and all that it started: they say more than the clock on a busy machine.
const cpu = new Map([...runners.keys()].map((name) => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const [name, [program, ...args]] of runners) {
    const began = performance.now();
    const counted = ["-c", '"$@" >&2; code=$?; times; exit $code', "sh", program, ...args];
    const { status, stdout, stderr } = spawnSync("sh", counted, { cwd: root, encoding: "utf8", env });
    if (status !== 0) throw new Error(`${name} failed\n${stderr}`);
    seconds.get(name).push((performance.now() - began) / 1000);
    const times = stdout
      .trim()
      .split("\n")
      .at(-1)
      .matchAll(/(\d+)m([\d.]+)s/g);
    cpu.get(name).push([...times].reduce((sum, [, m, s]) => sum + 60 * Number(m) + Number(s), 0));
  }
}
rmSync(folder, { recursive: true, force: true });
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
for (const [name, values] of seconds) {
  const [wall, least, cpuTime] = [median(values), Math.min(...values), median(cpu.get(name))];
  console.log(
    `${name.padEnd(24)} median ${wall.toFixed(2)} s, least ${least.toFixed(2)} s, CPU ${cpuTime.toFixed(2)} s`,
  );
}
const ours = "dataplane-lab run";
for (const name of [...runners.keys()].slice(1)) {
  const [wall, cpuTime] = [seconds, cpu].map((all) =>
    (median(all.get(ours)) / median(all.get(name))).toFixed(2),
  );
  console.log(
    `${wall} of the time and ${cpuTime} of the CPU time of ${name} (goal: at most 0.5 of the time)`,
  );
}
