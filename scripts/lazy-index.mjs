import { readFileSync, writeFileSync } from "node:fs";

/**
 * Makes the built library load each room when it is first asked for: a notebook that uses three rooms need not wait for
 * the other eleven (some 0.2 s of every kernel's start). To be called whenever the compiler may have run.
 */
export function lazyIndex(file) {
  const compiled = readFileSync(file, "utf8");
  // The compiler writes only what changed: then the file is ours already.
  if (compiled.startsWith("// Written by")) return;
  const rooms = [...compiled.matchAll(/^exports\.(\w+) = __importStar\(require\("\.\/\1"\)\);$/gm)].map(
    ([, room]) => room,
  );
  if (rooms.length === 0 || compiled.match(/require\(/g)?.length !== rooms.length)
    throw new Error(`expected rooms and nothing else in ${file}`);
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
