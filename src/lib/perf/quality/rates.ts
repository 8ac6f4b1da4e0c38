import { RX_FILE } from "../layout";
import { packetRateUnit } from "../rates";
import { Counter, isMarker, type RawText } from "./tally";

export interface RateQuality {
  readonly files: number;
  /** Files by header line. */
  readonly headers: Readonly<Record<string, number>>;
  readonly txRows: number;
  readonly rxRows: number;
  /** Rows that are conflict markers, repeated headers or anything else that is no data. */
  readonly badRows: number;
  readonly zeroTxRows: number;
  /** Rows without a received packet: the chain was starting up, or dead. */
  readonly zeroRxRows: number;
  /** Rows by the unit of PacketRate, as its frame size tells. */
  readonly packetUnit: Readonly<Record<string, number>>;
  readonly ppsFiles: readonly string[];
  /** Share of the rows by mean frame size Mbit/PacketRate/8, to 10 bytes; sizes with at least 1 %. */
  readonly frameBytes: Readonly<Record<string, number>>;
}

export class RateTally {
  #files = 0;
  #bad = 0;
  #zeroTx = 0;
  #zeroRx = 0;
  #rows = { tx: 0, rx: 0 };
  readonly #headers = new Counter();
  readonly #units = new Counter();
  readonly #frames = new Counter();
  readonly #pps: string[] = [];

  add({ file, name, lines }: RawText): void {
    this.#files++;
    const direction = name === RX_FILE ? "rx" : "tx";
    const start = lines.findIndex((line) => line.startsWith("Time,"));
    if (start < 0) {
      this.#headers.add("none");
      this.#bad += lines.length;
      return;
    }
    this.#headers.add(lines[start]);
    this.#bad += lines.slice(0, start).filter(isMarker).length;
    const names = lines[start].split(",");
    const [packets, mbit] = [names.indexOf("PacketRate"), names.indexOf("Mbit")];
    let pps = 0;
    for (const line of lines.slice(start + 1)) {
      if (line.trim() === "") continue;
      const fields = line.split(",");
      if (fields.length < 2 || !/^\d+(?:\.\d+)?$/.test(fields[0].trim())) {
        this.#bad++;
        continue;
      }
      this.#rows[direction]++;
      const [rate, megabits] = [Number(fields[packets]), Number(fields[mbit])];
      if (rate === 0) {
        if (direction === "rx") this.#zeroRx++;
        else this.#zeroTx++;
        continue;
      }
      const unit = packetRateUnit(rate, megabits);
      this.#units.add(unit ?? "unknown");
      if (unit === "pps") pps++;
      if (unit !== null) {
        const bytes = (megabits / rate / 8) * (unit === "pps" ? 1e6 : 1);
        this.#frames.add(Math.round(bytes / 10) * 10);
      }
    }
    if (pps > 0) this.#pps.push(file);
  }

  finish(): RateQuality {
    const frames = this.#frames.toObject();
    const framed = Object.values(frames).reduce((sum, n) => sum + n, 0);
    const common = Object.entries(frames).filter(([, n]) => n / framed >= 0.01);
    return {
      files: this.#files,
      headers: this.#headers.toObject(),
      txRows: this.#rows.tx,
      rxRows: this.#rows.rx,
      badRows: this.#bad,
      zeroTxRows: this.#zeroTx,
      zeroRxRows: this.#zeroRx,
      packetUnit: this.#units.toObject(),
      ppsFiles: this.#pps,
      frameBytes: Object.fromEntries(common.map(([bytes, n]) => [bytes, n / framed])),
    };
  }
}
