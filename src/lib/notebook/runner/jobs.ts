import { createHash } from "node:crypto";
import { promises as fs } from "node:fs";
import path from "node:path";
import { fail, nearest, quote } from "../../core";
import { formatNotebook, hasTag, type Notebook, readNotebook } from "../format";
import { declaredParameters } from "../parameters";
import { slugOf } from "./figures";
import { hashFile, hashFolder, type InputFolder, inputFolders } from "./inputs";
import { findProject } from "./project";

/** A notebook that is ready to run. */
export interface Job {
  readonly file: string;
  /** The file as the manifest names it: relative to the project, so that it tells nothing of the machine. */
  readonly source: string;
  readonly name: string;
  readonly title: string;
  readonly texts: Readonly<Record<string, string>>;
  readonly key: string;
}

/** Data folders, and files or folders that a parameter names. */
export async function takeInputs(parameters: Readonly<Record<string, string>>): Promise<InputFolder[]> {
  const inputs: InputFolder[] = [];
  for (const [name, folder] of await inputFolders(findProject(), process.env)) {
    inputs.push(await hashFolder(name, folder));
  }
  for (const [name, value] of Object.entries(parameters)) {
    const stat = value === "" ? undefined : await fs.stat(value).catch(() => undefined);
    if (stat?.isDirectory()) inputs.push(await hashFolder(`parameter ${name}`, value));
    else if (stat?.isFile()) {
      const file = { path: path.basename(value), ...(await hashFile(value)) };
      inputs.push({ name: `parameter ${name}`, files: [file], sha256: file.sha256 });
    }
  }
  return inputs;
}

/** Reads all notebooks and hands out the parameters before anything runs. */
export async function prepareJobs(
  files: readonly string[],
  base: string,
  parameters: Readonly<Record<string, string>>,
  inputs: readonly InputFolder[],
  library: string,
): Promise<Job[]> {
  const jobs: Job[] = [];
  const names = new Set<string>();
  const declaredAnywhere = new Set<string>();
  const asked = Object.keys(parameters).length > 0;
  for (const file of files) {
    const notebook = await readNotebook(file);
    const cell = notebook.cells.find((one) => one.cell_type === "code" && hasTag(one, "parameters"));
    const declared = asked ? declaredParameters(cell?.source ?? "") : new Map<string, unknown>();
    for (const name of declared.keys()) declaredAnywhere.add(name);
    const texts = Object.fromEntries(Object.entries(parameters).filter(([name]) => declared.has(name)));
    const stem = slugOf(path.basename(file, ".ipynb")) || "notebook";
    let name = stem;
    for (let copy = 2; names.has(name); copy++) name = `${stem}-${copy}`;
    names.add(name);
    const helpers = await hashHelpers(path.dirname(file));
    const key = createHash("sha256")
      .update(JSON.stringify([formatNotebook(notebook), texts, library, helpers, process.versions.node]))
      .update(JSON.stringify(inputs.map((input) => [input.name, input.sha256])))
      .digest("hex");
    const below = path.relative(base, path.resolve(file));
    const source =
      below.startsWith("..") || path.isAbsolute(below)
        ? path.basename(file)
        : below.split(path.sep).join("/");
    jobs.push({ file, source, name, title: titleOf(notebook) ?? name, texts, key });
  }
  for (const name of Object.keys(parameters)) {
    if (declaredAnywhere.has(name)) continue;
    const near = nearest(name, declaredAnywhere);
    fail({
      code: "argument",
      expected: `a parameter that a notebook declares with let (${[...declaredAnywhere].join(", ") || "none"})`,
      found: `Cannot find name ${quote(name)}`,
      where: { file: files.join(", ") },
      hint: near.length > 0 ? `Did you mean ${near.join(" or ")}?` : undefined,
    });
  }
  return jobs;
}

/** Files beside a notebook that its cells may import. */
async function hashHelpers(folder: string): Promise<string[]> {
  const entries = await fs.readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && /\.(ts|js|json)$/.test(entry.name))
    .map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => `${name} ${(await hashFile(path.join(folder, name))).sha256}`),
  );
}

/** The first heading. */
function titleOf(notebook: Notebook): string | undefined {
  for (const { cell_type, source } of notebook.cells) {
    const heading = cell_type === "markdown" ? /^#{1,6}\s+(.+?)\s*#*$/m.exec(source) : null;
    if (heading !== null) return heading[1];
  }
  return undefined;
}
