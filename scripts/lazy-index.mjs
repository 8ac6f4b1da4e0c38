// Makes the built library load each room when it is first asked for: a notebook that uses three rooms need not wait for
// the other eleven (some 0.15 s of every kernel's start). Run by the build, behind the compiler.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./setup.mjs";

const file = path.join(root, "src", "lib", "dist", "index.js");
const compiled = readFileSync(file, "utf8");
const rooms = [...compiled.matchAll(/^exports\.(\w+) = __importStar\(require\("\.\/\1"\)\);$/gm)].map(
  ([, room]) => room,
);
const others = compiled.match(/require\(/g)?.length !== rooms.length;
// The compiler writes only what changed: then the file is ours already.
if (!compiled.startsWith("// Written by")) {
  if (rooms.length === 0 || others) throw new Error(`expected only rooms in ${file}`);
  writeFileSync(
    file,
    `// Written by scripts/lazy-index.mjs.
"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
for (const room of ${JSON.stringify(rooms)}) {
  Object.defineProperty(exports, room, { enumerable: true, configurable: true, get: () => load(room) });
}
function load(room) {
  const value = require("./" + room);
  Object.defineProperty(exports, room, { enumerable: true, value });
  return value;
}
// So that \`import { … }\` of an ECMAScript module finds the names.
0 && (module.exports = { ${rooms.join(", ")} });
`,
  );
}
