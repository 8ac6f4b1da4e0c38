import { parseLatency } from "./latency";
import { LATENCY_FILES, RX_FILE, TX_FILE, VNF_FILES } from "./layout";
import { parseNfOut } from "./nf-out";
import { parsePcm, parsePcmMemory } from "./pcm";
import { parsePcmPcie } from "./pcm-pcie";
import { parsePerfStat } from "./perf-stat";
import { parseRates } from "./rates";
import type { ParseOptions, ParseReport } from "./types";

/** A format of raw files: which names it goes by, and what reads it. */
export interface RawParser {
  readonly format: string;
  /** True for names (without `.gz`) of files in this format. */
  matches(name: string): boolean;
  parse(bytes: Uint8Array, options?: ParseOptions): { readonly report: ParseReport };
}

/** Every parser of raw files. The contract test runs over all of them. */
export const PARSERS: readonly RawParser[] = [
  { format: "perf stat", matches: (name) => VNF_FILES.includes(name), parse: parsePerfStat },
  { format: "rates", matches: (name) => name === TX_FILE || name === RX_FILE, parse: parseRates },
  {
    format: "latency",
    matches: (name) => (LATENCY_FILES as readonly string[]).includes(name),
    parse: parseLatency,
  },
  { format: "pcm", matches: (name) => /^[^.].*-pcm\.csv$/.test(name), parse: parsePcm },
  { format: "pcm-memory", matches: (name) => name === "pcm-memory.csv", parse: parsePcmMemory },
  { format: "pcm-pcie", matches: (name) => name === "pcm-pcie.csv", parse: parsePcmPcie },
  { format: "nf_out", matches: (name) => name === "nf_out.csv", parse: parseNfOut },
];

/**
 * The parser for a raw file by its name; undefined for files of no known format.
 *
 * @example
 * perf.parserFor("firewall.csv.gz")?.format //=> "perf stat"
 */
export function parserFor(file: string): RawParser | undefined {
  const name = (file.split(/[\\/]/).pop() ?? file).replace(/\.gz$/, "");
  return PARSERS.find((parser) => parser.matches(name));
}
