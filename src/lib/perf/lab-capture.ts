import { existsSync } from "node:fs";
import path from "node:path";
import { fail } from "../core";
import { projectFolder } from "./data-folder";

/**
 * Where the lab's own capture lies, which was recorded between network namespaces, and the schedule of what was done
 * in it, for `flow.readTruth`. `data/capture/CARD.md` describes both.
 *
 * @throws LabError "not-found" outside of the project
 * @example
 * const { capture: file } = perf.labCapture();
 * (await capture.info(file)).frames //=> 4702
 */
export function labCapture(project: string | undefined = projectFolder()): {
  readonly capture: string;
  readonly truth: string;
} {
  const folder = project === undefined ? undefined : path.join(project, "data", "capture");
  if (folder === undefined || !existsSync(folder)) {
    fail({
      code: "not-found",
      expected: "the bundled capture in the project's folder data/capture",
      found: project === undefined ? "a library outside of the project" : "nothing",
      ...(folder === undefined ? {} : { where: { file: folder } }),
      hint: "Name a capture of your own.",
    });
  }
  return { capture: path.join(folder, "lab.pcap.gz"), truth: path.join(folder, "truth.csv") };
}
