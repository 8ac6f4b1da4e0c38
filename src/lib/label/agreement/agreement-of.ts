import { openDisagreements } from "../session/label-view";
import type { LabelState } from "../store/label-state";
import type { Layer } from "../store/layer";
import { type CohenKappa, cohenKappa } from "./cohen";
import { type FleissKappa, fleissKappa } from "./fleiss";

export interface Agreement {
  readonly pairs: readonly (CohenKappa & { readonly a: string; readonly b: string })[];
  /** Over the rows that all annotators labelled. */
  readonly fleiss: FleissKappa;
  /** Rows on which annotators differ and nobody has decided. */
  readonly disagreements: number;
}

/** How far the persons who labelled agree: Cohen's kappa of each pair, Fleiss' kappa of all. */
export function agreementOf(source: { readonly state: LabelState }): Agreement {
  const { state } = source;
  const { persons } = state;
  const labels = persons.map(labelsOf);
  const pairs: Agreement["pairs"][number][] = [];
  for (let i = 0; i < persons.length; i++) {
    for (let k = i + 1; k < persons.length; k++) {
      pairs.push({ a: persons[i].by, b: persons[k].by, ...cohenKappa(labels[i], labels[k]) });
    }
  }
  const counts: Uint32Array[] = [];
  for (let row = 0; row < state.rows && persons.length > 1; row++) {
    if (persons.some(({ codes }) => codes[row] === 0)) continue;
    const count = new Uint32Array(state.sets.length);
    for (const { codes } of persons) count[codes[row]]++;
    counts.push(count);
  }
  return { pairs, fleiss: fleissKappa(counts), disagreements: openDisagreements(state) };
}

function labelsOf({ codes }: Layer): (number | null)[] {
  return Array.from(codes, (code) => (code === 0 ? null : code));
}
