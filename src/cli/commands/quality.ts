import type { Command } from "commander";
import { printJson } from "../report";

/** dataplane-lab quality: what a folder of raw experiments holds, and everything odd about it. */
export function registerQuality(program: Command): void {
  program
    .command("quality")
    .description(
      "Count what is odd in a folder of raw files: cuts, markers, missing counters, layouts, junk.",
    )
    .argument("<folder>", "any folder; everything below it is read")
    .option("--json", "print the report as one JSON document")
    .action(async (folder: string, options: { json?: boolean }) => {
      const { perf } = await import("dataplane-lab");
      const report = await perf.quality(folder);
      if (options.json) printJson(report);
      else process.stdout.write(perf.qualityText(report));
    });
}
