import { NF_FIELDS } from "../nf-out";
import { Counter, isMarker, type RawText, yearOf } from "./tally";

export interface PcmQuality {
  /** `<process>-pcm.csv` files by their number of columns. */
  readonly coreColumns: Readonly<Record<string, number>>;
  /** pcm-memory.csv files by their number of columns. */
  readonly memoryColumns: Readonly<Record<string, number>>;
  /** pcm-pcie.csv files by layout: "split" (Total, Miss, Hit), "total" (one row a socket), "stamped" (with Date, Time). */
  readonly pcieLayouts: Readonly<Record<string, readonly string[]>>;
  /** Cells of `…-pcm.csv` and pcm-memory.csv with blanks before or behind the number, by column of the second header. */
  readonly leadingSpaces: Readonly<Record<string, number>>;
  readonly trailingSpaces: Readonly<Record<string, number>>;
  /** Files by the year of their first row. */
  readonly years: Readonly<Record<string, number>>;
}

export interface NfOutQuality {
  readonly files: number;
  readonly withHeader: number;
  readonly rows: number;
  /** Rows by their number of fields. */
  readonly fields: Readonly<Record<string, number>>;
  readonly tags: Readonly<Record<string, number>>;
  /** Conflict markers between the rows. */
  readonly markers: number;
  readonly states: Readonly<Record<string, number>>;
  /** Different orders in which the tags first appear. */
  readonly tagOrders: number;
}

export class PcmTally {
  readonly #core = new Counter();
  readonly #memory = new Counter();
  readonly #pcie = new Map<string, string[]>();
  readonly #leading = new Counter();
  readonly #trailing = new Counter();
  readonly #years = new Counter();

  addCore(text: RawText): void {
    this.#grid(text, this.#core);
  }

  addMemory(text: RawText): void {
    this.#grid(text, this.#memory);
  }

  addPcie({ file, lines }: RawText): void {
    const header = lines.find((line) => line.includes("Skt")) ?? "";
    const year = yearOf(lines[lines.indexOf(header) + 1] ?? "");
    if (year !== undefined) this.#years.add(year);
    const split = lines.some((line) => /\((?:Total|Miss|Hit)\)\s*$/.test(line));
    const layout =
      header === "" ? "none" : header.startsWith("Date,") ? "stamped" : split ? "split" : "total";
    this.#pcie.set(layout, [...(this.#pcie.get(layout) ?? []), file]);
  }

  #grid({ lines }: RawText, columns: Counter): void {
    const data = lines.filter((line) => line.trim() !== "" && !isMarker(line));
    const names = (data[1] ?? "").split(",");
    columns.add(names.length);
    const year = yearOf(data[2] ?? "");
    if (year !== undefined) this.#years.add(year);
    for (const line of data.slice(2)) {
      const cells = line.split(",");
      for (let i = 2; i < cells.length; i++) {
        if (cells[i].trim() === "") continue;
        if (cells[i].startsWith(" ")) this.#leading.add(names[i]?.trim() ?? "");
        if (cells[i].endsWith(" ")) this.#trailing.add(names[i]?.trim() ?? "");
      }
    }
  }

  finish(): PcmQuality {
    return {
      coreColumns: this.#core.toObject(),
      memoryColumns: this.#memory.toObject(),
      pcieLayouts: Object.fromEntries(this.#pcie),
      leadingSpaces: this.#leading.toObject(),
      trailingSpaces: this.#trailing.toObject(),
      years: this.#years.toObject(),
    };
  }
}

export class NfOutTally {
  #files = 0;
  #headers = 0;
  #rows = 0;
  #markers = 0;
  readonly #fields = new Counter();
  readonly #tags = new Counter();
  readonly #states = new Counter();
  readonly #orders = new Set<string>();

  add({ lines }: RawText): void {
    this.#files++;
    const order = new Set<string>();
    for (const line of lines) {
      if (line.trim() === "") continue;
      if (isMarker(line)) {
        this.#markers++;
        continue;
      }
      const fields = line.split(",");
      if (fields[0] === NF_FIELDS[0]) {
        this.#headers++;
        continue;
      }
      this.#rows++;
      this.#fields.add(fields.length);
      this.#tags.add(fields[0]);
      order.add(fields[0]);
      if (fields.length > 12) this.#states.add(fields[12]);
    }
    this.#orders.add([...order].join());
  }

  finish(): NfOutQuality {
    return {
      files: this.#files,
      withHeader: this.#headers,
      rows: this.#rows,
      fields: this.#fields.toObject(),
      tags: this.#tags.toObject(),
      markers: this.#markers,
      states: this.#states.toObject(),
      tagOrders: this.#orders.size,
    };
  }
}
