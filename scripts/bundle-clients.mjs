// The browser's half of the library: every TypeScript file that stands directly in src/lib/<room>/client/ becomes one
// self-contained script in src/lib/dist/<room>/client/, with the packages and styles it needs inside. `index.ts` is
// the folder's door for other rooms' clients and `*.d.ts` are declarations: these are no scripts of their own.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

/** Packages whose code ends up in the scripts; their licences ask to travel with it. */
const BUNDLED = ["preact", "uplot"];

/** The scripts to make, as `<room>/client/<name>`. */
function clientEntries(library) {
  return readdirSync(library, { withFileTypes: true })
    .filter((room) => room.isDirectory() && !["dist", "node_modules"].includes(room.name))
    .map((room) => path.join(room.name, "client"))
    .filter((folder) => existsSync(path.join(library, folder)))
    .flatMap((folder) =>
      readdirSync(path.join(library, folder))
        .filter((name) => /\.tsx?$/.test(name) && !/(^index|\.d)\.tsx?$/.test(name))
        .map((name) => path.join(folder, name)),
    )
    .sort();
}

/** Makes all of them. The same sources give the same bytes. */
async function bundleClients(root) {
  const library = path.join(root, "src", "lib");
  const common = {
    absWorkingDir: library,
    bundle: true,
    minify: true,
    sourcemap: false,
    legalComments: "none",
    charset: "utf8",
    target: "es2022",
    platform: "browser",
    outdir: "dist",
    outbase: ".",
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: { ".css": "text" },
    tsconfig: "tsconfig.client.json",
    logLevel: "warning",
  };
  const entries = clientEntries(library);
  for (const room of new Set(entries.map((entry) => path.dirname(entry)))) {
    rmSync(path.join(library, "dist", room), { recursive: true, force: true });
  }
  // A notebook's output runs classic scripts only, so what stands in the output itself is not a module.
  const inline = entries.filter((entry) => /(^|[\\/])inline\.ts$/.test(entry));
  const modules = entries.filter((entry) => !inline.includes(entry));
  await build({ ...common, entryPoints: modules, format: "esm" });
  await build({ ...common, entryPoints: inline, format: "iife", minify: true });
  const licences = BUNDLED.map((name) => {
    const folder = path.join(root, "node_modules", name);
    const { version } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
    return `${name} ${version}\n\n${readFileSync(path.join(folder, "LICENSE"), "utf8").trim()}\n`;
  });
  mkdirSync(path.join(library, "dist", "widget", "client"), { recursive: true });
  writeFileSync(
    path.join(library, "dist", "widget", "client", "LICENSES.txt"),
    `The scripts in the client folders contain these packages.\n\n${licences.join("\n")}`,
  );
}

await bundleClients(path.resolve(import.meta.dirname, ".."));
