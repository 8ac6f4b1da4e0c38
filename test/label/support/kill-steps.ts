import type { LabelSchema } from "../../../src/lib/label";
import type { Draft } from "../../../src/lib/label/store/label-store";

/** Rows that are labelled again and again. */
export const KILL_ROWS = 20;
export const KILL_DATASET = { name: "rows", sha256: "0".repeat(64), rows: KILL_ROWS };
export const KILL_SCHEMA: LabelSchema = {
  name: "kill",
  version: 1,
  classes: ["a", "b", "c"].map((name, i) => ({ name, colour: `#00000${i}` })),
  multiple: false,
  confidence: true,
  comment: true,
};

/** The label of step n; its comment is n, so that the state tells which step it comes from. */
export function killStep(n: number): Draft {
  return {
    action: "set",
    by: "ada",
    origin: "person",
    target: { kind: "row", row: n % KILL_ROWS },
    value: { labels: [labelOf(n)], confidence: (n % 11) / 10, comment: String(n) },
    position: n % KILL_ROWS,
  };
}

export function labelOf(n: number): string {
  return "abc"[(n * 7 + Math.floor(n / KILL_ROWS)) % 3];
}
