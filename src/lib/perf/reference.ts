import { existsSync } from "node:fs";
import path from "node:path";
import { fail, nearest, quote } from "../core";
import type { Table } from "../table";
import { projectFolder } from "./data-folder";
import { openPublished } from "./published";
import { readScenario } from "./scenario";

/** The four stages of the experiments, in order: load ladder, random rates, stressed cores, interventions. */
export const STAGES = ["load_stimulus", "random_rates", "resource_stimulus", "intervention"] as const;
export type Stage = (typeof STAGES)[number];

export type ReferenceName = "testbed" | "drst";

/** One of the reference data sets, opened. */
export interface Reference {
  readonly name: ReferenceName;
  /** True when the numbers come from the simulated testbed; figures drawn from it say so. */
  readonly simulated: boolean;
  /** What stands under a figure: "simulated testbed" or "published DRST tables". */
  readonly caption: string;
  /** The stages that `table` has. */
  readonly stages: readonly Stage[];
  /** The 63 columns of a stage behind scenario, experiment, second. */
  table(stage: Stage | number): Promise<Table>;
  /** Whether raw folders are at hand: the published tables may come without the archive of excerpts. */
  readonly hasRaw: boolean;
  /** A folder with the stage's raw experiment folders. */
  rawFolder(stage: Stage | number): Promise<string>;
}

export interface ReferenceOptions {
  /** Where variables are looked up; default the process's environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The project's folder; default the one this library stands in. */
  readonly project?: string;
}

export const DRST_VARIABLE = "DATAPLANE_LAB_DRST";

/**
 * Opens a reference data set. Without a name it is the published DRST tables where they are at hand (the variable
 * DATAPLANE_LAB_DRST names their folder, or `node scripts/fetch-drst.mjs` has fetched them into data/drst), else the
 * bundled simulated testbed.
 *
 * @throws LabError "not-found" that says which variable to set or which script to run, "argument" for another name
 * @example
 * const reference = perf.openReference("testbed");
 * [reference.simulated, reference.caption] //=> [true, "simulated testbed"]
 */
export function openReference(name?: ReferenceName, options: ReferenceOptions = {}): Reference {
  const { env = process.env, project = projectFolder() } = options;
  if (name !== undefined && name !== "testbed" && name !== "drst") {
    const near = nearest(name, ["testbed", "drst"]);
    fail({
      code: "argument",
      expected: 'a reference data set: "testbed" or "drst"',
      found: quote(name),
      ...(near.length > 0 ? { hint: `Did you mean ${quote(near[0])}?` } : {}),
    });
  }
  const variable = env[DRST_VARIABLE];
  const fetched = project === undefined ? undefined : path.join(project, "data", "drst");
  const published = variable || (fetched !== undefined && existsSync(fetched) ? fetched : undefined);
  if (name === "drst" || (name === undefined && published !== undefined)) {
    return openPublished(published, variable ? DRST_VARIABLE : undefined, project);
  }
  return openTestbed(project);
}

function openTestbed(project: string | undefined): Reference {
  if (project === undefined) {
    fail({
      code: "not-found",
      expected: "the bundled testbed in the project's folder data/testbed",
      found: "a library outside of the project",
      hint: `Set ${DRST_VARIABLE} to a folder with the published tables, or run in the project.`,
    });
  }
  const rawFolder = async (stage: Stage | number): Promise<string> => {
    const folder = path.join(project, "data", "testbed", "raw", stageName(stage));
    if (existsSync(folder)) return folder;
    return fail({
      code: "not-found",
      expected: "the bundled testbed",
      found: "nothing",
      where: { file: folder },
      hint: "Run `node scripts/make-testbed.mjs`.",
    });
  };
  return {
    name: "testbed",
    simulated: true,
    caption: "simulated testbed",
    stages: STAGES,
    hasRaw: true,
    rawFolder,
    table: async (stage) => (await readScenario(await rawFolder(stage))).table,
  };
}

/** A stage by its name or its number, 0 to 3. */
export function stageName(stage: Stage | number): Stage {
  const name = typeof stage === "number" ? STAGES[stage] : stage;
  if (name !== undefined && STAGES.includes(name)) return name;
  return fail({
    code: "argument",
    expected: `a stage: 0 to ${STAGES.length - 1}, or ${STAGES.map(quote).join(", ")}`,
    found: quote(stage),
  });
}
