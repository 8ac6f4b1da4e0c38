#!/usr/bin/env node
const { existsSync } = require("node:fs");
const path = require("node:path");

const main = path.join(__dirname, "..", "dist", "main.js");
if (!existsSync(main)) {
  console.error("dataplane-lab: not built yet. Run `npm run build` in the project's folder.");
  process.exit(1);
}
require(main);
