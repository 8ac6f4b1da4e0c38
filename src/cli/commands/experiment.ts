import { type Command, Option } from "commander";
import type { perf } from "dataplane-lab";
import { checkOutput, numberOf } from "../input";
import { printJson } from "../report";
import { addRawOptions, notes, type RawOptions, rawSettings, saveTable } from "./table";

interface Options extends RawOptions {
  preferCaptures?: boolean;
  offset?: string;
  horizon?: string;
  oneIn?: string;
  prefix?: string;
  fcs?: boolean;
  tunnel: "outer" | "inner";
  judge: "overlap" | "all";
  output?: string;
  report?: string;
  json?: boolean;
}

/** dataplane-lab experiment: one experiment, with its logs or with a pair of captures in place of them. */
export function registerExperiment(program: Command): void {
  const command = program
    .command("experiment")
    .description("Turn one raw experiment into the 63 columns; a pair of captures may stand in for its logs.")
    .argument(
      "<folder>",
      "firewall.csv … bridge.csv with tx_stats.csv, rx_stats.csv, latency.csv, or with ingress.pcap and egress.pcap",
    );
  addRawOptions(command)
    .option("--prefer-captures", "take rates and latency from the captures where there are logs too")
    .option("--offset <µs>", "what the egress clock is ahead, or estimate: the fastest packet takes no time")
    .option("--horizon <ms>", "how long a packet is expected at the other side (default: 1000)")
    .option("--one-in <n>", "the captures keep one packet in so many (default: 1)")
    .option("--prefix <bytes>", "bytes behind the IP header that tell packets apart (default: 24)")
    .option("--fcs", "the captured frames end with their checksum")
    .addOption(
      new Option("--tunnel <which>", "compare tunnels or what is inside of them")
        .choices(["outer", "inner"])
        .default("outer"),
    )
    .addOption(
      new Option("--judge <packets>", "which unmatched packets are lost: those between matched ones, or all")
        .choices(["overlap", "all"])
        .default("overlap"),
    )
    .option("-o, --output <file>", "the table: .csv, .csv.gz or .parquet")
    .option("--report <file>", "write what was read, matched, mended and missing as JSON")
    .option("--json", "print rows, columns and the report as one JSON document")
    .action(async (folder: string, options: Options) => {
      if (options.output !== undefined) await checkOutput(options.output);
      const captures = await matchOptions(options);
      const { perf: room } = await import("dataplane-lab");
      const { table, report } = await room.readExperiment(folder, { ...rawSettings(options), captures });
      await saveTable(table, report, options);
      if (options.json) {
        printJson({
          output: options.output ?? null,
          rows: table.length,
          columns: table.names.length,
          report,
        });
      } else {
        const name = options.output ?? `${report.scenario}/${report.experiment}`;
        process.stdout.write(`${name}: ${table.length} rows, ${table.names.length} columns\n`);
        if (report.captures !== null) process.stdout.write(pairText(report.captures, report.lengths.tx));
      }
      process.stderr.write(notes(report));
    });
}

async function matchOptions(options: Options): Promise<perf.ExperimentOptions["captures"]> {
  const { core } = await import("dataplane-lab");
  const given = (text: string | undefined, name: string, key: string): { [key: string]: number } =>
    text === undefined ? {} : { [key]: numberOf(core.fail, name, text) };
  return {
    prefer: options.preferCaptures ?? false,
    fcs: options.fcs ?? false,
    tunnel: options.tunnel,
    judge: options.judge,
    ...(options.offset === "estimate" ? { offset: "estimate" } : given(options.offset, "--offset", "offset")),
    ...given(options.horizon, "--horizon", "horizon"),
    ...given(options.oneIn, "--one-in", "oneIn"),
    ...given(options.prefix, "--prefix", "prefix"),
  };
}

function pairText(pair: perf.PairReport, seconds: number): string {
  const { ingress, egress, offset } = pair;
  const side = (name: string, about: perf.SideReport, rest: string): string =>
    `${name}: ${about.frames} frames, ${about.packets} packets, ${about.matched} matched, ${rest}, ${about.duplicates} duplicates` +
    `${Object.entries(about.ignored)
      .map(([reason, count]) => `, ${reason}: ${count}`)
      .join("")}${about.damage === null ? "" : `; stopped early: ${about.damage}`}`;
  const clock = {
    "same-clock": "taken as one clock",
    given: "as given",
    estimated: `estimated from the fastest of ${offset.pairs} packets: latencies are what exceeds it`,
  }[offset.how];
  const share = Number.isNaN(pair.loss) ? "not known" : `${(100 * pair.loss).toPrecision(4)} %`;
  return [
    `rates and latency from captures, ${seconds} seconds${pair.oneIn === 1 ? "" : `, one packet in ${pair.oneIn}`}`,
    side("ingress", ingress, `${ingress.unmatched} lost, ${ingress.outside} not to be judged`),
    side("egress", egress, `${egress.unmatched} without an ingress packet`),
    `loss: ${share}; ambiguous matches: ${pair.ambiguous}; reordered: ${pair.reordered ?? "not known"}`,
    `clock offset: ${offset.micros} µs, ${clock}; least latency: ${pair.leastLatency} µs, below 0: ${pair.negative}`,
    "",
  ].join("\n");
}
