/** Numbers for sets of class names, so that a row needs four bytes; 0 is no label. Equal sets have equal numbers. */
export class LabelSets {
  readonly #sets: (readonly string[])[] = [[]];
  readonly #codes = new Map<string, number>();

  codeOf(labels: readonly string[]): number {
    const key = JSON.stringify(labels.length < 2 ? labels : [...labels].sort());
    let code = this.#codes.get(key);
    if (code === undefined) {
      code = this.#sets.length;
      this.#sets.push([...labels]);
      this.#codes.set(key, code);
    }
    return code;
  }

  labelsOf(code: number): readonly string[] {
    return this.#sets[code];
  }

  get length(): number {
    return this.#sets.length;
  }
}
