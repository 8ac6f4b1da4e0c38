import { promises as fs } from "node:fs";
import path from "node:path";
import type { InputFolder } from "./inputs";
import type { GitState, Versions } from "./project";
import type { CellTiming } from "./run-notebook";

/** manifest.json of a run folder: what was run, on what, and what came of it. */
export interface Manifest {
  readonly format: "dataplane-lab run 1";
  readonly run: string;
  readonly started: string;
  readonly ended: string;
  readonly seconds: number;
  readonly passed: number;
  readonly failed: number;
  readonly parameters: Readonly<Record<string, string>>;
  readonly versions: Versions;
  /** SHA-256 over the compiled library. */
  readonly library: string;
  readonly git: GitState | null;
  /** Taken before the first cell ran. */
  readonly inputs: readonly InputFolder[];
  readonly notebooks: readonly NotebookEntry[];
}

export interface NotebookEntry {
  /** As it was given. */
  readonly source: string;
  /** File name in the run folder, without extension. */
  readonly name: string;
  readonly title: string;
  readonly outcome: "passed" | "failed";
  readonly seconds: number;
  readonly cells: readonly CellTiming[];
  /** SHA-256 over notebook, its parameters, helpers beside it, library build and inputs. */
  readonly key: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Paths relative to the run folder. */
  readonly executed: string;
  readonly page: string;
  readonly figures: readonly FigureEntry[];
  readonly failure?: {
    readonly ename: string;
    readonly evalue: string;
    readonly traceback: readonly string[];
  };
  /** The run that made this result, when `--changed` found nothing new. */
  readonly reusedFrom?: string;
}

export interface FigureEntry {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly simulated: boolean;
  readonly cell: number;
  readonly svg?: string;
  readonly png?: string;
}

/** The newest run among `folders` for each notebook source that passed: entry and folder. */
export async function earlierResults(
  folders: readonly string[],
): Promise<Map<string, { readonly entry: NotebookEntry; readonly folder: string; readonly run: string }>> {
  const found = new Map<string, { entry: NotebookEntry; folder: string; run: string; ended: string }>();
  for (const folder of folders) {
    const text = await fs.readFile(path.join(folder, "manifest.json"), "utf8").catch(() => undefined);
    if (text === undefined) continue;
    let manifest: Manifest;
    try {
      manifest = JSON.parse(text) as Manifest;
    } catch {
      // Not a manifest of ours: nothing to reuse.
      continue;
    }
    if (manifest.format !== "dataplane-lab run 1") continue;
    for (const entry of manifest.notebooks) {
      const known = found.get(entry.key);
      if (entry.outcome !== "passed" || (known !== undefined && known.ended > manifest.ended)) continue;
      found.set(entry.key, { entry, folder, run: entry.reusedFrom ?? manifest.run, ended: manifest.ended });
    }
  }
  return found;
}
