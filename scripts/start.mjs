// npm start: from a fresh clone to the gallery of every figure.
import path from "node:path";
import { root, runNode, setUp } from "./setup.mjs";

setUp();
runNode([path.join(root, "src", "cli", "bin", "dataplane-lab.js"), "run", "--all", ...process.argv.slice(2)]);
