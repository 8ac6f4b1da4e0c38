import path from "node:path";
import { fail } from "../core";
import { EVENTS, Table, VNFS, type Vnf } from "../table";
import {
  type Alignment,
  cellsOf,
  intervalSeconds,
  joinSeconds,
  type LatencyRule,
  latencyRuleFor,
  probeSeconds,
  rateSeconds,
  type Series,
  sampleProbes,
  zoneOf,
} from "./align";
import { type LatencyLog, parseLatency } from "./latency";
import { LATENCY_FILES, listFolder, missingFile, provenanceOf, RX_FILE, TX_FILE } from "./layout";
import { findPair } from "./pair/files";
import { pairLogs } from "./pair/logs";
import { matchCaptures } from "./pair/match";
import type { MatchOptions } from "./pair/options";
import type { MatchedCaptures, PairReport } from "./pair/report";
import { type PerfStat, parsePerfStat } from "./perf-stat";
import { parseRates, type RateColumn, type RateLog } from "./rates";
import { findRaw, type ReadOptions, readRaw } from "./source";
import type { ParseOptions, ParseReport } from "./types";

export interface ExperimentOptions extends ReadOptions, Omit<ParseOptions, "file"> {
  /** Default "min"; with captures in place of logs "time", as far as the counter logs say when they began. */
  readonly align?: Alignment;
  /** Which column of the rate logs; default "MbitWithFraming" ("drst-compat" always takes "Mbit"). */
  readonly rate?: RateColumn;
  /** Default "auto"; with "drst-compat" "all". */
  readonly latencyRule?: LatencyRule;
  /**
   * How a pair of captures is matched that stands in for the rate and latency logs. It does so when a rate log is
   * missing, or, with `prefer`, also beside the logs.
   */
  readonly captures?: MatchOptions & { readonly prefer?: boolean };
  /** Text of the provenance columns; default the names of the folder's parent and of the folder. */
  readonly scenario?: string;
  readonly experiment?: string;
}

/** What was read for one experiment. */
export interface ExperimentReport {
  readonly folder: string;
  readonly scenario: string;
  readonly experiment: string;
  readonly parser: "strict" | "drst-compat";
  readonly align: Alignment;
  /** The rule used; null without a latency log. */
  readonly latencyRule: Exclude<LatencyRule, "auto"> | null;
  readonly rows: number;
  /** Values of each series before alignment. */
  readonly lengths: { readonly [series: string]: number };
  /** How the pair of captures fits together that stood in for the rate and latency logs; null when the logs were read. */
  readonly captures: PairReport | null;
  /** Probe time-outs among the rows' latencies. */
  readonly censoredRows: number;
  /** `<vnf>_<event>` columns for which the log has no event: all NaN. */
  readonly missingColumns: readonly string[];
  readonly files: readonly ParseReport[];
}

export interface Experiment {
  /** scenario, experiment, second (0, 1, …), then the 63 columns. */
  readonly table: Table;
  /** Makes the table of the share of each interval in which an event was counted, %: one column a counter, as in `table`. */
  running(): Table;
  /** 1 for rows whose latency is a probe time-out (a lower bound). */
  readonly censored: Uint8Array;
  readonly report: ExperimentReport;
}

/**
 * Reads one raw experiment folder (`firewall.csv` … `bridge.csv`, `tx_stats.csv`, `rx_stats.csv`, `latency.csv`, each
 * possibly gzipped) into the 63 columns, one row a second. Rates in Mb/s with framing, latency in µs (raw ns / 1000),
 * counters per second as perf reports them. Missing is NaN; without a latency log the whole column is.
 *
 * A pair of captures (`ingress.pcap` and `egress.pcap`, or `.pcapng`, each possibly gzipped) may stand in for the rate
 * and latency logs: then the rates are those of the frames on the wire, and latency is the median of the packets that
 * entered in the second (see {@link matchCaptures}).
 *
 * @throws LabError "not-found" when a VNF's log or a rate log is missing, "format" naming file and line
 * @example
 * const raw = await perf.openReference("testbed").rawFolder("load_stimulus");
 * const { table, report } = await perf.readExperiment(`${raw}/exp1`);
 * [table.names.length, report.missingColumns.length] //=> [66, 0]
 */
export async function readExperiment(folder: string, options: ExperimentOptions = {}): Promise<Experiment> {
  const { files } = await listFolder(folder);
  return readListed(folder, files, options);
}

/** The same when the folder's files are known already. */
export async function readListed(
  folder: string,
  files: ReadonlySet<string>,
  options: ExperimentOptions,
): Promise<Experiment> {
  return assemble(folder, await readFiles(folder, files, options), options);
}

interface RawLogs {
  readonly vnfs: ReadonlyMap<Vnf, PerfStat>;
  readonly tx: RateLog;
  readonly rx: RateLog;
  readonly latency: LatencyLog | undefined;
  /** The captures that tx, rx and latency come from. */
  readonly pair?: MatchedCaptures;
}

async function readFiles(
  folder: string,
  files: ReadonlySet<string>,
  options: ExperimentOptions,
): Promise<RawLogs> {
  const load = async (name: string): Promise<[Buffer, ParseOptions & { rate?: RateColumn }]> => {
    const file = findRaw(folder, files, name) ?? missingFile(folder, name);
    return [await readRaw(file, options), { ...options, file }];
  };
  const vnfs = new Map<Vnf, PerfStat>();
  for (const vnf of VNFS) vnfs.set(vnf, parsePerfStat(...(await load(`${vnf}.csv`))));
  const pair = findPair(folder, files);
  const logged = [TX_FILE, RX_FILE].every((name) => findRaw(folder, files, name) !== undefined);
  if (pair !== undefined && (!logged || options.captures?.prefer)) {
    const matched = await matchCaptures(pair.ingress, pair.egress, options.captures);
    const column = options.rate ?? (options.parser === "drst-compat" ? "Mbit" : "MbitWithFraming");
    return { vnfs, ...pairLogs(matched, column), pair: matched };
  }
  const tx = parseRates(...(await load(TX_FILE)));
  const rx = parseRates(...(await load(RX_FILE)));
  const name = LATENCY_FILES.find((candidate) => findRaw(folder, files, candidate) !== undefined);
  return { vnfs, tx, rx, latency: name === undefined ? undefined : parseLatency(...(await load(name))) };
}

function assemble(folder: string, raw: RawLogs, options: ExperimentOptions): Experiment {
  const { vnfs, tx, rx, latency } = raw;
  const compat = options.parser === "drst-compat";
  const firewall = vnfs.get("firewall") as PerfStat;
  // Captures know the time of each second, and may cover only a part of the run.
  const align = options.align ?? (raw.pair !== undefined && firewall.started !== null ? "time" : "min");
  const intervals = compat ? filledLength(firewall, EVENTS[0]) : firewall.counts.length;
  const probes = latency?.values.length ?? 0;
  // Captures have one latency a second; which lines of a log are the seconds' has to be found out.
  const asked = raw.pair !== undefined ? "all" : (options.latencyRule ?? (compat ? "all" : "auto"));
  const rule = compat ? asked : latencyRuleFor(asked, probes, Math.max(tx.rate.length, rx.rate.length));
  const sampled = sampleProbes(rule === "auto" ? "all" : rule, probes);

  const lengths = [intervals, tx.rate.length, rx.rate.length, sampled.length].filter((length) => length > 0);
  if (lengths.length === 0) {
    fail({ code: "format", expected: "a series with a value", found: "none", where: { file: folder } });
  }
  const rows = align === "min" ? Math.min(...lengths) : intervals;

  let joined: Joins | undefined;
  if (align === "time") joined = joinByTime(folder, raw, sampled);
  const pick = (log: PerfStat, values: Float64Array): Float64Array =>
    cellsOf({ values, index: joined?.counters.get(log) } satisfies Series, rows);

  const columns: [string, Float64Array][] = [
    ["input_rate", cellsOf({ values: tx.rate, index: joined?.tx }, rows)],
    ["output_rate", cellsOf({ values: rx.rate, index: joined?.rx }, rows)],
  ];
  const probeOfRow = latencyIndex(sampled, rows, joined?.latency);
  columns.push([
    "latency",
    cellsOf({ values: latency?.values ?? new Float64Array(0), index: probeOfRow }, rows),
  ]);
  const missingColumns: string[] = [];
  for (const event of EVENTS) {
    for (const vnf of VNFS) {
      const log = vnfs.get(vnf) as PerfStat;
      const name = `${vnf}_${event}`;
      if (!log.counts.has(event)) missingColumns.push(name);
      const nothing = new Float64Array(0);
      columns.push([name, pick(log, log.counts.has(event) ? log.counts.numbers(event) : nothing)]);
    }
  }

  const provenance = { ...provenanceOf(folder), ...definedOf(options) };
  const second = Float64Array.from({ length: rows }, (_, i) => i);
  const censored = Uint8Array.from(probeOfRow, (probe) => (probe < 0 ? 0 : (latency?.censored[probe] ?? 0)));
  const stamp = [
    ["scenario", new Array<string>(rows).fill(provenance.scenario)],
    ["experiment", new Array<string>(rows).fill(provenance.experiment)],
    ["second", second],
  ] as const;
  const shares = (): Table => {
    const running = EVENTS.flatMap((event) =>
      [...vnfs].map(([vnf, log]) => {
        const values = log.running.has(event) ? log.running.numbers(event) : new Float64Array(0);
        return [`${vnf}_${event}`, pick(log, values)] as const;
      }),
    );
    return Table.of([...stamp, ...running]);
  };
  return {
    table: Table.of([...stamp, ...columns]),
    running: shares,
    censored,
    report: {
      folder: path.resolve(folder),
      ...provenance,
      parser: options.parser ?? "strict",
      align,
      latencyRule: latency === undefined || rule === "auto" ? null : rule,
      rows,
      lengths: { firewall: intervals, tx: tx.rate.length, rx: rx.rate.length, latency: probes },
      captures: raw.pair?.report ?? null,
      censoredRows: censored.reduce((sum, flag) => sum + flag, 0),
      missingColumns,
      files: [
        ...[...vnfs.values()],
        tx,
        rx,
        ...(latency === undefined || raw.pair !== undefined ? [] : [latency]),
      ].map((log) => log.report),
    },
  };
}

interface Joins {
  readonly counters: ReadonlyMap<PerfStat, Int32Array>;
  readonly tx: Int32Array;
  readonly rx: Int32Array;
  readonly latency: Int32Array;
}

function joinByTime(folder: string, { vnfs, tx, rx, latency }: RawLogs, sampled: Int32Array): Joins {
  const firewall = vnfs.get("firewall") as PerfStat;
  const txSeconds = rateSeconds(tx);
  const zone = zoneOf(firewall.started ?? Number.NaN, tx.times[0] ?? Number.NaN);
  if (Number.isNaN(zone)) {
    fail({
      code: "format",
      expected: "a `# started on` comment in firewall.csv and a time stamp in tx_stats.csv, to join by time",
      found: firewall.started === null ? "no such comment" : "no time stamp",
      where: { file: folder },
      hint: 'Use align: "min" or "firewall".',
    });
  }
  const wanted = intervalSeconds(firewall, zone);
  const counters = new Map(
    [...vnfs.values()].map((log) => [log, joinSeconds(wanted, intervalSeconds(log, zone))]),
  );
  return {
    counters,
    tx: joinSeconds(wanted, txSeconds),
    rx: joinSeconds(wanted, rateSeconds(rx)),
    latency:
      latency === undefined
        ? new Int32Array(wanted.length).fill(-1)
        : joinSeconds(wanted, probeSeconds(latency, sampled, txSeconds[0])),
  };
}

/** For each row the probe whose latency it shows; -1 for none. */
function latencyIndex(sampled: Int32Array, rows: number, joined: Int32Array | undefined): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => {
    const sample = joined === undefined ? row : joined[row];
    return sample < 0 ? -1 : (sampled[sample] ?? -1);
  });
}

/** How many values a column of the compat parser has: its series are padded at the end. */
function filledLength(log: PerfStat, event: string): number {
  if (!log.counts.has(event)) return 0;
  const cells = log.counts.numbers(event);
  let length = cells.length;
  while (length > 0 && Number.isNaN(cells[length - 1])) length--;
  return length;
}

function definedOf({ scenario, experiment }: ExperimentOptions): { scenario?: string; experiment?: string } {
  return {
    ...(scenario === undefined ? {} : { scenario }),
    ...(experiment === undefined ? {} : { experiment }),
  };
}
