import { readFile } from "node:fs/promises";
import path from "node:path";
import { writeFileAtomic } from "../../core";
import type { AdoptionGain, LoopEvent, RUN_FILES, Run } from "../../loop";
import { loopErrorHistogram } from "../charts/loop/loop-errors";
import { loopPredictions } from "../charts/loop/loop-predictions";
import { reportFigures } from "./report-figures";
import { reportPage } from "./report-page";

export interface LoopReportOptions {
  /** Default: the run's own folder. */
  readonly folder?: string;
  /** What each challenger was worth; default: what the gate said, which is all that the folder tells. */
  readonly gains?: readonly AdoptionGain[];
  /** True to write the original's files too: plot_final_timeseries.png, plot_final_relerr.png and report.md. */
  readonly original?: boolean;
}

const REPORT: (typeof RUN_FILES)["report"] = "report.html";
const METRICS: (typeof RUN_FILES)["metricsCsv"] = "metrics.csv";

/**
 * Writes the report of a run: one page, `report.html`, with its figures, scores beside trivial predictors, triggers with
 * reasons, rejected messages, resources and configuration. It takes what there is, so that a run which failed or was
 * killed has a report too; a part that damaged records do not allow says so in its place. Returns the files' paths.
 *
 * @param run as `loop.runLoop` or `loop.openRun` give it
 */
export async function loopReport(run: Run, options: LoopReportOptions = {}): Promise<readonly string[]> {
  const folder = options.folder ?? run.folder;
  const page = path.join(folder, REPORT);
  const events = run.events.filter(isWhole);
  const whole = { ...run, events };
  const figures = reportFigures(whole, options.gains);
  await writeFileAtomic(page, reportPage(whole, figures, run.events.length - events.length));
  return options.original ? [page, ...(await originalFiles(whole, folder))] : [page];
}

/** Whether an event has the parts that its type promises: a file on disk may hold anything. */
function isWhole(event: LoopEvent): boolean {
  const { type } = event;
  if (type === "drift") return typeof event.trigger?.id === "string";
  if (type === "swap") return typeof event.pointer?.model === "string";
  if (type !== "outcome") return true;
  const { outcome } = event;
  const judged = outcome?.kind === "failed" || typeof outcome?.verdict?.reason === "string";
  return judged && typeof outcome.trigger?.id === "string";
}

/** The report as the original writes it: two pictures, and a text with the head of the metrics beside them. */
async function originalFiles(run: Run, folder: string): Promise<readonly string[]> {
  const file = (name: string): string => path.join(folder, name);
  const names = ["plot_final_timeseries.png", "plot_final_relerr.png", "report.md"] as const;
  const metrics = await readFile(path.join(run.folder, METRICS), "utf8").catch(() => "");
  const model = run.head.models.at(-1) ?? "none";
  await writeFileAtomic(file(names[0]), loopPredictions(run).png());
  await writeFileAtomic(file(names[1]), loopErrorHistogram(run).png());
  const head = metrics.split(/\r?\n/).slice(0, 6).join("\n");
  await writeFileAtomic(
    file(names[2]),
    `# Run ${run.head.run}\n\n${new Date(run.head.ended ?? run.head.started).toISOString()}\n\nModel: ${model}\n\n` +
      `![truth and predictions](${names[0]})\n\n![relative errors](${names[1]})\n\n${fenced(head)}\n`,
  );
  return names.map(file);
}

/** A block of code whose fence no line of it can close. */
function fenced(code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${code}\n${fence}`;
}
