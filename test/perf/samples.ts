import type { perf } from "../../src/lib/index";

/** Rows of a perf log: two seconds of two events, multiplexed. */
export const PERF = [
  "# started on Mon Jul 18 13:33:09 2022",
  "",
  "     1.000964438,11211277373,,instructions,0.00%,110027853,11.00,3.88,insn per cycle",
  "     1.000964438,8360201,,branch-misses,0.00%,189969292,18.99,0.38,of all branches",
  "     2.002105021,11239436842,,instructions,0.00%,110129041,11.00,3.88,insn per cycle",
  "     2.002105021,<not counted>,,branch-misses,0.00%,0,0.00,,",
];

export const RATES = [
  "Time,Device,Direction,PacketRate,Mbit,MbitWithFraming,TotalPackets,TotalBytes",
  "1658143989,Device: id=1,RX,0.061728943411249,175.35316688262,185.22979782842,63444,22529774",
  "1658143990,Device: id=1,RX,0.1762522417518,500.00130735072,528.20166603101,239713,85035880",
];

export const LATENCY = ["1 15000000", "2 7840", "3 302298"];

export const PCM = [
  "System,System,Socket 0,Socket 0,Core7 (Socket 0),",
  "Date,Time,IPC,L3OCC,L3MISS,",
  "2024-03-05,09:30:51.600,3.43, 11880,0.81 ,",
  "2024-03-05,09:30:52.601,3.35, 17280,0.22 ,",
];

export const MEMORY = [
  ",,SKT0,SKT0,SKT0,System",
  "Date,Time,Ch0Read,Ch2Read,Memory (MB/s),Read",
  "2024-03-05,09:30:53.070,  105.12,,  811.88,    633.76",
  "2024-03-05,09:30:54.069,  108.74,,  842.94,    650.50",
];

export const PCIE = [
  "Skt,RFO,WiL",
  "0,935200,203028(Total)",
  "0,336672,197750(Miss)",
  "0,598528,5278(Hit)",
  "Skt,RFO,WiL",
  "0,946246,200242(Total)",
  "0,331688,197134(Miss)",
  "0,614558,3108(Hit)",
];

export const NF_OUT = [
  "router,2,3,4,30816,30816,30816,30816,0,30816,0,0,W,0,0,0,0,0,0,0,0",
  "bridge,5,5,7,0,0,0,0,0,0,0,0,W,0,0,0,0,0,0,0,0",
  "router,2,3,4,50000,50000,80816,80816,0,80816,0,0,W,0,0,0,0,0,0,0,0",
];

const LINES: Readonly<Record<string, readonly string[]>> = {
  "perf stat": PERF,
  rates: RATES,
  latency: LATENCY,
  pcm: PCM,
  "pcm-memory": MEMORY,
  "pcm-pcie": PCIE,
  nf_out: NF_OUT,
};

/** A valid small file of a format, line by line. A parser without one fails the contract test. */
export function sampleOf({ format }: perf.RawParser): readonly string[] {
  const lines = LINES[format];
  if (lines === undefined) throw new Error(`test/perf/samples.ts has no sample of the format ${format}`);
  return lines;
}

export function bytesOf(lines: readonly string[], newline = "\n"): Buffer {
  return Buffer.from(lines.map((line) => line + newline).join(""));
}

/** A log's numeric columns, latencies and rates too, by name. */
export function columnsOf(log: object): Map<string, ArrayLike<number | string | null>> {
  const columns = new Map<string, ArrayLike<number | string | null>>();
  const read = log as {
    counts?: perf.PerfStat["counts"];
    table?: perf.PerfStat["counts"];
    values?: Float64Array;
  };
  for (const [kind, table] of [
    ["counts", read.counts],
    ["table", read.table],
    ["running", (log as Partial<Pick<perf.PerfStat, "running">>).running],
  ] as const) {
    for (const name of table?.names ?? []) columns.set(`${kind} ${name}`, table!.column(name));
  }
  if (read.values !== undefined) columns.set("values", read.values);
  return columns;
}

/** Whether `cut` says nothing that `whole` does not say in the same place: its cells are the same or missing. */
export function contradiction(whole: object, cut: object): string | undefined {
  const known = columnsOf(whole);
  for (const [name, cells] of columnsOf(cut)) {
    const own = known.get(name);
    if (own === undefined) return `column ${name} is new`;
    if (cells.length > own.length) return `column ${name} has more rows`;
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i];
      if (cell !== null && !Number.isNaN(cell) && cell !== own[i])
        return `${name} row ${i}: ${cell}, not ${own[i]}`;
    }
  }
  return undefined;
}
