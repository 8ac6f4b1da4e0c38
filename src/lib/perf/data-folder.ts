import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** The project's own folder, found from this file upward, whatever the current directory; undefined outside of it. */
export function projectFolder(start: string = __dirname): string | undefined {
  for (let folder = path.resolve(start); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, "package.json");
    if (existsSync(manifest) && nameOf(manifest) === "dataplane-lab-project") return folder;
    if (path.dirname(folder) === folder) return undefined;
  }
}

function nameOf(manifest: string): unknown {
  try {
    return (JSON.parse(readFileSync(manifest, "utf8")) as { name?: unknown }).name;
  } catch {
    return undefined;
  }
}
