// npm run bench: lists the benches; `npm run bench -- <name> [options]` runs one. Figures go to bench/README.md.
import { readdirSync } from "node:fs";
import path from "node:path";
import { root, runNode, setUp } from "./setup.mjs";

const benches = readdirSync(path.join(root, "bench"))
  .filter((file) => /\.(ts|mjs)$/.test(file))
  .map((file) => ({ file, name: file.replace(/\.\w+$/, "") }));
const [name, ...options] = process.argv.slice(2);
const bench = benches.find((candidate) => candidate.name === name);
if (!bench) {
  if (name) console.error(`expected the name of a bench, found "${name}".`);
  console.log(`Benches: ${benches.map((candidate) => candidate.name).join(", ")}`);
  console.log("Run one with: npm run bench -- <name>");
  process.exit(name ? 2 : 0);
}
setUp();
const file = path.join("bench", bench.file);
runNode(file.endsWith(".ts") ? ["-r", "ts-node/register", file, ...options] : [file, ...options]);
