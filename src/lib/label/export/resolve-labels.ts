import { fail, nearest, quote } from "../../core";
import type { LabelState } from "../store/label-state";
import type { Layer } from "../store/layer";

/** Which labels are taken. */
export interface ResolveOptions {
  /**
   * One person's labels; left out: the final ones, which are a decision where there is one, else what all who labelled
   * the row agree on. Where they differ undecided there is no label, and its origin is "disagreement".
   */
  readonly annotator?: string;
  /** Rows without a person's label get what a rule or a model proposes, with that origin. Default false. */
  readonly suggestions?: boolean;
}

/** One label for each row; without a label null and NaN. Several classes of a row are joined by "|". */
export interface ResolvedLabels {
  readonly label: (string | null)[];
  /** Who said it; several who agree are joined by "; ". */
  readonly by: (string | null)[];
  readonly origin: (string | null)[];
  readonly comment: (string | null)[];
  /** Milliseconds since the epoch; of several the latest. */
  readonly time: Float64Array;
  /** Of several the mean. */
  readonly confidence: Float64Array;
  readonly event: Float64Array;
  readonly schema: Float64Array;
  /** Rows with a label. */
  readonly labelled: number;
}

/** Several classes in one cell. */
export const LABEL_SEPARATOR = "|";

export function resolveLabels(state: LabelState, options: ResolveOptions = {}): ResolvedLabels {
  const resolver = new Resolver(state, personsOf(state, options.annotator));
  const decisions = options.annotator === undefined ? state.decisions : undefined;
  const proposals = [...state.layers.values()].filter(
    ({ origin }) => options.suggestions === true && (origin === "model" || origin === "rule"),
  );
  for (let row = 0; row < state.rows; row++) {
    if (decisions !== undefined && decisions.codes[row] !== 0) resolver.take(row, decisions);
    else if (!resolver.takePersons(row)) {
      const proposal = proposals.find(({ codes }) => codes[row] !== 0);
      if (proposal !== undefined) resolver.take(row, proposal);
    }
  }
  return resolver.result;
}

class Resolver {
  readonly result: ResolvedLabels & { labelled: number };
  readonly #names: (string | undefined)[] = [];

  constructor(
    readonly state: LabelState,
    readonly persons: readonly Layer[],
  ) {
    const texts = (): (string | null)[] => new Array<string | null>(state.rows).fill(null);
    const numbers = (): Float64Array => new Float64Array(state.rows).fill(Number.NaN);
    this.result = {
      label: texts(),
      by: texts(),
      origin: texts(),
      comment: texts(),
      time: numbers(),
      confidence: numbers(),
      event: numbers(),
      schema: numbers(),
      labelled: 0,
    };
  }

  take(row: number, layer: Layer): void {
    const { result, state } = this;
    const code = layer.codes[row];
    const event = layer.events[row];
    result.label[row] = this.#nameOf(code);
    result.by[row] = layer.origin === "adjudicator" ? (state.deciders.get(event) ?? "") : layer.by;
    result.origin[row] = layer.origin;
    if (layer.comments.size > 0) result.comment[row] = layer.comments.get(row) ?? null;
    result.time[row] = layer.times[row];
    if (layer.confidences !== undefined) result.confidence[row] = layer.confidences[row];
    result.event[row] = event;
    result.schema[row] = layer.schemas[row];
    result.labelled++;
  }

  /** False when no person labelled the row. */
  takePersons(row: number): boolean {
    const { persons, result } = this;
    let first: Layer | undefined;
    let more = false;
    for (const person of persons) {
      if (person.codes[row] === 0) continue;
      if (first === undefined) first = person;
      else if (person.codes[row] !== first.codes[row]) {
        result.origin[row] = "disagreement";
        return true;
      } else more = true;
    }
    if (first === undefined) return false;
    if (!more) {
      this.take(row, first);
      return true;
    }
    const same = persons.filter(({ codes }) => codes[row] !== 0);
    this.take(
      row,
      same.reduce((latest, person) => (person.times[row] > latest.times[row] ? person : latest)),
    );
    result.by[row] = same.map(({ by }) => by).join("; ");
    const sure = same
      .map(({ confidences }) => confidences?.[row] ?? Number.NaN)
      .filter((c) => !Number.isNaN(c));
    result.confidence[row] =
      sure.length === 0 ? Number.NaN : sure.reduce((sum, c) => sum + c, 0) / sure.length;
    const comments = same.flatMap(({ comments: all }) => all.get(row) ?? []);
    result.comment[row] = comments.length === 0 ? null : comments.join("; ");
    return true;
  }

  #nameOf(code: number): string {
    let name = this.#names[code];
    if (name === undefined) {
      name = this.state.sets.labelsOf(code).join(LABEL_SEPARATOR);
      this.#names[code] = name;
    }
    return name;
  }
}

function personsOf(state: LabelState, annotator: string | undefined): readonly Layer[] {
  if (annotator === undefined) return state.persons;
  const names = state.persons.map(({ by }) => by);
  const found = state.layer("person", annotator);
  if (found !== undefined) return [found];
  const near = nearest(annotator, names);
  return fail({
    code: "argument",
    expected:
      names.length === 0
        ? "an annotator who has labelled something"
        : `an annotator among ${names.map(quote).join(", ")}`,
    found: quote(annotator),
    ...(near.length === 0 ? {} : { hint: `Did you mean ${near.map(quote).join(" or ")}?` }),
  });
}
