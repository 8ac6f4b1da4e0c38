import type { Table } from "../../table";
import type { LabelSession } from "../session/label-session";
import { progressView } from "../session/label-view";
import type { InstanceReply, StepReply, WireCell } from "./protocol";

/** Characters of a text that travel with its row. */
export const LONGEST_CELL = 2000;

/** One row as a page shows it. */
export function instanceView(session: LabelSession, row: number): InstanceReply {
  const { values, cut } = wireRow(session.data.table, row);
  return { row, values, cut, state: session.state(row), place: session.walk.placeOf(row) };
}

export function wireRow(
  table: Table,
  row: number,
): { values: WireCell[]; cut: { column: string; length: number }[] } {
  const cut: { column: string; length: number }[] = [];
  const values = table.names.map((column) => {
    const cell = table.column(column)[row];
    if (typeof cell !== "string" || cell.length <= LONGEST_CELL) return wireCell(cell);
    cut.push({ column, length: cell.length });
    return part(cell, 0, LONGEST_CELL);
  });
  return { values, cut };
}

/** Missing is null; JSON knows no infinite numbers. */
export function wireCell(cell: number | string | null): WireCell {
  if (cell === null || typeof cell === "string") return cell;
  if (Number.isFinite(cell)) return cell;
  return Number.isNaN(cell) ? null : String(cell);
}

/** A part of a text that does not end within a pair of surrogates. */
export function part(text: string, from: number, length: number): string {
  const end = from + length;
  const last = text.charCodeAt(end - 1);
  return text.slice(from, last >= 0xd800 && last <= 0xdbff ? end - 1 : end);
}

/** The answer to a change or a move: the row to show, progress, and what undo would do. */
export function stepReply(session: LabelSession, row: number, note?: string): StepReply {
  session.moveTo(row);
  return {
    instance: instanceView(session, row),
    progress: progressView(session.store.state, session.annotator, session.blind),
    undo: session.undoable,
    ...(note === undefined ? {} : { note }),
  };
}
