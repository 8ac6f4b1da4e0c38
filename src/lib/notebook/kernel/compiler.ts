import { createRequire } from "node:module";
import path from "node:path";
import * as ts from "@tslab/typescript-for-tslab";
import type { Converter } from "tslab/dist/converter";
import { withQuickPrograms } from "./program";
import { lendPackages } from "./resolve";

/**
 * Puts the compiler with quicker programs into the place from which tslab takes it; to be called before anything of
 * tslab is loaded.
 */
export function lendCompiler(): void {
  const entry = require.cache[require.resolve("@tslab/typescript-for-tslab")];
  if (entry !== undefined) entry.exports = withQuickPrograms(ts);
}

/** tslab's compiler for the current folder, with the library within reach and no more to read than a cell needs. */
export function createCompiler(options: { readonly watch: boolean }): Converter {
  const cwd = process.cwd();
  lendPackages(cwd);
  limitWatching(cwd, options.watch);
  if (!options.watch) withoutDocs();
  const { createConverter } = require("tslab/dist/converter") as typeof import("tslab/dist/converter");
  return withFewerTypeRoots(() => createConverter({}));
}

/**
 * A rebuilt library would give a running kernel new types with old code, so nothing outside of the notebook's folder
 * is watched; a batch kernel watches nothing at all.
 */
function limitWatching(cwd: string, watch: boolean): void {
  const { sys } = ts;
  const { watchFile } = sys;
  const none = { close: () => {} };
  sys.watchFile = (file, callback, interval, options) => {
    const inside = path.relative(cwd, file);
    const helper = watch && !/^\.\.|node_modules|\.d\.ts$/.test(inside) && !path.isAbsolute(inside);
    return helper && watchFile !== undefined ? watchFile.call(sys, file, callback, interval, options) : none;
  };
  sys.watchDirectory = () => none;
}

/**
 * A third of the time at the start of a kernel goes into parsing doc comments of declaration files. Only a person who
 * asks for help in JupyterLab sees them.
 */
function withoutDocs(): void {
  const { sys } = ts;
  const { readFile } = sys;
  sys.readFile = (file, encoding) => {
    const text = readFile.call(sys, file, encoding);
    return file.endsWith(".d.ts") && text !== undefined ? stripDocs(text) : text;
  };
}

export function stripDocs(declarations: string): string {
  return declarations.replace(/\/\*\*[^/][\s\S]*?\*\//g, "");
}

/**
 * Without this, every package in the node_modules/@types folders around is read at the start of each kernel. Cells get
 * the types of Node that tslab brings; those of a package that a cell imports are found by its import.
 */
function withFewerTypeRoots<T>(create: () => T): T {
  const { sys } = ts;
  const { directoryExists } = sys;
  const node = createRequire(require.resolve("tslab/package.json")).resolve("@types/node/package.json");
  const wanted = path.dirname(path.dirname(node));
  sys.directoryExists = (folder) =>
    (!/node_modules[\\/]@types$/.test(folder) || path.resolve(folder) === wanted) && directoryExists(folder);
  try {
    return create();
  } finally {
    sys.directoryExists = directoryExists;
  }
}
