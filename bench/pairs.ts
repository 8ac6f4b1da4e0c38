// What matching a pair of captures costs: a million packets at each end, one in a hundred lost.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { capture, core, perf } from "../src/lib";

const PACKETS = 1_000_000;
const GAP_US = 2;

/** Writes both captures: UDP packets of 342 bytes, told apart by a number in their payload. */
function writePair(folder: string): [string, string] {
  const files: [string, string] = [path.join(folder, "ingress.pcap"), path.join(folder, "egress.pcap")];
  const [ingress, egress] = files.map((file) => new capture.CaptureWriter(file, { nanos: true }));
  const draws = core.random(1);
  const frame = capture.buildFrame({
    source: "192.0.2.1",
    target: "198.51.100.2",
    protocol: "udp",
    payload: new Uint8Array(300),
  });
  for (let i = 0; i < PACKETS; i++) {
    const bytes = Uint8Array.from(frame);
    new DataView(bytes.buffer).setUint32(42, i);
    ingress.write({ micros: 1e12 + i * GAP_US, bytes });
    if (draws.uniform() >= 0.01) egress.write({ micros: 1e12 + i * GAP_US + 50, bytes });
  }
  ingress.close();
  egress.close();
  return files;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "lab-bench-pairs-"));
  try {
    const files = writePair(folder);
    const megabytes = files.reduce((sum, file) => sum + statSync(file).size, 0) / 1e6;
    for (let pass = 1; pass <= 3; pass++) {
      const before = process.cpuUsage();
      const { report } = await perf.matchCaptures(...files);
      const cpu = process.cpuUsage(before);
      const seconds = (cpu.user + cpu.system) / 1e6;
      const frames = report.ingress.frames + report.egress.frames;
      const resident = Math.round(process.resourceUsage().maxRSS / 1024);
      console.log(
        `pass ${pass}: ${report.ingress.matched} matched, ${report.ingress.unmatched} lost; ${seconds.toFixed(2)} CPU s for ` +
          `${megabytes.toFixed(0)} MB, ${(frames / seconds / 1e6).toFixed(2)} million frames/s, at most ${resident} MB resident`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void main();
