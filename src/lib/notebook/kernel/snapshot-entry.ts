// What `node --build-snapshot` runs: it leaves the compiler, loaded and with declarations parsed, in the heap that
// kernels start from. Such a script is one file and may require Node's own modules only.
import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import path from "node:path";
import { startupSnapshot } from "node:v8";
import type * as TS from "@tslab/typescript-for-tslab";
import type { ParsedDeclaration, SnapshotContent } from "./declarations";
import type { SnapshotInput } from "./snapshot";

type Compiler = typeof TS & {
  getSetExternalModuleIndicator(options: TS.CompilerOptions): (file: TS.SourceFile) => void;
  bindSourceFile(file: TS.SourceFile, options: TS.CompilerOptions): void;
};

const input = JSON.parse(readFileSync(process.argv[2], "utf8")) as SnapshotInput;
const compiler = loadCompiler(input.compiler);
const declarations = parseDeclarations(compiler, input);
rehearse(compiler, input, declarations);

startupSnapshot.setDeserializeMainFunction(() => {
  // The same symbol as in declarations.ts, which cannot be required here.
  (globalThis as { [key: symbol]: SnapshotContent })[Symbol.for("dataplane-lab.snapshot")] = { declarations };
  const main = process.argv[1];
  const require = createRequire(main);
  const loaded = new Module(input.compiler);
  Object.assign(loaded, { filename: input.compiler, loaded: true, exports: compiler });
  require.cache[input.compiler] = loaded;
  require(main);
});

/** As `require` does, which is not to be had here for files. */
function loadCompiler(file: string): Compiler {
  const module = { exports: {} };
  const text = `${readFileSync(file, "utf8")}\n//# sourceURL=${file}`;
  const load = new Function("exports", "require", "module", "__filename", "__dirname", text);
  load(module.exports, require, module, file, path.dirname(file));
  return module.exports as Compiler;
}

function parseDeclarations(ts: Compiler, { options, files }: SnapshotInput): Map<string, ParsedDeclaration> {
  const parsed = new Map<string, ParsedDeclaration>();
  const how: TS.CreateSourceFileOptions = {
    languageVersion: options.target ?? ts.ScriptTarget.ES2022,
    setExternalModuleIndicator: ts.getSetExternalModuleIndicator(options),
  };
  for (const { name, text, mtimeMs, size } of files) {
    const file = ts.createSourceFile(name, text, how);
    ts.bindSourceFile(file, options);
    parsed.set(name, { file, mtimeMs, size });
  }
  return parsed;
}

/** Compiles a cell once, so that the functions of the compiler that every cell needs are in the heap, compiled. */
function rehearse(ts: Compiler, { options, cell }: SnapshotInput, parsed: typeof declarations): void {
  const name = "/rehearsal/cell.ts";
  const host: TS.CompilerHost = {
    getSourceFile: (file, how) =>
      file === name ? ts.createSourceFile(file, cell, how) : parsed.get(file)?.file,
    getDefaultLibFileName: (wanted) =>
      path.join(path.dirname(input.compiler), ts.getDefaultLibFileName(wanted)),
    getCurrentDirectory: () => "/rehearsal",
    getCanonicalFileName: (file) => file,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    fileExists: (file) => parsed.has(file),
    readFile: () => undefined,
    directoryExists: () => true,
    getDirectories: () => [],
    writeFile: () => {},
  };
  const program = ts.createProgram([name], { ...options, rootDir: "/rehearsal", types: [] }, host);
  const file = program.getSourceFile(name);
  ts.getPreEmitDiagnostics(program, file);
  program.emit(file);
  ts.transpileModule(cell, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: options.target } });
}
