import { type CaptureSource, forEachFrame, type ReadOptions } from "../capture";
import type { Table } from "../table";
import { type ExportOptions, FlowExporter } from "./exporter";
import type { FlowReport } from "./report";
import type { FlowRow } from "./row";
import { TableBuilder } from "./table-builder";

/** One capture or several; several are read one after the other as if they were one. */
export type FlowSource = CaptureSource | readonly CaptureSource[];

/** A table of flows and what became of every packet. */
export interface ExportedFlows {
  readonly table: Table;
  readonly report: FlowReport;
}

/**
 * Turns captures into a table of bidirectional flows, one row a flow, in the order in which they ended.
 *
 * @example
 * const bytes = capture.buildFrame({ source: "192.0.2.1", target: "192.0.2.2", protocol: "udp" });
 * const pcap = capture.encodePcap([{ micros: 1_000_000, bytes }]);
 * const { table, report } = await flow.exportFlows(pcap, { features: 43 });
 * [table.length, report.packets.inFlows, table.at(0, "IN_PKTS")] //=> [1, 1, 1]
 */
export async function exportFlows(
  source: FlowSource,
  options: ExportOptions & ReadOptions = {},
): Promise<ExportedFlows> {
  let builder: TableBuilder | undefined;
  const exporter = new FlowExporter(options, (row) => builder!.add(row));
  builder = new TableBuilder(exporter.row);
  const report = await run(exporter, source, options);
  return { table: builder.build(), report };
}

/** Calls back for each flow as it ends; the row is valid until the callback returns. Memory stays bounded. */
export async function streamFlows(
  source: FlowSource,
  onFlow: (row: FlowRow) => void,
  options: ExportOptions & ReadOptions = {},
): Promise<FlowReport> {
  return run(new FlowExporter(options, onFlow), source, options);
}

/** Feeds the captures to an exporter, ends the flows, and closes the books. */
export async function run(
  exporter: FlowExporter,
  source: FlowSource,
  options: ReadOptions = {},
): Promise<FlowReport> {
  for (const one of Array.isArray(source)
    ? (source as readonly CaptureSource[])
    : [source as CaptureSource]) {
    const summary = await forEachFrame(one, exporter.put, { ...options, settle: exporter.settle });
    exporter.ledger.capture(
      typeof one === "string" ? one : one instanceof Uint8Array ? "(bytes)" : "(stream)",
      summary,
    );
  }
  exporter.finish();
  return exporter.ledger.report();
}
