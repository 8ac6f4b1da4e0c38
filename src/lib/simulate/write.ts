import path from "node:path";
import { gzipSync } from "node:zlib";
import { writeFileAtomic } from "../core";
import { capturePcap, samplePackets } from "./capture";
import { simulateExperiment } from "./experiment";
import { latencyLogText, nfOutText, perfLog, rateLogText } from "./formats";
import { CHAIN } from "./model";
import type { ExperimentPlan } from "./plan";

export interface WriteOptions {
  /** Write `<file>.gz` instead, each a deterministic gzip member. Default false. */
  readonly gzip?: boolean;
}

/**
 * The files of one experiment, by name, as the original lays them out: a perf log per VNF, tx_stats.csv,
 * rx_stats.csv, latency.csv; nf_out.csv in stages 1 and 3; ingress.pcap and egress.pcap when the plan captures.
 *
 * @example
 * const [plan] = simulate.stagePlan(2, { experiments: 1 });
 * const files = simulate.experimentFiles(plan);
 * Object.keys(files).includes("ndpi_stats.csv") //=> true
 * files["latency.csv"].toString("latin1").split("\r\n").length - 1 //=> 92
 */
export function experimentFiles(plan: ExperimentPlan): Record<string, Buffer> {
  const run = simulateExperiment(plan);
  const texts: Record<string, string> = {};
  for (const { vnf } of CHAIN) texts[`${vnf}.csv`] = perfLog(run, vnf);
  texts["tx_stats.csv"] = rateLogText(run.tx, "TX");
  texts["rx_stats.csv"] = rateLogText(run.rx, "RX");
  texts["latency.csv"] = latencyLogText(run);
  if (run.nfOut.length > 0) texts["nf_out.csv"] = nfOutText(run.nfOut);
  const files: Record<string, Buffer> = {};
  for (const [name, text] of Object.entries(texts)) files[name] = Buffer.from(text, "latin1");
  if (plan.capture !== null) {
    const packets = samplePackets(plan, run.traffic);
    files["ingress.pcap"] = capturePcap(plan, packets, "ingress");
    files["egress.pcap"] = capturePcap(plan, packets, "egress");
  }
  return files;
}

/**
 * Simulates a plan and writes its files to `<folder>/<scenario>/<name>/`, each whole or not at all. Returns the
 * paths written, relative to the folder.
 */
export async function writeExperiment(
  plan: ExperimentPlan,
  folder: string,
  options: WriteOptions = {},
): Promise<string[]> {
  const written: string[] = [];
  for (const [name, bytes] of Object.entries(experimentFiles(plan))) {
    const file = path.posix.join(plan.scenario, plan.name, options.gzip ? `${name}.gz` : name);
    await writeFileAtomic(path.join(folder, file), options.gzip ? gzip(bytes) : bytes);
    written.push(file);
  }
  return written;
}

/**
 * A gzip member without name, time or system in its header. The same bytes give the same member with the same
 * zlib; another version of zlib may compress otherwise, so compare contents, not members, across machines.
 */
export function gzip(bytes: Uint8Array): Buffer {
  const packed = gzipSync(bytes, { level: 9 });
  const system = 9;
  packed[system] = 255;
  return packed;
}
