import type { Command } from "commander";
import { checkOutput, inFile, numberOf, readTable, writeTable } from "../input";
import { printJson } from "../report";

interface Options {
  tolerance: string;
  offset: string;
  timeZone: string;
  output: string;
  json?: boolean;
}

/** dataplane-lab join: labels flows from ground truth. */
export function registerJoin(program: Command): void {
  program
    .command("join")
    .description(
      "Label flows from ground truth: an interval join on protocol and end points, either direction.",
    )
    .argument("<flows.csv>", "flows, as `dataplane-lab flows` writes them (.csv, .csv.gz or .parquet)")
    .argument(
      "<truth.csv>",
      "a schedule (start_ms, …), the UNSW-NB15 ground truth, or an NF-UNSW-NB15 flow table",
    )
    .option("--tolerance <s>", "how far a flow may lie outside an activity, in seconds", "1")
    .option("--offset <s>", "seconds to add to the ground truth's clock, or auto: estimate them", "0")
    .option("--time-zone <zone>", "zone of times without one: UTC, +03:00, Australia/Canberra", "UTC")
    .requiredOption("-o, --output <file>", "the flows with Label and Attack: .csv, .csv.gz or .parquet")
    .option("--json", "print the report as one JSON document")
    .action(async (flowsFile: string, truthFile: string, options: Options) => {
      await checkOutput(options.output);
      const { core, flow } = await import("dataplane-lab");
      const seconds = (text: string, option: string) => numberOf(core.fail, option, text, { of: "seconds" });
      const tolerance = seconds(options.tolerance, "--tolerance");
      const given = options.offset === "auto" ? undefined : seconds(options.offset, "--offset");
      const flows = await readTable(flowsFile);
      const truthTable = await readTable(truthFile);
      const truth = await inFile(truthFile, () => flow.readTruth(truthTable, { timeZone: options.timeZone }));
      const { estimate, joined } = await inFile(flowsFile, () => {
        const estimate = given === undefined ? flow.estimateOffset(flows, truth) : undefined;
        return {
          estimate,
          joined: flow.joinTruth(flows, truth, { tolerance, offset: given ?? estimate?.offset }),
        };
      });
      await writeTable(joined.table, options.output);
      const { report } = joined;
      if (options.json) {
        printJson({
          output: options.output,
          layout: truth.layout,
          ...report,
          ...(estimate === undefined ? {} : { estimate }),
        });
        return;
      }
      console.log(
        `${report.flows} flows: ${report.matched} matched (${report.reversed} the other way round, ${report.ambiguous} ambiguous), ${report.unmatched} unmatched`,
      );
      console.log(
        `${report.truthRows} rows of ground truth (${truth.layout}): ${report.truthMatched} matched, ${report.truthUnmatched} unmatched`,
      );
      for (const [reason, count] of Object.entries(report.truthRefused))
        console.log(`  refused, ${reason}: ${count}`);
      if (estimate !== undefined) {
        console.log(
          `estimated offset ${estimate.offset} s: ${estimate.support} of ${estimate.pairs} pairs agree, next best ${estimate.runnerUp}`,
        );
      }
    });
}
