import { fail, quote } from "../../core";
import { type Column, Table } from "../../table";
import type { ResolvedLabels } from "./resolve-labels";

/** The columns that labels become, in order, behind the original ones. */
export interface LabelColumnNames {
  readonly label: string;
  readonly by: string;
  readonly time: string;
  readonly confidence: string;
  readonly comment: string;
  readonly origin: string;
  readonly event: string;
  readonly schema: string;
}

/** `label`, `label_annotator`, `label_time`, …; with another prefix `x`, `x_annotator`, … */
export function labelColumnNames(prefix = "label"): LabelColumnNames {
  if (prefix === "" || prefix.length > 100) {
    fail({ code: "argument", expected: "a prefix of 1 to 100 characters", found: quote(prefix) });
  }
  return {
    label: prefix,
    by: `${prefix}_annotator`,
    time: `${prefix}_time`,
    confidence: `${prefix}_confidence`,
    comment: `${prefix}_comment`,
    origin: `${prefix}_origin`,
    event: `${prefix}_event`,
    schema: `${prefix}_schema`,
  };
}

/** Refuses names that the data set has already: nothing of it may be replaced. */
export function checkFree(names: LabelColumnNames, known: readonly string[]): void {
  const taken = Object.values(names).find((name) => known.includes(name));
  if (taken === undefined) return;
  fail({
    code: "argument",
    expected: "label columns whose names the data set does not have",
    found: quote(taken),
    hint: 'Choose another prefix: { prefix: "mine" }.',
  });
}

/** Labels as a table of their own, row by row beside the data. */
export function labelTable(labels: ResolvedLabels, names: LabelColumnNames): Table {
  const columns: (readonly [string, Column])[] = [
    [names.label, labels.label],
    [names.by, labels.by],
    [names.time, labels.time],
    [names.confidence, labels.confidence],
    [names.comment, labels.comment],
    [names.origin, labels.origin],
    [names.event, labels.event],
    [names.schema, labels.schema],
  ];
  return Table.fromColumns(columns);
}
