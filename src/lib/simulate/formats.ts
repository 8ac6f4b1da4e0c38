import { type Random, random } from "../core";
import type { Event, Vnf } from "../table";
import type { Experiment } from "./experiment";
import type { NfRow } from "./nf-out";
import type { RateRow } from "./rates";

/** Line end of the original's logs. */
const EOL = "\r\n";

/** Events in the order of the original's perf command: those of the counter group, and the software ones. */
const LINES: readonly { event: Event | SoftwareEvent; percent: number }[] = [
  { event: "instructions", percent: 11.09 },
  { event: "branches", percent: 15.08 },
  { event: "branch-misses", percent: 19.08 },
  { event: "branch-load-misses", percent: 19.48 },
  { event: "cache-misses", percent: 19.87 },
  { event: "cache-references", percent: 15.99 },
  { event: "cycles", percent: 15.99 },
  { event: "context-switches", percent: 100 },
  { event: "cpu-clock", percent: 100 },
  { event: "minor-faults", percent: 100 },
  { event: "page-faults", percent: 100 },
  { event: "L1-dcache-load-misses", percent: 15.98 },
  { event: "L1-dcache-loads", percent: 15.98 },
  { event: "LLC-load-misses", percent: 11.99 },
  { event: "LLC-stores", percent: 8.0 },
  { event: "LLC-loads", percent: 7.6 },
];
type SoftwareEvent = "context-switches" | "cpu-clock" | "minor-faults" | "page-faults";
/** Chance that perf's rotation leaves one event of a VNF without a turn in a second. */
const MISSED_TURN = 0.0004;

/**
 * `perf stat -I 1000 -x,` as the original recorded it: a comment, a blank line, then for each second 16 lines of
 * nine fields (time, count, unit, event, deviation, running ns, running %, metric value, metric unit). Hardware
 * events share the counters, so each ran 8 to 20 % of the time and its count is perf's estimate.
 */
export function perfLog(run: Experiment, vnf: Vnf): string {
  const { plan, counts } = run;
  const draws = random(plan.seed).fork(`perf/${vnf}`);
  const lines = [`# started on ${perfDate(plan.startedMs)}`, ""];
  for (let k = 0; k < plan.seconds; k++) {
    const time = `${k + 1}.${String(1_050_000 + 40_000 * k + (k % 8) * 1009).padStart(9, "0")}`;
    const second = { time: time.padStart(16), value: (event: Event) => Math.round(counts[vnf][event][k]) };
    if (k + run.perfDelay < run.traffic.readyAt - 0.5) sleepingSecond(lines, second, draws);
    else countedSecond(lines, second, draws);
  }
  return lines.join(EOL) + EOL;
}

interface Second {
  readonly time: string;
  readonly value: (event: Event) => number;
}

function countedSecond(lines: string[], { time, value }: Second, draws: Random): void {
  const missed =
    draws.uniform() < MISSED_TURN * LINES.length ? LINES[draws.integer(LINES.length)] : undefined;
  const enabled = 1_000_700_000 + draws.integer(4) * 997;
  for (const line of LINES) {
    const { event, percent } = line;
    if (line === missed && percent < 100) {
      lines.push(`${time},<not counted>,,${event},0.00%,0,0.00,,`);
      continue;
    }
    const running = Math.round((enabled * percent) / 100) + (percent < 100 ? draws.integer(4) * 1009 : 0);
    const ran = percent < 100 ? (running / enabled) * 100 : 100;
    lines.push(
      `${time},${countOf(event, value, enabled)},,${event},0.00%,${running},${ran.toFixed(2)},${metric(event, value, enabled)}`,
    );
  }
}

function countOf(event: Event | SoftwareEvent, value: Second["value"], enabled: number): string {
  if (event === "cpu-clock") return (enabled / 1e6).toFixed(6);
  if (isSoftware(event)) return "0";
  return String(value(event));
}

function isSoftware(event: Event | SoftwareEvent): event is SoftwareEvent {
  return ["context-switches", "cpu-clock", "minor-faults", "page-faults"].includes(event);
}

/** The two last fields, as perf derives them from the counts of the same second. */
function metric(event: Event | SoftwareEvent, value: Second["value"], enabled: number): string {
  const percentOf = (of: Event, digits: number) =>
    ((100 * value(event as Event)) / Math.max(1, value(of))).toFixed(digits);
  switch (event) {
    case "instructions":
      return `${(value(event) / Math.max(1, value("cycles"))).toFixed(2)},insn per cycle`;
    case "branch-misses":
      return `${percentOf("branches", 2)},of all branches`;
    case "cache-misses":
      return `${percentOf("cache-references", 3)},of all cache refs`;
    case "L1-dcache-load-misses":
      return `${percentOf("L1-dcache-loads", 2)},of all L1-dcache hits`;
    case "LLC-load-misses":
      return `${percentOf("LLC-loads", 2)},of all LL-cache hits`;
    case "cycles":
      return `${(value(event) / enabled).toFixed(3)},GHz`;
    case "cpu-clock":
      return `${(enabled / 1e9).toFixed(3)},CPUs utilized`;
    case "context-switches":
    case "minor-faults":
    case "page-faults":
      return "0.000,K/sec";
    default:
      return `${((value(event) / enabled) * 1e3).toFixed(3)},M/sec`;
  }
}

/** A VNF that waits for the manager runs about a millisecond; perf's rotation reaches the first five events. */
function sleepingSecond(lines: string[], { time }: Second, draws: Random): void {
  const ran = 500_000 + draws.integer(1_000_000);
  const clock = ran - 48_000;
  const small: Partial<Record<Event | SoftwareEvent, number>> = {
    instructions: Math.round(ran * 1.6),
    branches: Math.round(ran * 0.34),
    "branch-misses": 2400 + draws.integer(2800),
    "cache-misses": 2000 + draws.integer(3500),
    "context-switches": 3 + draws.integer(3),
    "minor-faults": 7 + draws.integer(3),
  };
  small["branch-load-misses"] = small["branch-misses"];
  small["page-faults"] = small["minor-faults"];
  for (const { event } of LINES) {
    const ns = isSoftware(event) ? clock : ran;
    const count = event === "cpu-clock" ? (clock / 1e6).toFixed(6) : small[event];
    if (count === undefined) lines.push(`${time},<not counted>,,${event},0.00%,0,0.00,,`);
    else lines.push(`${time},${count},,${event},0.00%,${ns},100.00,${sleepingMetric(event, small, clock)}`);
  }
}

function sleepingMetric(
  event: Event | SoftwareEvent,
  small: Partial<Record<Event | SoftwareEvent, number>>,
  clock: number,
): string {
  const count = small[event] ?? 0;
  if (event === "instructions") return ",";
  if (event === "branch-misses")
    return `${((100 * count) / (small.branches ?? 1)).toFixed(2)},of all branches`;
  if (event === "cache-misses") return "0.000,of all cache refs";
  if (event === "cpu-clock") return `${(clock / 1e9).toFixed(3)},CPUs utilized`;
  return `${((count / clock) * 1e3).toFixed(3)},M/sec`;
}

/** MoonGen's rate log: numbers as Lua prints them, 14 significant digits. */
export function rateLogText(rows: readonly RateRow[], side: "TX" | "RX"): string {
  const device = side === "TX" ? "Device: id=0,TX" : "Device: id=1,RX";
  const lines = ["Time,Device,Direction,PacketRate,Mbit,MbitWithFraming,TotalPackets,TotalBytes"];
  for (const row of rows) {
    const rates = [row.packetRate, row.mbit, row.mbitWithFraming].map(luaNumber).join(",");
    lines.push(`${row.time},${device},${rates},${row.totalPackets},${row.totalBytes}`);
  }
  return lines.join(EOL) + EOL;
}

/** One probe a line; random_rates and intervention number them from 1. */
export function latencyLogText(run: Experiment): string {
  const numbered = run.plan.stage === 1 || run.plan.stage === 3;
  return run.latencyNs.map((ns, i) => (numbered ? `${i + 1} ${ns}` : `${ns}`) + EOL).join("");
}

export function nfOutText(rows: readonly NfRow[]): string {
  return rows.map(({ tag, fields }) => `${tag},${fields.join(",")}${EOL}`).join("");
}

/** `%.14g`, for the range of rates: at least 1e-4 and below 1e14. */
function luaNumber(value: number): string {
  return String(Number(value.toPrecision(14)));
}

/** `Sun Aug  7 15:07:12 2022`, as C's ctime prints it; UTC. */
function perfDate(ms: number): string {
  const [weekday, day, month, year, time] = new Date(ms).toUTCString().replace(",", "").split(" ");
  return `${weekday} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`;
}
