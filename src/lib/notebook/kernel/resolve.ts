import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import * as ts from "@tslab/typescript-for-tslab";

/**
 * Lets cells in any folder import what the kernel itself can: first from the notebook's folder upwards, as ever,
 * and when there is nothing of that name, from where the kernel is installed.
 */
export function kernelModules(): string[] {
  return createRequire(__filename).resolve.paths("dataplane-lab") ?? [];
}

/** `require` for cells: the notebook's own packages first, then the kernel's. */
export function fallbackRequire(primary: NodeJS.Require): NodeJS.Require {
  const own = createRequire(__filename);
  return new Proxy(primary, {
    apply(target, self, args: [string]) {
      try {
        return Reflect.apply(target, self, args);
      } catch (error) {
        if (!isMissing(error, args[0])) throw error;
        let found: string;
        try {
          found = own.resolve(args[0]);
        } catch {
          throw error;
        }
        return own(found);
      }
    },
  });
}

/** The module itself was not found; not one that it needs. */
function isMissing(error: unknown, id: string): boolean {
  const fault = error as { code?: string; message?: string };
  return (
    fault.code === "MODULE_NOT_FOUND" &&
    !id.startsWith(".") &&
    (fault.message ?? "").startsWith(`Cannot find module '${id}'`)
  );
}

/**
 * The same for types. The compiler looks for `<folder>/node_modules/<package>` in the notebook's folder and above;
 * the last of these places, at the notebook's folder itself, is answered from the kernel's own packages.
 */
export function lendPackages(cwd: string): void {
  const lent = `${path.join(cwd, "node_modules").split(path.sep).join("/")}/`;
  const folders = kernelModules().filter((folder) => existsSync(folder));
  const { sys } = ts;
  const real = {
    fileExists: sys.fileExists,
    readFile: sys.readFile,
    directoryExists: sys.directoryExists,
    realpath: sys.realpath,
  };
  const visible = new Map<string, boolean>();

  /** Whether a folder at the notebook or above holds the package. */
  function ownPackage(name: string): boolean {
    let answer = visible.get(name);
    if (answer === undefined) {
      answer = false;
      for (let folder = cwd; ; folder = path.dirname(folder)) {
        if (real.directoryExists.call(sys, path.join(folder, "node_modules", name))) answer = true;
        if (answer || folder === path.dirname(folder)) break;
      }
      visible.set(name, answer);
    }
    return answer;
  }

  function forward(file: string): string {
    if (!file.startsWith(lent)) return file;
    const inside = file.slice(lent.length);
    const name = /^(@[^/]+\/)?[^/]+/.exec(inside)?.[0];
    if (name === undefined || name.startsWith("@types") || ownPackage(name)) return file;
    const folder = folders.find((candidate) => existsSync(path.join(candidate, name)));
    return folder === undefined ? file : path.join(folder, inside);
  }

  sys.fileExists = (file) => real.fileExists.call(sys, forward(file));
  sys.readFile = (file, encoding) => real.readFile.call(sys, forward(file), encoding);
  sys.directoryExists = (folder) => real.directoryExists.call(sys, forward(folder));
  if (real.realpath !== undefined) {
    const { realpath } = real;
    sys.realpath = (file) => realpath.call(sys, forward(file));
  }
}
