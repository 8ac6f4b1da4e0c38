import { FlowExporter } from "../../src/lib/flow";
import { capture, type flow } from "../../src/lib/index";
import type { Cell } from "../../src/lib/table";

/** A packet in a test: seconds after the start, and what it is. */
export type Step = readonly [seconds: number, spec: capture.FrameSpec];

export const START = 1_700_000_000;
export const CLIENT = "192.0.2.1";
export const SERVER = "198.51.100.7";

/** A frame from the client to the server, or back. */
export function there(spec: Partial<capture.FrameSpec> = {}): capture.FrameSpec {
  return { source: CLIENT, target: SERVER, protocol: "tcp", sourcePort: 40000, targetPort: 80, ...spec };
}
export function back(spec: Partial<capture.FrameSpec> = {}): capture.FrameSpec {
  return { source: SERVER, target: CLIENT, protocol: "tcp", sourcePort: 80, targetPort: 40000, ...spec };
}

export function frames(steps: readonly Step[]): capture.FrameToWrite[] {
  return steps.map(([seconds, spec]) => ({
    micros: Math.round((START + seconds) * 1_000_000),
    bytes: capture.buildFrame(spec),
  }));
}

/** Flows of a sequence of packets, and the report. */
export function flowsOf(
  steps: readonly Step[],
  options: flow.ExportOptions = {},
): { rows: Record<string, Cell>[]; report: flow.FlowReport } {
  return flowsOfBytes(capture.encodePcap(frames(steps)), options);
}

/** Flows of a capture in memory, without waiting. */
export function flowsOfBytes(
  bytes: Uint8Array,
  options: flow.ExportOptions = {},
): { rows: Record<string, Cell>[]; report: flow.FlowReport } {
  const rows: Record<string, Cell>[] = [];
  const exporter = new FlowExporter(options, (row) => rows.push(row.toObject()));
  const parser = new capture.CaptureParser(exporter.frame);
  parser.write(bytes);
  exporter.ledger.capture("(test)", parser.end());
  exporter.finish();
  return { rows, report: exporter.ledger.report() };
}
