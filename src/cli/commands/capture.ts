import type { Command } from "commander";
import type { capture } from "dataplane-lab";
import { printJson } from "../report";

/** dataplane-lab capture info: what is in a capture. */
export function registerCapture(program: Command): void {
  program
    .command("capture")
    .description("Look into captures.")
    .command("info")
    .description("Say what is in a capture: format, interfaces, times, protocols, tunnels, damage.")
    .argument("<capture>", "a pcap or pcapng file, plain or gzip; - reads standard input")
    .option("--json", "print one JSON document")
    .action(async (name: string, options: { json?: boolean }) => {
      const { capture: room } = await import("dataplane-lab");
      const info = await room.info(name === "-" ? process.stdin : name);
      if (options.json) printJson(info);
      else process.stdout.write(text(name, info));
    });
}

function text(name: string, info: capture.CaptureInfo): string {
  const time = (ms: number | null): string => (ms === null ? "-" : new Date(ms).toISOString());
  const list = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([key, count]) => `${key}: ${count}`)
      .join(", ") || "none";
  const lines = [
    `${name}: ${info.format}, ${info.bytes} bytes, ${info.frames} frames`,
    ...info.interfaces.map((about, i) =>
      `interface ${i}: ${about.name ?? ""} ${about.linkTypeName}, ${about.frames} frames`.replace(/ +/g, " "),
    ),
    `time: ${time(info.first)} to ${time(info.last)}, ${info.backwards} frames run backward`,
    `bytes on the wire: ${info.wireBytes}, captured: ${info.capturedBytes}, cut frames: ${info.truncatedFrames}`,
    `IP versions: ${list(info.versions)}`,
    `IP protocols: ${list(info.protocols)}`,
    `tunnels: ${list(info.tunnels as Record<string, number>)}`,
    `not in flows: ${list(info.ignored as Record<string, number>)}`,
    ...(info.damage === undefined ? [] : [`stopped early: ${info.damage}`]),
  ];
  return `${lines.join("\n")}\n`;
}
