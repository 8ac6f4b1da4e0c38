import type { Command } from "commander";

/** dataplane-lab report: the report of a run of the loop, made again from its folder. */
export function registerReport(program: Command): void {
  program
    .command("report")
    .description(
      "Write report.html of a run of the loop from its folder, also while it runs or after it was killed.",
    )
    .argument("<folder>", "the run folder")
    .option("--original", "write the original's files too: two pictures and report.md")
    .action(async (folder: string, options: { original?: boolean }) => {
      const { loop, view } = await import("dataplane-lab");
      const run = await loop.openRun(folder);
      // A run that was killed has no summary of its own.
      const told = { ...run, summary: run.summary ?? loop.summaryOf(run) };
      const files = await view.loopReport(told, { original: options.original });
      process.stdout.write(`${files.join("\n")}\n`);
    });
}
