import { type ColumnInput, Table } from "../table";
import type { FlowRow } from "./row";

/** Collects rows into a Table. */
export class TableBuilder {
  readonly #names: readonly string[];
  readonly #isText: readonly boolean[];
  #numbers: Float64Array[];
  readonly #texts: (string | null)[][];
  #length = 0;
  #capacity = 256;

  constructor(row: FlowRow) {
    this.#names = row.names;
    this.#isText = row.isText;
    this.#numbers = row.names.map((_, i) => new Float64Array(row.isText[i] ? 0 : this.#capacity));
    this.#texts = row.names.map(() => []);
  }

  add(row: FlowRow): void {
    if (this.#length === this.#capacity) this.#grow();
    const at = this.#length++;
    for (let i = 0; i < this.#names.length; i++) {
      if (this.#isText[i]) this.#texts[i].push(row.texts[i]);
      else this.#numbers[i][at] = row.numbers[i];
    }
  }

  build(): Table {
    const length = this.#length;
    return Table.of(
      this.#names.map((name, i): readonly [string, ColumnInput] => [
        name,
        this.#isText[i] ? textColumn(this.#texts[i]) : this.#numbers[i].slice(0, length),
      ]),
    );
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#numbers = this.#numbers.map((column, i) => {
      if (this.#isText[i]) return column;
      const grown = new Float64Array(this.#capacity);
      grown.set(column);
      return grown;
    });
  }
}

function textColumn(cells: (string | null)[]): ColumnInput {
  return cells;
}
