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
const seconds = new Map([...runners.keys()].map((name) => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const [name, [program, ...args]] of runners) {
    const began = performance.now();
    const { status, stderr } = spawnSync(program, args, { cwd: root, encoding: "utf8", env });
    if (status !== 0) throw new Error(`${name} failed\n${stderr}`);
    seconds.get(name).push((performance.now() - began) / 1000);
  }
}
rmSync(folder, { recursive: true, force: true });
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
for (const [name, values] of seconds) {
  console.log(
    `${name.padEnd(24)} median ${median(values).toFixed(2)} s, least ${Math.min(...values).toFixed(2)} s`,
  );
}
for (const name of [...runners.keys()].slice(1)) {
  const ratio = median(seconds.get("dataplane-lab run")) / median(seconds.get(name));
  console.log(`${ratio.toFixed(2)} of ${name} (goal: at most 0.5)`);
}
