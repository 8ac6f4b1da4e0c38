import { closeSync, openSync, writeSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import type { ReadOptions } from "../capture";
import { fail, replaceFileAtomic } from "../core";
import { writeParquet } from "../table";
import { CsvWriter } from "./csv";
import { exportFlows, type FlowSource, run } from "./export";
import { type ExportOptions, FlowExporter } from "./exporter";
import type { FlowReport } from "./report";

/**
 * Writes the flows of captures to a .csv, .csv.gz or .parquet file, which appears whole or not at all. CSV is written
 * while the captures are read, in bounded memory; Parquet is written at the end.
 */
export async function exportFlowsToFile(
  source: FlowSource,
  file: string,
  options: ExportOptions & ReadOptions = {},
): Promise<FlowReport> {
  const kind = /\.(?:csv|csv\.gz|parquet)$/i.exec(file)?.[0].toLowerCase();
  if (kind === ".parquet") {
    const { table, report } = await exportFlows(source, options);
    await writeParquet(table, file);
    return report;
  }
  if (kind === undefined) {
    fail({
      code: "argument",
      expected: "an output file named .csv, .csv.gz or .parquet",
      found: path.basename(file),
    });
  }
  let report: FlowReport | undefined;
  await replaceFileAtomic(file, async (temporary) => {
    const descriptor = openSync(temporary, "w");
    try {
      // Each piece is a gzip member of its own; members one after another are a gzip file.
      const pack = (bytes: Uint8Array) => (kind === ".csv.gz" ? gzipSync(bytes) : bytes);
      report = await exportCsv(source, (bytes) => writeAll(descriptor, pack(bytes)), options);
    } finally {
      closeSync(descriptor);
    }
  });
  return report!;
}

/**
 * Writes the flows as CSV to an open file or pipe. What has ended is handed on after each piece that was read, so a
 * reader behind a live capture sees flows as they end.
 */
export async function exportFlowsToDescriptor(
  source: FlowSource,
  descriptor: number,
  options: ExportOptions & ReadOptions = {},
): Promise<FlowReport> {
  return exportCsv(source, (bytes) => writeAll(descriptor, bytes), options);
}

async function exportCsv(
  source: FlowSource,
  emit: (bytes: Uint8Array) => void,
  options: ExportOptions & ReadOptions,
): Promise<FlowReport> {
  const csv = new CsvWriter(emit);
  const exporter = new FlowExporter(options, (row) => csv.row(row));
  csv.header(exporter.row.names);
  const live = typeof source !== "string" && !Array.isArray(source);
  const report = await run(exporter, source, {
    ...options,
    onProgress: (bytes) => {
      if (live) csv.flush();
      options.onProgress?.(bytes);
    },
  });
  csv.flush();
  return report;
}

const pause = new Int32Array(new SharedArrayBuffer(4));

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      // A pipe whose reader is slow: wait, so that memory stays bounded.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(pause, 0, 0, 2);
    }
  }
}
