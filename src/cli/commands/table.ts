import { type Command, Option } from "commander";
import type { perf, table as tables } from "dataplane-lab";
import { checkOutput, writeTable } from "../input";
import { printJson } from "../report";

/** How raw files are read: the options that `table` and `experiment` share. */
export interface RawOptions {
  parser: "strict" | "drst-compat";
  align?: "min" | "firewall" | "time";
  latency?: "auto" | "all" | "skip-4" | "every-second";
  rate?: "MbitWithFraming" | "Mbit";
}

interface Options extends RawOptions {
  output: string;
  report?: string;
  skipFailed?: boolean;
  json?: boolean;
}

/** dataplane-lab table: raw experiment folders to the 63 columns. */
export function registerTable(program: Command): void {
  const command = program
    .command("table")
    .description("Turn a raw experiment, or a folder of them, into the 63 columns.")
    .argument("<folder>", "an experiment folder (firewall.csv, tx_stats.csv, …) or a folder of such folders");
  addRawOptions(command)
    .requiredOption("-o, --output <file>", "the table: .csv, .csv.gz or .parquet")
    .option("--report <file>", "write what was read, mended and missing as JSON")
    .option("--skip-failed", "leave experiments out that cannot be read; the report lists them")
    .option("--json", "print rows, columns and the report as one JSON document")
    .action(async (folder: string, options: Options) => {
      await checkOutput(options.output);
      const { perf: room } = await import("dataplane-lab");
      const settings = rawSettings(options);
      const { table, report } = (await room.isExperimentFolder(folder))
        ? await room.readExperiment(folder, settings)
        : await room.readScenario(folder, { ...settings, onError: options.skipFailed ? "report" : "error" });
      await saveTable(table, report, options);
      if (options.json) {
        printJson({ output: options.output, rows: table.length, columns: table.names.length, report });
      } else process.stdout.write(`${options.output}: ${table.length} rows, ${table.names.length} columns\n`);
      process.stderr.write(notes(report));
    });
}

export function addRawOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--parser <mode>", "strict, or drst-compat: the original's rules with their faults")
        .choices(["strict", "drst-compat"])
        .default("strict"),
    )
    .addOption(
      new Option(
        "--align <rule>",
        "rows: the shortest series, the firewall's, or joined by time (default: min; with captures time)",
      ).choices(["min", "firewall", "time"]),
    )
    .addOption(
      new Option("--latency <rule>", "which probes become the rows' latency (default: auto)").choices([
        "auto",
        "all",
        "skip-4",
        "every-second",
      ]),
    )
    .addOption(
      new Option("--rate <column>", "column of the rate logs (default: MbitWithFraming)").choices([
        "MbitWithFraming",
        "Mbit",
      ]),
    );
}

export function rawSettings(options: RawOptions): perf.ExperimentOptions {
  return {
    parser: options.parser,
    ...(options.align === undefined ? {} : { align: options.align }),
    ...(options.latency === undefined ? {} : { latencyRule: options.latency }),
    ...(options.rate === undefined ? {} : { rate: options.rate }),
  };
}

/** Writes the table, and the report where one is asked for. */
export async function saveTable(
  table: tables.Table,
  report: unknown,
  { output, report: file }: { output?: string; report?: string },
): Promise<void> {
  if (output !== undefined) await writeTable(table, output);
  if (file === undefined) return;
  const { core } = await import("dataplane-lab");
  await core.writeFileAtomic(file, `${JSON.stringify(report, null, 2)}\n`);
}

/** What a user must know without opening the report: failed experiments, and what was mended or missing, by kind. */
export function notes(report: perf.ExperimentReport | perf.ScenarioReport): string {
  const experiments = "experiments" in report ? report.experiments : [report];
  const lines = "failed" in report ? report.failed.map(({ error }) => `left out: ${error.message}`) : [];
  const kinds = new Map<string, { count: number; files: number }>();
  let repaired = 0;
  for (const { files } of experiments) {
    for (const { issues, repairs } of files) {
      if (repairs.length > 0) repaired++;
      for (const { kind, count } of issues) {
        const known = kinds.get(kind) ?? { count: 0, files: 0 };
        kinds.set(kind, { count: known.count + count, files: known.files + 1 });
      }
    }
  }
  if (repaired > 0) lines.push(`conflict markers mended in ${repaired} files`);
  for (const [kind, { count, files }] of kinds) lines.push(`${kind}: ${count} in ${files} files`);
  const empty = new Set(experiments.flatMap(({ missingColumns }) => missingColumns));
  if (empty.size > 0) lines.push(`columns without an event in some log: ${empty.size}`);
  return lines.map((line) => `dataplane-lab: ${line}\n`).join("");
}
