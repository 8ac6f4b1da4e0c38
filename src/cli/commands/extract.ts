import type { Command } from "commander";
import type { core, label } from "dataplane-lab";
import { printJson } from "../report";

interface Options {
  json?: boolean;
}

/** dataplane-lab extract: the extraction loop, from a database of metrics to instances. */
export function registerExtract(program: Command): void {
  program
    .command("extract")
    .description("Instances out of a database of metrics, again and again, into a folder of CSV files.")
    .argument("<config>", "what, from where, how often and where to: a .json file, see below")
    .option("--json", "print what was done as one JSON document, when it has ended")
    .addHelpText("after", HELP)
    .action(async (file: string, options: Options) => {
      const { label: room } = await import("dataplane-lab");
      const config = await room.readExtractionConfig(file);
      const abort = new AbortController();
      const stop = () => abort.abort();
      process.once("SIGINT", stop);
      process.once("SIGTERM", stop);
      try {
        let first: label.IterationSteps | undefined;
        let last: label.IterationSteps | undefined;
        for await (const { steps } of room.runExtraction(config, {
          signal: abort.signal,
          onWait: teller((text) => process.stderr.write(`${text}\n`)),
        })) {
          first ??= steps;
          last = steps;
          if (!options.json) process.stdout.write(line(steps));
        }
        const result = {
          folder: config.outputFolder,
          ended: abort.signal.aborted ? "interrupted" : "complete",
          iterations: first === undefined || last === undefined ? 0 : last.iteration - first.iteration + 1,
          first: first ?? null,
          last: last ?? null,
        };
        if (options.json) printJson(result);
        else process.stdout.write(summary(result, config));
      } finally {
        process.off("SIGINT", stop);
        process.off("SIGTERM", stop);
      }
    });
}

const HELP = `
The configuration, for example:
  {
    "database": { "kind": "duckdb", "file": "metrics.duckdb" },
    "intervalSeconds": 10,
    "finite": true,
    "iterations": 100,
    "outputFolder": "unlabelled"
  }
database      { "kind": "duckdb", "file" }, or { "kind": "mysql", "user", "schema", "host", "port", "socket",
              "passwordVariable" }: the last names an environment variable, for no password stands in the file
finite        false runs until Ctrl-C, and then there are no iterations
layout        { "technologies": "current" or a list, "queues": "aggregate" or a number, "flows": the same }
features      a list of the layout's columns to keep; default all
perRule       true writes a CSV for each rule in place of one instances.csv
Paths are seen from the configuration's folder. Beside the instances stand instrumentation.csv, the stamps of steps 0 to 3
of each iteration, and extraction.json, how far they are whole.
Ctrl-C ends it after the iteration that runs; the same command goes on behind it, after a crash too.
`;

/** Says each reason to wait once, until it changes. */
function teller(
  tell: (text: string) => void,
): (reason: "no-rules" | "unavailable", error?: core.LabError) => void {
  let told = "";
  return (reason, error) => {
    const text = reason === "no-rules" ? "waiting: there are no rules yet" : `waiting: ${error?.message}`;
    if (text !== told) tell(text);
    told = text;
  };
}

function line({ iteration, rules, ports, ...steps }: label.IterationSteps): string {
  const ms = (from: number, to: number) => `${(to - from).toFixed(1)} ms`;
  return (
    `${iteration}: ${rules} rules at ${ports} ports; connected ${ms(steps.begun, steps.connected)}, ` +
    `extracted ${ms(steps.connected, steps.extracted)}, written ${ms(steps.extracted, steps.written)}\n`
  );
}

function summary(
  { folder, ended, iterations }: { folder: string; ended: string; iterations: number },
  config: label.ExtractionConfig,
): string {
  if (ended === "complete" && iterations === 0) {
    return `${folder}: all ${config.iterations} iterations are there already\n`;
  }
  const again = ended === "interrupted" ? "; the same command goes on there" : "";
  return `${folder}: ${iterations} iterations, ${ended}${again}\n`;
}
