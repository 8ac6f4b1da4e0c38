import path from "node:path";
import * as ts from "@tslab/typescript-for-tslab";
import { type Converter, createConverter } from "tslab/dist/converter";
import { lendPackages } from "./resolve";

/** tslab's compiler for the current folder, with the library within reach and no more to read than a cell needs. */
export function createCompiler(options: { readonly watch: boolean }): Converter {
  const cwd = process.cwd();
  lendPackages(cwd);
  limitWatching(cwd, options.watch);
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
 * Without this, every package in node_modules/@types is read at the start of each kernel. tslab brings the types of
 * Node itself; those of a package that a cell imports are found by its import.
 */
function withFewerTypeRoots<T>(create: () => T): T {
  const { sys } = ts;
  const { directoryExists } = sys;
  sys.directoryExists = (folder) => !/node_modules[\\/]@types$/.test(folder) && directoryExists(folder);
  try {
    return create();
  } finally {
    sys.directoryExists = directoryExists;
  }
}
