import path from "node:path";
import { writeFileAtomic } from "../../core";
import { RUN_FILES } from "../run-record";
import { openRun, type Run } from "./open-run";
import { type RunSummary, summaryOf } from "./summary";

/**
 * Writes `summary.json` of a run folder from its records: at the end of a run, and after a crash. Gives the run with
 * its summary.
 */
export async function summarise(folder: string): Promise<Run & { readonly summary: RunSummary }> {
  const run = await openRun(folder);
  const summary = summaryOf(run);
  await writeFileAtomic(path.join(folder, RUN_FILES.summary), `${JSON.stringify(summary, null, 2)}\n`);
  return { ...run, summary };
}
