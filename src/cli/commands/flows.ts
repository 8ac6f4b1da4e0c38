import type { Command } from "commander";
import type { core, flow } from "dataplane-lab";
import { numberOf } from "../input";

interface Options {
  features: string;
  bytes: flow.Accounting;
  tunnel: "inner" | "outer";
  vlanKey?: boolean;
  tunnelKey?: boolean;
  idle: string;
  active: string;
  tcpEnd: "keep" | "split";
  fragments: "first" | "join";
  maxFlows: string;
  context: boolean;
  missing: string;
  anonymise?: string;
  hashAddresses?: boolean;
  strict?: boolean;
  output?: string;
  report?: string;
}

/** dataplane-lab flows: captures to flow records. */
export function registerFlows(program: Command): void {
  program
    .command("flows")
    .description("Turn captures into bidirectional flows with the 43 or 53 NetFlow columns.")
    .argument("<capture...>", "pcap or pcapng files, plain or gzip; - reads a capture from standard input")
    .option("--features <n>", "43 (the NWDAF set) or 53 (NF-v3)", "53")
    .option("--bytes <layer>", "what counts as a packet's length: ip, frame or payload", "ip")
    .option("--tunnel <which>", "count what is inside of tunnels (inner) or the tunnels (outer)", "inner")
    .option("--vlan-key", "tell flows in different VLANs apart")
    .option("--tunnel-key", "tell flows in different tunnels apart")
    .option("--idle <s>", "a flow ends after so many seconds without a packet; 0: never", "30")
    .option("--active <s>", "a flow ends after so many seconds and goes on as a new one; 0: never", "120")
    .option("--tcp-end <how>", "keep: FIN and RST do not cut a flow; split: they do", "keep")
    .option("--fragments <which>", "first: later fragments are left out; join: they join their flow", "first")
    .option("--max-flows <n>", "flows held at once; then the least recently seen one leaves", "500000")
    .option("--no-context", "only the 43 or 53 columns, without addresses of IPv6, end reason, tunnel, …")
    .option("--missing <how>", "blank, or zero as the published tables write it", "blank")
    .option("--anonymise <key>", "replace addresses, prefixes preserved; leave out server names")
    .option("--hash-addresses", "with --anonymise: replace addresses by tokens, without their prefixes")
    .option("--strict", "fail on a damaged or cut capture instead of keeping what came before")
    .option("-o, --output <file>", "a .csv, .csv.gz or .parquet file (default: CSV on standard output)")
    .option("--report <file>", "write what became of every packet to a JSON file")
    .action(async (captures: string[], options: Options) => {
      // The room alone: loading all of them would take longer than a small capture does.
      const [room, core] = await Promise.all([
        import("dataplane-lab/dist/flow/index.js"),
        import("dataplane-lab/dist/core/index.js"),
      ]);
      const sources = captures.map((name) => (name === "-" ? process.stdin : name));
      const source = sources.length === 1 ? sources[0] : sources;
      const settings = exportOptions(options, core.fail);
      const report =
        options.output === undefined
          ? await room.exportFlowsToDescriptor(source, 1, settings)
          : await room.exportFlowsToFile(source, options.output, settings);
      for (const { source: name, format, damage } of report.captures) {
        if (format === "empty") process.stderr.write(`dataplane-lab: ${name}: an empty file, no capture\n`);
        if (damage !== undefined) process.stderr.write(`dataplane-lab: ${name}: stopped early: ${damage}\n`);
      }
      if (options.report !== undefined) {
        await core.writeFileAtomic(options.report, `${JSON.stringify(report, undefined, 2)}\n`);
      }
      // With -o only: otherwise the flows themselves stand on standard output.
      if (options.output !== undefined) process.stdout.write(summary(options.output, report));
    });
}

function summary(file: string, { flows, packets }: flow.FlowReport): string {
  const ignored = Object.entries(packets.ignored).map(([reason, count]) => `${count} ${reason}`);
  const left = ignored.length === 0 ? "" : `, left out: ${ignored.join(", ")}`;
  return `${file}: ${flows.total} flows of ${packets.inFlows} of ${packets.read} packets${left}\n`;
}

function exportOptions(options: Options, fail: typeof core.fail): flow.ExportOptions & { strict?: boolean } {
  if (options.missing !== "blank" && options.missing !== "zero") {
    fail({ code: "argument", expected: "--missing blank or zero", found: options.missing });
  }
  if (options.hashAddresses && options.anonymise === undefined) {
    fail({ code: "argument", expected: "--anonymise <key> beside --hash-addresses", found: "no key" });
  }
  const number = (option: string, text: string) => numberOf(fail, option, text);
  return {
    features: number("--features", options.features) as 43 | 53,
    bytes: options.bytes,
    tunnel: options.tunnel,
    vlanKey: options.vlanKey ?? false,
    tunnelKey: options.tunnelKey ?? false,
    idle: number("--idle", options.idle),
    active: number("--active", options.active),
    tcpEnd: options.tcpEnd,
    fragments: options.fragments,
    maxFlows: number("--max-flows", options.maxFlows),
    context: options.context,
    missingAsZero: options.missing === "zero",
    strict: options.strict ?? false,
    ...(options.anonymise === undefined
      ? {}
      : { anonymise: { key: options.anonymise, method: options.hashAddresses ? "hash" : "prefix" } }),
  };
}
