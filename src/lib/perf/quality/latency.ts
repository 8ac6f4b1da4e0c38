import { PROBE_TIMEOUT_NS } from "../latency";
import { Counter, isMarker, type RawText } from "./tally";

export interface LatencyQuality {
  readonly files: number;
  /** Files by layout: "value", "seq value", "epoch,value", "mixed". */
  readonly layouts: Readonly<Record<string, number>>;
  readonly mixed: readonly string[];
  readonly comma: readonly string[];
  readonly values: number;
  /** Values that are the probe's time-out, and the files they are in. */
  readonly timeouts: number;
  readonly filesWithTimeouts: number;
  /** Of the files named latency.csv: time-outs, and those before the first answer. */
  readonly timeoutsInLatencyCsv: number;
  readonly leadingTimeouts: number;
  /** Values below 1000 ns: such a file would not be in ns. */
  readonly below1000: number;
  readonly badLines: number;
}

const LINE = /^\s*(\d+(?:\.\d+)?)(?:(\s*,\s*|\s+)(\d+(?:\.\d+)?))?\s*$/;

export class LatencyTally {
  #files = 0;
  #values = 0;
  #timeouts = 0;
  #filesWith = 0;
  #inCsv = 0;
  #leading = 0;
  #below = 0;
  #bad = 0;
  readonly #layouts = new Counter();
  readonly #mixed: string[] = [];
  readonly #comma: string[] = [];

  add({ file, name, lines }: RawText): void {
    this.#files++;
    const layouts = new Set<string>();
    let timeouts = 0;
    let answered = false;
    for (const line of lines) {
      if (line.trim() === "" || isMarker(line)) continue;
      const match = LINE.exec(line);
      if (match === null) {
        this.#bad++;
        continue;
      }
      layouts.add(match[2] === undefined ? "value" : match[2].includes(",") ? "epoch,value" : "seq value");
      const value = Number(match[3] ?? match[1]);
      this.#values++;
      if (value < 1000) this.#below++;
      if (value !== PROBE_TIMEOUT_NS) {
        answered = true;
        continue;
      }
      timeouts++;
      if (name === "latency.csv" && !answered) this.#leading++;
    }
    const layout = layouts.size > 1 ? "mixed" : ([...layouts][0] ?? "none");
    this.#layouts.add(layout);
    if (layout === "mixed") this.#mixed.push(file);
    if (layout === "epoch,value") this.#comma.push(file);
    this.#timeouts += timeouts;
    if (timeouts > 0) this.#filesWith++;
    if (name === "latency.csv") this.#inCsv += timeouts;
  }

  finish(): LatencyQuality {
    return {
      files: this.#files,
      layouts: this.#layouts.toObject(),
      mixed: this.#mixed,
      comma: this.#comma,
      values: this.#values,
      timeouts: this.#timeouts,
      filesWithTimeouts: this.#filesWith,
      timeoutsInLatencyCsv: this.#inCsv,
      leadingTimeouts: this.#leading,
      below1000: this.#below,
      badLines: this.#bad,
    };
  }
}
