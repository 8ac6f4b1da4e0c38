import { promises as fs } from "node:fs";
import path from "node:path";
import { LabError, type ProgressListener } from "../../core";
import { listFolder } from "../layout";
import { parserFor } from "../parsers";
import { type ReadOptions, readRaw } from "../source";
import { type ConflictQuality, ConflictTally } from "./conflicts";
import { type LatencyQuality, LatencyTally } from "./latency";
import { layoutOf, type ScenarioLayout } from "./layout";
import { type NfOutQuality, NfOutTally, type PcmQuality, PcmTally } from "./pcm";
import { type PerfQuality, PerfTally } from "./perf";
import { type RateQuality, RateTally } from "./rates";
import { Counter, type RawText } from "./tally";

/** What a folder of raw experiments holds, and everything odd about it. */
export interface QualityReport {
  readonly folder: string;
  readonly files: {
    readonly count: number;
    readonly bytes: number;
    /** The most frequent number of lines, and how many files have it: many equal ones mean that files were cut. */
    readonly commonLines: { readonly lines: number; readonly files: number };
    readonly crlf: number;
    readonly empty: readonly string[];
    /** Files with NUL bytes. */
    readonly binary: readonly string[];
    readonly notUtf8: readonly string[];
    /** Text files whose last line has no line end. */
    readonly unterminated: number;
    /** Files that could not be read, with the reason. */
    readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
  };
  readonly conflicts: ConflictQuality;
  readonly perf: PerfQuality;
  readonly latency: LatencyQuality;
  readonly rates: RateQuality;
  readonly nfOut: NfOutQuality;
  readonly pcm: PcmQuality;
  /** Files that no parser reads. */
  readonly junk: {
    readonly notebookCheckpoints: readonly string[];
    readonly editorLocks: readonly string[];
    readonly temporary: readonly string[];
    /** `…_processed.csv`: made from another file. */
    readonly processed: number;
    readonly others: readonly string[];
  };
  readonly scenarios: readonly ScenarioLayout[];
}

export interface QualityOptions extends ReadOptions {
  readonly onProgress?: ProgressListener;
}

/**
 * Reads every file below a folder and counts what is odd: cut files, line ends, conflict markers, `<not counted>` and
 * multiplexed counters, latency layouts and time-outs, rate units, PCM layouts, junk, experiments that lack a log.
 * A file that cannot be read is listed, never an error.
 *
 * @throws LabError "not-found" when the folder is missing
 * @example
 * const report = await perf.quality(await perf.openReference("testbed").rawFolder("random_rates"));
 * [report.conflicts.lines, report.scenarios[0].withoutLatency] //=> [0, []]
 */
export async function quality(folder: string, options: QualityOptions = {}): Promise<QualityReport> {
  const survey = new Survey();
  const folders = new Map<string, Set<string>>();
  const found: string[] = [];
  await walk(folder, ".", folders, found);
  let done = 0;
  for (const file of found) {
    await survey.add(folder, file, options);
    if (++done % 256 === 0) options.onProgress?.({ task: "files", done, total: found.length });
  }
  return { folder: path.resolve(folder), ...survey.finish(), scenarios: layoutOf(folders) };
}

/** Folders of packages and of version control hold no experiments and very many files. */
const SKIPPED_FOLDERS = new Set(["node_modules", ".git"]);

async function walk(
  root: string,
  folder: string,
  folders: Map<string, Set<string>>,
  found: string[],
): Promise<void> {
  const { files, folders: below } = await listFolder(path.join(root, folder));
  const join = (name: string): string => (folder === "." ? name : `${folder}/${name}`);
  folders.set(folder, new Set([...files].map((name) => name.replace(/\.gz$/, ""))));
  found.push(...[...files].sort().map(join));
  for (const name of below) {
    if (SKIPPED_FOLDERS.has(name)) continue;
    const entry = await fs.lstat(path.join(root, join(name)));
    // A link to a folder may lead back up; what it leads to is looked at where it is.
    if (!entry.isSymbolicLink()) await walk(root, join(name), folders, found);
  }
}

class Survey {
  readonly #perf = new PerfTally();
  readonly #latency = new LatencyTally();
  readonly #rates = new RateTally();
  readonly #nfOut = new NfOutTally();
  readonly #pcm = new PcmTally();
  readonly #conflicts = new ConflictTally();
  readonly #tallies: Readonly<Record<string, (raw: RawText) => void>> = {
    "perf stat": (raw) => this.#perf.add(raw),
    rates: (raw) => this.#rates.add(raw),
    latency: (raw) => this.#latency.add(raw),
    nf_out: (raw) => this.#nfOut.add(raw),
    pcm: (raw) => this.#pcm.addCore(raw),
    "pcm-memory": (raw) => this.#pcm.addMemory(raw),
    "pcm-pcie": (raw) => this.#pcm.addPcie(raw),
  };
  readonly #lineCounts = new Counter();
  readonly #unreadable: { file: string; reason: string }[] = [];
  readonly #empty: string[] = [];
  readonly #binary: string[] = [];
  readonly #notUtf8: string[] = [];
  readonly #checkpoints: string[] = [];
  readonly #locks: string[] = [];
  readonly #temporary: string[] = [];
  readonly #others: string[] = [];
  #count = 0;
  #bytes = 0;
  #crlf = 0;
  #unterminated = 0;
  #processed = 0;

  async add(root: string, file: string, options: QualityOptions): Promise<void> {
    this.#count++;
    const bytes = await readRaw(path.join(root, file), options).catch((error: unknown) => {
      const reason =
        error instanceof LabError ? `expected ${error.expected}, found ${error.found}` : String(error);
      this.#unreadable.push({ file, reason });
      return undefined;
    });
    const name = (file.split("/").pop() ?? file).replace(/\.gz$/, "");
    if (bytes === undefined) {
      this.#classify(name, file);
      return;
    }
    this.#bytes += bytes.length;
    if (bytes.length === 0) this.#empty.push(file);
    if (bytes.includes(0)) {
      this.#binary.push(file);
      this.#classify(name, file);
      return;
    }
    if (!isUtf8(bytes)) this.#notUtf8.push(file);
    if (bytes.length > 0 && bytes[bytes.length - 1] !== 10) this.#unterminated++;
    const text = bytes.toString("latin1").replace(/^\u00ef\u00bb\u00bf/, "");
    if (text.includes("\r\n")) this.#crlf++;
    const lines = text.split(/\r?\n/);
    if (lines[lines.length - 1] === "") lines.pop();
    this.#lineCounts.add(lines.length);
    const raw = { file, name, lines };
    this.#conflicts.add(raw);
    this.#classify(name, file)?.(raw);
  }

  /** The tally for a file of this name; files that no parser reads are listed instead. */
  #classify(name: string, file: string): ((raw: RawText) => void) | undefined {
    const parser = parserFor(name);
    if (parser !== undefined) return this.#tallies[parser.format];
    if (name.endsWith("_processed.csv")) this.#processed++;
    else if (name.endsWith("-checkpoint.ipynb")) this.#checkpoints.push(file);
    else if (name.startsWith(".~")) this.#locks.push(file);
    else if (name === "tmp.csv") this.#temporary.push(file);
    else this.#others.push(file);
    return undefined;
  }

  finish(): Omit<QualityReport, "folder" | "scenarios"> {
    const common = this.#lineCounts.mostFrequent();
    return {
      files: {
        count: this.#count,
        bytes: this.#bytes,
        commonLines: { lines: Number(common?.key ?? 0), files: common?.count ?? 0 },
        crlf: this.#crlf,
        empty: this.#empty,
        binary: this.#binary,
        notUtf8: this.#notUtf8,
        unterminated: this.#unterminated,
        unreadable: this.#unreadable,
      },
      conflicts: this.#conflicts.finish(),
      perf: this.#perf.finish(),
      latency: this.#latency.finish(),
      rates: this.#rates.finish(),
      nfOut: this.#nfOut.finish(),
      pcm: this.#pcm.finish(),
      junk: {
        notebookCheckpoints: this.#checkpoints,
        editorLocks: this.#locks,
        temporary: this.#temporary,
        processed: this.#processed,
        others: this.#others,
      },
    };
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
