import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { table } from "../../src/lib/index";
import { bytesOf } from "./samples";

export interface Shape {
  readonly seconds?: number;
  /** Probes in latency.csv; default one a second. */
  readonly probes?: number;
  readonly gzip?: boolean;
  /** Seconds by which the rate logs begin before perf. */
  readonly early?: number;
  /** Hours by which the measuring machine's clock is ahead of UTC. */
  readonly zone?: number;
}

const START = Date.UTC(2022, 6, 18, 11, 33, 9) / 1000;

/** The files of an experiment in which each value tells where it came from: second s of VNF v has 1000·v + s. */
export function experimentFiles(shape: Shape = {}): Map<string, Buffer> {
  const { seconds = 3, probes = seconds, early = 0, zone = 2 } = shape;
  const files = new Map<string, Buffer>();
  const local = new Date((START + zone * 3600) * 1000).toUTCString().slice(17, 25);
  table.VNFS.forEach((vnf, v) => {
    const lines = [`# started on Mon Jul 18 ${local} 2022`, ""];
    for (let s = 0; s < seconds; s++) {
      for (const event of table.EVENTS)
        lines.push(`     ${s + 1}.000900,${1000 * v + s},,${event},0.00%,100,50.00,,`);
    }
    files.set(`${vnf}.csv`, bytesOf(lines, "\r\n"));
  });
  for (const [name, base] of [
    ["tx_stats.csv", 100],
    ["rx_stats.csv", 200],
  ] as const) {
    const lines = ["Time,Device,Direction,PacketRate,Mbit,MbitWithFraming,TotalPackets,TotalBytes"];
    for (let s = -early; s < seconds; s++)
      lines.push(`${START + s},Device: id=0,TX,0.01,${base + s}.5,${base + s},1,1`);
    files.set(name, bytesOf(lines, "\r\n"));
  }
  const latencies = Array.from(
    { length: probes },
    (_, i) => `${i + 1} ${i === 1 ? 15000000 : 1000 * (i + 1)}`,
  );
  files.set("latency.csv", bytesOf(latencies, "\r\n"));
  return files;
}

export async function writeFolder(
  folder: string,
  files: ReadonlyMap<string, Buffer>,
  gzip = false,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of files) {
    await writeFile(path.join(folder, gzip ? `${name}.gz` : name), gzip ? gzipSync(bytes) : bytes);
  }
}

/** Runs `use` with a folder of its own that is gone afterwards. */
export async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "lab-perf-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
