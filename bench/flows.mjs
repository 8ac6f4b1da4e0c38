// npm run bench -- flows [packets flows]: a capture made here to 53 columns of CSV, whole processes, and the peers that
// are installed (PYTHON=<python with nfstream>). CPU time is user + system: on a busy machine it says more than the
// wall clock. `npm run bench -- flows flood` sends ten million one-packet flows against the bound of the table.
import { spawnSync } from "node:child_process";
import { mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { makeCapture } from "./flows/capture.mjs";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const bin = path.join(root, "src", "cli", "bin", "dataplane-lab.js");
const RUNS = 3;

function measure(name, command, args, packets) {
  let best;
  for (let run = 0; run < RUNS; run++) {
    const start = process.hrtime.bigint();
    const result = spawnSync("/usr/bin/env", ["time", "-f", "%U %S %M", command, ...args], {
      encoding: "utf8",
    });
    if (result.status !== 0) {
      console.log(`${name}: not measured (${(result.stderr ?? "").trim().split("\n").at(-1)})`);
      return undefined;
    }
    const wall = Number(process.hrtime.bigint() - start) / 1e9;
    const [user, system, kilobytes] = result.stderr.trim().split("\n").at(-1).split(" ").map(Number);
    const cpu = user + system;
    if (best === undefined || cpu < best.cpu) best = { cpu, wall, kilobytes };
  }
  const rate = Math.round(packets / best.cpu / 1000);
  console.log(
    `${name}: ${best.cpu.toFixed(2)} s CPU, ${best.wall.toFixed(2)} s wall, ${rate} 000 packets/s of CPU, ` +
      `${Math.round(best.kilobytes / 1024)} MB`,
  );
  return best.cpu;
}

/** Ten million flows of one packet each: the table stays at its bound, and no packet is lost. */
function flood() {
  const require = createRequire(import.meta.url);
  const { buildFrame, Frame } = require(path.join(root, "src/lib/dist/capture"));
  const { FlowExporter } = require(path.join(root, "src/lib/dist/flow"));
  const bytes = buildFrame({
    source: "192.0.2.1",
    target: "198.51.100.1",
    protocol: "udp",
    sourcePort: 1,
    targetPort: 2,
  });
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const frame = Object.assign(new Frame(), {
    data: bytes,
    captured: bytes.length,
    length: bytes.length,
    linkType: 1,
  });
  let packets = 0;
  let most = 0;
  const exporter = new FlowExporter({}, (row) => {
    packets += row.packets;
  });
  const start = process.cpuUsage();
  for (let i = 0; i < 10_000_000; i++) {
    view.setUint32(26, i);
    frame.micros = 1e15 + i;
    exporter.frame(frame);
    if ((i & 0xffff) === 0) most = Math.max(most, exporter.open);
  }
  exporter.finish();
  const { user, system } = process.cpuUsage(start);
  const memory = Math.round(process.memoryUsage.rss() / 2 ** 20);
  const cpu = ((user + system) / 1e6).toFixed(1);
  console.log(`flood: ${packets} packets in flows, at most ${most} flows open, ${memory} MB, ${cpu} s CPU`);
  if (packets !== 10_000_000) process.exitCode = 1;
}

const [first, second] = process.argv.slice(2);
if (first === "flood") flood();
else {
  const packets = Number(first ?? 1_000_000);
  const flows = Number(second ?? 50_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), "bench-flows-"));
  const file = path.join(folder, "capture.pcap");
  const output = path.join(folder, "flows.csv");
  try {
    const size = makeCapture(file, packets, flows);
    console.log(
      `${packets} packets in ${flows} flows, ${(size / 1e6).toFixed(0)} MB, Node ${process.version}`,
    );
    // Once through, so that all read from memory.
    const buffer = Buffer.alloc(1 << 20);
    for (const descriptor = openSync(file); readSync(descriptor, buffer, 0, buffer.length, null) > 0; );
    const ours = measure(
      "dataplane-lab flows",
      process.execPath,
      [bin, "flows", file, "-o", output],
      packets,
    );
    const read = `const{openSync,readSync}=require("fs");const b=Buffer.alloc(1<<20),f=openSync(${JSON.stringify(file)});while(readSync(f,b,0,b.length,null));`;
    measure("reading alone, Node", process.execPath, ["-e", read], packets);
    const script = path.join(root, "bench", "flows", "nfstream_peer.py");
    const peer = measure(
      "nfstream with statistics",
      process.env.PYTHON ?? "python3",
      [script, file],
      packets,
    );
    if (ours && peer) console.log(`ratio: nfstream takes ${(peer / ours).toFixed(1)} times our CPU time`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
