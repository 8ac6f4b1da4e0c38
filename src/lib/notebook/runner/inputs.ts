import { createHash } from "node:crypto";
import { createReadStream, promises as fs } from "node:fs";
import path from "node:path";

/** A file that notebooks may read, as it was before the run. */
export interface InputFile {
  /** Relative to `folder` of its {@link InputFolder}. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface InputFolder {
  /** `data` or the name of the environment variable that points there. */
  readonly name: string;
  readonly files: readonly InputFile[];
  /** SHA-256 over the paths and hashes of all files. */
  readonly sha256: string;
}

/** Variables that name folders with data; others of ours name programs or switches. */
const dataVariables = ["DATAPLANE_LAB_CORPORA", "DATAPLANE_LAB_DRST"];

/** The folders with data: the project's data/, and those that `DATAPLANE_LAB_CORPORA` and `…_DRST` name. */
export async function inputFolders(
  project: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<Map<string, string>> {
  const candidates: [string, string][] = project === undefined ? [] : [["data", path.join(project, "data")]];
  for (const name of dataVariables) {
    const value = env[name];
    if (value) candidates.push([name, path.resolve(value)]);
  }
  const found = new Map<string, string>();
  for (const [name, folder] of candidates) {
    const stat = await fs.stat(folder).catch(() => undefined);
    if (stat?.isDirectory()) found.set(name, folder);
  }
  return found;
}

/** Hashes every file below a folder by its content. */
export async function hashFolder(
  name: string,
  folder: string,
  wanted: (file: string) => boolean = () => true,
): Promise<InputFolder> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && wanted(entry.name))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .map((file) => file.split(path.sep).join("/"))
    .sort();
  const files: InputFile[] = [];
  const whole = createHash("sha256");
  for (const file of paths) {
    const { sha256, bytes } = await hashFile(path.join(folder, file));
    files.push({ path: file, bytes, sha256 });
    whole.update(`${file}\0${sha256}\n`);
  }
  return { name, files, sha256: whole.digest("hex") };
}

export async function hashFile(file: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { sha256: hash.digest("hex"), bytes };
}
