import { isExperiment, LATENCY_FILES, naturalOrder, RX_FILE, TX_FILE, VNF_FILES } from "../layout";

/** One folder whose subfolders are experiments. */
export interface ScenarioLayout {
  readonly folder: string;
  readonly experiments: number;
  /** Named `exp-…`: all that the original reads. */
  readonly hyphenated: number;
  readonly others: readonly string[];
  /** Experiments without any latency log. */
  readonly withoutLatency: readonly string[];
  /** Experiments that lack a VNF's log or a rate log, with what is missing. */
  readonly incomplete: Readonly<Record<string, readonly string[]>>;
}

/** Groups experiment folders by the folder they are in; `folders` maps each folder to its file names (no `.gz`). */
export function layoutOf(folders: ReadonlyMap<string, ReadonlySet<string>>): ScenarioLayout[] {
  const scenarios = new Map<string, string[]>();
  for (const [folder, files] of folders) {
    if (!isExperiment(files) || ![...VNF_FILES].some((name) => files.has(name))) continue;
    const slash = folder.lastIndexOf("/");
    const parent = slash < 0 ? (folder === "." ? "" : ".") : folder.slice(0, slash);
    scenarios.set(parent, [...(scenarios.get(parent) ?? []), folder]);
  }
  return [...scenarios]
    .sort(([a], [b]) => naturalOrder(a, b))
    .map(([folder, experiments]) => {
      const name = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
      const sorted = experiments.sort(naturalOrder);
      const filesOf = (path: string): ReadonlySet<string> => folders.get(path) ?? new Set();
      const required = [...VNF_FILES, TX_FILE, RX_FILE];
      const incomplete = sorted.flatMap((path) => {
        const missing = required.filter((file) => !filesOf(path).has(file));
        return missing.length === 0 ? [] : [[name(path), missing] as const];
      });
      return {
        folder,
        experiments: sorted.length,
        hyphenated: sorted.filter((path) => name(path).startsWith("exp-")).length,
        others: sorted.map(name).filter((each) => !each.startsWith("exp-")),
        withoutLatency: sorted
          .filter((path) => !LATENCY_FILES.some((file) => filesOf(path).has(file)))
          .map(name),
        incomplete: Object.fromEntries(incomplete),
      };
    });
}
