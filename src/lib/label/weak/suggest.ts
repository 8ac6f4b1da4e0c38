import { fail, quote } from "../../core";
import type { LabelEvent, LabelValue } from "../event/label-event";
import { packNumbers, packWhole } from "../event/packed";
import { checkValue } from "../schema/check-value";
import type { LabelState } from "../store/label-state";
import type { LabelStore } from "../store/label-store";
import { leaveProposal, type Proposal } from "./inbox";

export interface Suggestions {
  /** The model's or rule's name. */
  readonly by: string;
  /** What it is: a model file's hash, the rule's text. Stands in the journal. */
  readonly source: string;
  /** For each row of the data set a class, several, or null for nothing. */
  readonly labels: readonly (string | readonly string[] | null)[];
  /** For each row how sure, 0 to 1; NaN where unknown. */
  readonly confidence?: ArrayLike<number>;
}

/**
 * Stores what a model proposes, in the place of what it proposed before. Proposals are kept apart from what persons
 * say: they are shown, and order the rows by uncertainty, and are exported only when asked for, as a model's.
 *
 * On labels that were opened to read, because a workbench has them, they are left in the labels folder and the workbench
 * takes them in with its next message.
 *
 * @returns the event; undefined where they were left for another to take in
 */
export function suggest(store: LabelStore, suggestions: Suggestions): Promise<LabelEvent | undefined> {
  return assign(store, "model", suggestions);
}

/** The same for a rule or a model. */
export async function assign(
  store: LabelStore,
  origin: "rule" | "model",
  { by, source, labels, confidence }: Suggestions,
): Promise<LabelEvent | undefined> {
  for (const list of confidence === undefined ? [labels] : [labels, confidence]) {
    if (list.length === store.rows) continue;
    fail({ code: "shape", expected: `a value for each of ${store.rows} rows`, found: String(list.length) });
  }
  if (by === "" || by.length > 200) {
    fail({ code: "argument", expected: `a ${origin}'s name of 1 to 200 characters`, found: quote(by) });
  }
  const make = (state: LabelState): Proposal => {
    const values: LabelValue[] = [];
    const known = new Map<string, number>();
    const rows: number[] = [];
    const codes: number[] = [];
    const sure: number[] = [];
    for (let row = 0; row < labels.length; row++) {
      const given = labels[row];
      if (given === null || given.length === 0) continue;
      const key = typeof given === "string" ? given : given.join("\u0000");
      let code = known.get(key);
      if (code === undefined) {
        code = values.length;
        known.set(key, code);
        values.push(checkValue({ labels: typeof given === "string" ? [given] : [...given] }, state.schema));
      }
      rows.push(row);
      codes.push(code);
      if (confidence !== undefined) sure.push(checkConfidence(confidence[row], row));
    }
    return {
      action: "assign",
      by,
      origin,
      source,
      replace: true,
      rows: packWhole(rows),
      values,
      codes: packWhole(codes),
      ...(confidence === undefined ? {} : { confidence: packNumbers(sure) }),
    };
  };
  if (store.writable) return store.add(make);
  await leaveProposal(store, make(store.state));
  return undefined;
}

function checkConfidence(value: number, row: number): number {
  if (Number.isNaN(value) || (value >= 0 && value <= 1)) return value;
  return fail({
    code: "argument",
    expected: "a confidence from 0 to 1, or NaN",
    found: `${value} in row ${row}`,
  });
}
