import { Growable } from "./growable";
import { Highest } from "./highest";
import type { DriftWindow, Grid, SignWindow } from "./messages";
import { listOf, numberOf, objectOf, textOf } from "./plain";
import { Pyramid } from "./pyramid";
import { LineTail } from "./tail";

/** Columns of a heat map: more are not told apart on a screen. */
const MOST_COLUMNS = 400;
/** Values of a cell, 16 bits: the two highest mean the top of the scale and missing. */
const STEPS = 65534;
const MISSING = 65535;

/** Signs that are shown; no monitor of ours has more than three. */
const MOST_SIGNS = 6;

/** A sign at each look. */
interface Sign {
  readonly statistic: Pyramid;
  readonly threshold: Growable;
}

/** The monitor's looks as they grow: score, tiers, and what drifted, at any zoom. */
export class Readings {
  readonly #tail: LineTail;
  #names: readonly string[] = [];
  #vnfNames: string[] = [];
  #seq = new Growable();
  #score = new Pyramid();
  #tier = new Pyramid();
  /** The limits in force at each look: most looks share one list. */
  #tiers: (readonly number[])[] = [];
  #features: Highest | undefined;
  #vnfs: Highest | undefined;
  #signs = new Map<string, Sign>();
  #bound: number | null = null;

  constructor(file: string) {
    this.#tail = new LineTail(file);
  }

  get length(): number {
    return this.#seq.length;
  }

  get damaged(): number {
    return this.#tail.damaged;
  }

  /** Names of the features, from the run's head; without them they are numbered. */
  name(features: readonly string[]): void {
    this.#names = features;
  }

  latest() {
    const last = this.length - 1;
    if (last < 0) return { score: null, tier: null, bound: this.#bound, tiers: [] };
    return {
      score: finite(this.#score.extremes(last, last + 1).max),
      tier: finite(this.#tier.extremes(last, last + 1).max),
      bound: this.#bound,
      tiers: this.#tiers[last],
    };
  }

  advance(): { readonly grew: boolean; readonly left: number } {
    const { lines, anew, left } = this.#tail.next();
    if (anew) this.#reset();
    for (const line of lines) this.#take(line);
    return { grew: lines.length > 0, left };
  }

  /** What a picture of `columns` columns needs of the looks from..to (seq, inclusive). */
  window(from: number, to: number, columns: number): DriftWindow {
    const i = this.#seq.firstAtLeast(from);
    const j = this.#seq.firstAtLeast(to + 1e-9);
    const n = Math.min(columns, j - i);
    const score: [(number | null)[], (number | null)[]] = [[], []];
    const seq: number[] = [];
    const tiers: (readonly number[])[] = [];
    const tier: number[] = [];
    for (let k = 0; k < n; k++) {
      const a = i + Math.floor(((j - i) * k) / n);
      const b = i + Math.floor(((j - i) * (k + 1)) / n);
      const found = this.#score.extremes(a, b);
      seq.push(this.#seq.at(b - 1));
      score[0].push(finite(found.min));
      score[1].push(finite(found.max));
      tier.push(finite(this.#tier.extremes(a, b).max) ?? 0);
      tiers.push(this.#tiers[b - 1]);
    }
    const cells = Math.min(columns, MOST_COLUMNS);
    return {
      seq,
      score,
      tiers,
      tier,
      bound: this.#bound,
      signs: this.#signWindows(i, j, n),
      from,
      to,
      features: this.#grid(this.#features, this.#featureNames(), from, to, cells),
      vnfs: this.#grid(this.#vnfs, this.#vnfNames, from, to, cells),
    };
  }

  close(): void {
    this.#tail.close();
  }

  #reset(): void {
    this.#seq = new Growable();
    this.#score = new Pyramid();
    this.#tier = new Pyramid();
    this.#tiers = [];
    this.#features = undefined;
    this.#vnfs = undefined;
    this.#vnfNames = [];
    this.#signs = new Map();
    this.#bound = null;
  }

  #take(line: Readonly<Record<string, unknown>>): void {
    const seq = numberOf(line.seq);
    // Looks are in order; one that is not cannot be placed.
    if (seq === null || (this.length > 0 && seq < this.#seq.at(this.length - 1))) return;
    const score = numberOf(line.score) ?? Number.NaN;
    const tier = numberOf(line.tier) ?? 0;
    const tiers = listOf(line.tiers).map(numberOf).filter(isNumber);
    const perFeature = listOf(line.perFeature).map((value) => numberOf(value) ?? Number.NaN);
    const perVnf = objectOf(line.perVnf);
    this.#seq.push(seq);
    this.#score.push(score, score);
    this.#tier.push(tier, tier);
    const before = this.#tiers.at(-1);
    this.#tiers.push(before !== undefined && same(before, tiers) ? before : tiers);
    this.#bound = numberOf(line.bound) ?? this.#bound;
    this.#takeSigns(listOf(line.signs).map(objectOf));
    this.#features ??= new Highest(perFeature.length);
    this.#features.push(perFeature);
    if (this.#vnfs === undefined) {
      this.#vnfNames = Object.keys(perVnf).map(textOf);
      this.#vnfs = new Highest(this.#vnfNames.length);
    }
    this.#vnfs.push(this.#vnfNames.map((name) => numberOf(perVnf[name]) ?? Number.NaN));
  }

  /** A sign that a look does not name has no value there. */
  #takeSigns(given: readonly Readonly<Record<string, unknown>>[]): void {
    for (const { name } of given) {
      const known = textOf(name);
      if (known === "" || this.#signs.has(known) || this.#signs.size >= MOST_SIGNS) continue;
      const sign: Sign = { statistic: new Pyramid(), threshold: new Growable() };
      for (let look = 1; look < this.length; look++) push(sign, Number.NaN, Number.NaN);
      this.#signs.set(known, sign);
    }
    for (const [name, sign] of this.#signs) {
      const found = given.find((one) => textOf(one.name) === name);
      push(sign, numberOf(found?.statistic) ?? Number.NaN, numberOf(found?.threshold) ?? Number.NaN);
    }
  }

  #signWindows(i: number, j: number, n: number): readonly SignWindow[] {
    return [...this.#signs].map(([name, { statistic, threshold }]) => {
      const band: [(number | null)[], (number | null)[]] = [[], []];
      const limits: (number | null)[] = [];
      for (let k = 0; k < n; k++) {
        const b = i + Math.floor(((j - i) * (k + 1)) / n);
        const { min, max } = statistic.extremes(i + Math.floor(((j - i) * k) / n), b);
        band[0].push(finite(min));
        band[1].push(finite(max));
        limits.push(finite(threshold.at(b - 1)));
      }
      return { name, statistic: band, threshold: limits };
    });
  }

  #featureNames(): readonly string[] {
    const width = this.#features?.width ?? 0;
    if (this.#names.length === width) return this.#names;
    return Array.from({ length: width }, (_, f) => this.#names[f] ?? `feature ${f + 1}`);
  }

  #grid(
    highest: Highest | undefined,
    names: readonly string[],
    from: number,
    to: number,
    columns: number,
  ): Grid {
    const rows = names.length;
    if (highest === undefined || rows === 0) return { names: [], columns: 0, top: 1, cells: "" };
    const values = new Float32Array(columns * rows);
    const step = (to - from) / columns;
    let top = this.#bound ?? 0;
    for (let k = 0; k < columns; k++) {
      // A look says something about the rows before it, back to the look before.
      const a = this.#seq.firstAtLeast(from + k * step);
      const b = Math.max(this.#seq.firstAtLeast(from + (k + 1) * step), Math.min(a + 1, this.length));
      highest.into(values, k * rows, a, b);
      if (this.#bound === null) for (let f = 0; f < rows; f++) top = Math.max(top, values[k * rows + f] || 0);
    }
    if (!(top > 0)) top = 1;
    const cells = Buffer.alloc(2 * values.length);
    for (let k = 0; k < columns; k++) {
      for (let f = 0; f < rows; f++) {
        const share = values[k * rows + f] / top;
        const cell = Number.isNaN(share) ? MISSING : Math.round(Math.min(1, Math.max(0, share)) * STEPS);
        cells.writeUInt16LE(cell, 2 * (f * columns + k));
      }
    }
    return { names, columns, top, cells: cells.toString("base64") };
  }
}

function push({ statistic, threshold }: Sign, value: number, limit: number): void {
  statistic.push(value, value);
  threshold.push(limit);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

const isNumber = (value: number | null): value is number => value !== null;

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
