import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { random } from "../../src/lib/core";
import { EVENTS, VNFS } from "../../src/lib/table";

/** Magnitudes of one second, as in the published tables. */
const COUNTS: Readonly<Record<string, number>> = {
  instructions: 9.9e9,
  branches: 2e9,
  "branch-misses": 7.9e6,
  "branch-load-misses": 7.9e6,
  "cache-misses": 4e3,
  "cache-references": 1.7e7,
  cycles: 2.89e9,
  "L1-dcache-load-misses": 4e7,
  "L1-dcache-loads": 2.7e9,
  "LLC-load-misses": 2.1e3,
  "LLC-stores": 6e6,
  "LLC-loads": 1.1e7,
};

/**
 * Writes raw experiment folders in the original's layout: `perf stat` text with CRLF, rates and latencies. Realistic in
 * shape and digits, not in meaning (the simulate room is for that). 200 × 180 s are 165 MB. Returns the bytes written.
 */
export async function writeExperiments(
  folder: string,
  experiments: number,
  seconds: number,
): Promise<number> {
  const draw = random(20260);
  let bytes = 0;
  for (let n = 1; n <= experiments; n++) {
    const target = path.join(folder, `exp-${n}`);
    await mkdir(target, { recursive: true });
    const files = new Map<string, string>();
    for (const vnf of VNFS) {
      const lines = ["# started on Mon Jul 18 13:33:09 2022", ""];
      let time = 0;
      for (let s = 0; s < seconds; s++) {
        time += 1 + 0.001 * draw.uniform();
        const stamp = time.toFixed(9).padStart(15);
        for (const event of EVENTS) {
          const count = Math.round(COUNTS[event] * (0.9 + 0.2 * draw.uniform()));
          const ran = Math.round(1e8 + 1e8 * draw.uniform());
          const missed = draw.uniform() < 0.001;
          lines.push(
            `${stamp},${missed ? "<not counted>" : count},,${event},0.00%,${ran},${(ran / 1e7).toFixed(2)},${(count / 1e6).toFixed(3)},M/sec`,
          );
        }
      }
      files.set(`${vnf}.csv`, lines.join("\r\n"));
    }
    for (const [name, device, direction] of [
      ["tx_stats.csv", 0, "TX"],
      ["rx_stats.csv", 1, "RX"],
    ] as const) {
      const lines = ["Time,Device,Direction,PacketRate,Mbit,MbitWithFraming,TotalPackets,TotalBytes"];
      for (let s = 0; s < seconds; s++) {
        const rate = 0.7 * (0.99 + 0.02 * draw.uniform());
        const total = Math.round((s + 1) * rate * 1e6);
        const [mbit, framed] = [rate * 8 * 353, rate * 8 * 373].map((value) => value.toPrecision(14));
        lines.push(
          `${1658143989 + s},Device: id=${device},${direction},${rate.toPrecision(14)},${mbit},${framed},${total},${total * 353}`,
        );
      }
      files.set(name, lines.join("\r\n"));
    }
    const probes = Array.from({ length: seconds + 4 }, (_, i) =>
      i < 4 || draw.uniform() < 0.1 ? 15000000 : Math.round(6000 + 10000 * draw.exponential()),
    );
    files.set("latency.csv", probes.map((value, i) => `${i + 1} ${value}`).join("\r\n"));
    for (const [name, text] of files) {
      const whole = `${text}\r\n`;
      bytes += Buffer.byteLength(whole);
      await writeFile(path.join(target, name), whole);
    }
  }
  return bytes;
}
