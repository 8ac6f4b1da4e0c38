import { fail } from "../../core";
import type { Table } from "../../table";
import { flowEnds } from "./flow-ends";
import { indexTruth } from "./index-truth";
import type { Truth } from "./truth";

export interface JoinOptions {
  /** How far, in seconds, a flow may lie outside an activity and still belong to it. Default 1. */
  readonly tolerance?: number;
  /** Seconds to add to the times of the ground truth to get the clock of the capture. Default 0. */
  readonly offset?: number;
}

/** Where every flow and every row of the ground truth went. */
export interface JoinReport {
  readonly flows: number;
  /** Flows that one activity, or several of the same category, explain. */
  readonly matched: number;
  /** Matched flows whose ends stand the other way round in the ground truth. */
  readonly reversed: number;
  readonly unmatched: number;
  /** Flows that activities of different categories claim; they get the one with the longest overlap. */
  readonly ambiguous: number;
  readonly truthRows: number;
  readonly truthMatched: number;
  readonly truthUnmatched: number;
  /** Rows of the ground truth that could not be used, by reason. */
  readonly truthRefused: Readonly<Record<string, number>>;
  readonly toleranceSeconds: number;
  readonly offsetSeconds: number;
}

/**
 * Labels flows from ground truth: a flow belongs to an activity when protocol and 4-tuple agree in either direction
 * and their time intervals, widened by the tolerance, overlap. Adds `Label` (1 attack, 0 none) and `Attack`
 * (category, "Benign" for none). The number of rows never changes: a flow that several activities claim gets the
 * one with the longest overlap (then the earliest start), and is counted as ambiguous when their categories differ.
 *
 * @param flows a flow table with the NetFlow columns
 */
export function joinTruth(
  flows: Table,
  truth: Truth,
  options: JoinOptions = {},
): { table: Table; report: JoinReport } {
  const tolerance = nonNegative(options.tolerance ?? 1, "tolerance") * 1000;
  const offset = finite(options.offset ?? 0, "offset") * 1000;
  const rows = truth.table;
  const index = indexTruth(rows);
  const start = rows.numbers("start_ms");
  const end = rows.numbers("end_ms");
  const attacks = rows.column("attack");
  const flowStart = flows.numbers("FLOW_START_MILLISECONDS");
  const flowEnd = flows.numbers("FLOW_END_MILLISECONDS");
  const label = new Float64Array(flows.length);
  const attack = new Array<string>(flows.length);
  const used = new Uint8Array(rows.length);
  let matched = 0;
  let reversed = 0;
  let ambiguous = 0;

  const ends = flowEnds(flows);
  for (let flow = 0; flow < flows.length; flow++) {
    let best = -1;
    let bestOverlap = Number.NEGATIVE_INFINITY;
    let bestReversed = false;
    let conflict = false;
    index.visit(ends(flow), (row, isReversed) => {
      // An unknown time is no bound.
      const from = Number.isNaN(start[row]) ? Number.NEGATIVE_INFINITY : start[row] + offset;
      const to = Number.isNaN(end[row]) ? Number.POSITIVE_INFINITY : end[row] + offset;
      const overlap = Math.min(flowEnd[flow], to) - Math.max(flowStart[flow], from);
      if (overlap < -tolerance) return;
      used[row] = 1;
      if (best >= 0 && attacks[row] !== attacks[best]) conflict = true;
      if (overlap > bestOverlap || (overlap === bestOverlap && start[row] < start[best])) {
        best = row;
        bestOverlap = overlap;
        bestReversed = isReversed;
      }
    });
    if (best >= 0) {
      matched++;
      if (bestReversed) reversed++;
      if (conflict) ambiguous++;
    }
    const category = best < 0 ? "" : (attacks[best] ?? "");
    label[flow] = category === "" ? 0 : 1;
    attack[flow] = category === "" ? "Benign" : String(category);
  }
  const truthMatched = used.reduce((sum, flag) => sum + flag, 0);
  return {
    table: flows.with("Label", label).with("Attack", attack),
    report: {
      flows: flows.length,
      matched,
      reversed,
      unmatched: flows.length - matched,
      ambiguous,
      truthRows: rows.length,
      truthMatched,
      truthUnmatched: rows.length - truthMatched,
      truthRefused: truth.refused,
      toleranceSeconds: tolerance / 1000,
      offsetSeconds: offset / 1000,
    },
  };
}

function nonNegative(value: number, name: string): number {
  if (Number.isFinite(value) && value >= 0) return value;
  return fail({ code: "argument", expected: `${name}: seconds, zero or more`, found: String(value) });
}

function finite(value: number, name: string): number {
  if (Number.isFinite(value)) return value;
  return fail({ code: "argument", expected: `${name}: a number of seconds`, found: String(value) });
}
