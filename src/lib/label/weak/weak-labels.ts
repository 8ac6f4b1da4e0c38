import { fail } from "../../core";
import type { LabelData } from "../data/label-data";
import { runQuery } from "../query/run-query";
import { nextOf } from "../store/bitset";
import type { LabelStore } from "../store/label-store";
import { assign } from "./suggest";

/** Rows that match the query get the label. */
export interface WeakRule {
  readonly query: string;
  readonly label: string | readonly string[];
}

/** What rules said, and where they said different things. */
export interface WeakReport {
  readonly rows: number;
  /** Rows that each rule matched, and how many of them an earlier rule had taken. */
  readonly rules: readonly { readonly query: string; readonly matched: number; readonly taken: number }[];
  /** Rows that rules of different labels match: the first rule counts. */
  readonly conflicts: number;
}

/**
 * Labels by rules, in order: of several that match a row the first counts, and conflicts are counted. They are stored
 * as the rules' word under `by`, in the place of what these rules said before, never as a person's label.
 */
export async function weakLabels(
  store: LabelStore,
  data: LabelData,
  by: string,
  rules: readonly WeakRule[],
): Promise<WeakReport> {
  if (rules.length === 0) fail({ code: "argument", expected: "at least one rule", found: "none" });
  const labels = new Array<string | readonly string[] | null>(store.rows).fill(null);
  const conflicting = new Set<number>();
  const report = rules.map(({ query, label }) => {
    const rows = runQuery(data.table, query);
    let taken = 0;
    for (let row = nextOf(rows.size, 0, rows, []); row >= 0; row = nextOf(rows.size, row + 1, rows, [])) {
      const before = labels[row];
      if (before === null) labels[row] = label;
      else {
        taken++;
        if (String(before) !== String(label)) conflicting.add(row);
      }
    }
    return { query, matched: rows.count, taken };
  });
  await assign(store, "rule", { by, source: JSON.stringify(rules), labels });
  return {
    rows: labels.reduce<number>((count, label) => count + (label === null ? 0 : 1), 0),
    rules: report,
    conflicts: conflicting.size,
  };
}
