import path from "node:path";
import { fail } from "../core";
import { type Column, Table } from "../table";
import { parseLatency } from "./latency";
import { LATENCY_FILES, listFolder, naturalOrder, provenanceOf, RX_FILE, TX_FILE } from "./layout";
import { type NfOutOptions, parseNfOut } from "./nf-out";
import { type PcmMemoryOptions, parsePcm, parsePcmMemory } from "./pcm";
import { parsePcmPcie } from "./pcm-pcie";
import { parseRates, type RateColumn } from "./rates";
import { findRaw, type ReadOptions, readRaw } from "./source";
import type { ParseOptions, ParseReport } from "./types";

export interface PcmFolderOptions
  extends ReadOptions,
    Omit<ParseOptions, "file">,
    Pick<PcmMemoryOptions, "emptyChannels">,
    Pick<NfOutOptions, "fold"> {
  readonly rate?: RateColumn;
}

export interface PcmFolder {
  /**
   * scenario, experiment, second, then `<process>-…` for each `<process>-pcm.csv`, `pcie-…`, `mem-…`, the 90 columns of
   * nf_out, and input_rate, output_rate (Mb/s), latency (µs): of the files that are there.
   */
  readonly table: Table;
  readonly report: {
    readonly folder: string;
    readonly rows: number;
    /** Rows of each part before all are cut to the shortest. */
    readonly lengths: Readonly<Record<string, number>>;
    readonly files: readonly ParseReport[];
  };
}

/** Processes in the original's order; others follow by name. */
const PROCESSES = ["bridge", "firewall", "ndpi_stats", "nf_router", "payload_scan", "rx", "tx"];

/** One file's columns, named as in the folder's table. */
interface Part {
  readonly name: string;
  readonly length: number;
  readonly columns: readonly (readonly [string, Column])[];
  readonly report: ParseReport;
}

/**
 * Reads a folder of PCM logs (`<process>-pcm.csv`, `pcm-pcie.csv`, `pcm-memory.csv`, `nf_out.csv`, rates, latency; each
 * possibly gzipped) into one table, row by row, as long as its shortest part. Time stamps stay in the single parsers'
 * tables; here row n is the n-th second of each log.
 *
 * @throws LabError "not-found" without a `…-pcm.csv`, "format" naming file and line
 * @example
 * await perf.readPcmFolder("no-such-folder").catch((error) => error.code) //=> "not-found"
 */
export async function readPcmFolder(folder: string, options: PcmFolderOptions = {}): Promise<PcmFolder> {
  const { files } = await listFolder(folder);
  const parts: Part[] = [];
  const add = async (
    name: string,
    read: (bytes: Buffer, options: PcmFolderOptions & { file: string }) => Omit<Part, "name" | "length">,
  ): Promise<void> => {
    const file = findRaw(folder, files, name);
    if (file === undefined) return;
    const part = read(await readRaw(file, options), { ...options, file });
    parts.push({ name, length: part.columns[0]?.[1].length ?? 0, ...part });
  };

  for (const name of pcmFiles(files)) {
    await add(name, (bytes, own) => prefixed(`${name.replace(/-pcm\.csv$/, "")}-`, parsePcm(bytes, own)));
  }
  if (parts.length === 0) {
    fail({ code: "not-found", expected: "a file named …-pcm.csv", found: "none", where: { file: folder } });
  }
  await add("pcm-pcie.csv", (bytes, own) => prefixed("pcie-", parsePcmPcie(bytes, own)));
  await add("pcm-memory.csv", (bytes, own) => prefixed("mem-", parsePcmMemory(bytes, own)));
  await add("nf_out.csv", (bytes, own) => prefixed("", parseNfOut(bytes, own)));
  for (const [name, column] of [
    [TX_FILE, "input_rate"],
    [RX_FILE, "output_rate"],
  ] as const) {
    await add(name, (bytes, own) => {
      const log = parseRates(bytes, own);
      return { columns: [[column, log.rate]], report: log.report };
    });
  }
  const latency = LATENCY_FILES.find((name) => findRaw(folder, files, name) !== undefined);
  if (latency !== undefined) {
    await add(latency, (bytes, own) => {
      const log = parseLatency(bytes, own);
      return { columns: [["latency", log.values]], report: log.report };
    });
  }
  return join(folder, parts);
}

function pcmFiles(files: ReadonlySet<string>): string[] {
  const names = [...files]
    .map((file) => file.replace(/\.gz$/, ""))
    .filter((file) => /^[^.].*-pcm\.csv$/.test(file));
  const rank = (name: string): number => {
    const index = PROCESSES.indexOf(name.replace(/-pcm\.csv$/, ""));
    return index < 0 ? PROCESSES.length : index;
  };
  return [...new Set(names)].sort((a, b) => rank(a) - rank(b) || naturalOrder(a, b));
}

function prefixed(prefix: string, log: { table: Table; report: ParseReport }): Omit<Part, "name" | "length"> {
  const names = log.table.names.filter((name) => name !== "time");
  return { columns: names.map((name) => [prefix + name, log.table.column(name)]), report: log.report };
}

function join(folder: string, parts: readonly Part[]): PcmFolder {
  const rows = Math.min(...parts.map((part) => part.length));
  const { scenario, experiment } = provenanceOf(folder);
  const columns = new Map<string, Column>([
    ["scenario", new Array<string>(rows).fill(scenario)],
    ["experiment", new Array<string>(rows).fill(experiment)],
    ["second", Float64Array.from({ length: rows }, (_, i) => i)],
  ]);
  for (const part of parts)
    for (const [name, column] of part.columns) columns.set(name, column.slice(0, rows));
  return {
    table: Table.of(columns),
    report: {
      folder: path.resolve(folder),
      rows,
      lengths: Object.fromEntries(parts.map(({ name, length }) => [name, length])),
      files: parts.map((part) => part.report),
    },
  };
}
