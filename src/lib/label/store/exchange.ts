import type { Change, StoredRange } from "./history";
import type { LabelState } from "./label-state";
import { EMPTY_CELL, type Layer, type LayerCell } from "./layer";

/** Puts the other side of a change into the state, and keeps in the change what stood there: undo and redo alike. */
export function exchange(state: LabelState, change: Change): void {
  if (change.ranges !== undefined) {
    const now = new Map<number, StoredRange | undefined>();
    for (const [id, range] of change.ranges) {
      now.set(id, state.ranges.get(id));
      if (range === undefined) state.ranges.delete(id);
      else state.ranges.set(id, range);
    }
    change.ranges = now;
    return;
  }
  const layer = state.layers.get(change.layer as string) as Layer;
  if (change.segment !== undefined) {
    const now = layer.segments.get(change.segment) ?? EMPTY_CELL;
    layer.segments.set(change.segment, change.cells[0]);
    change.cells = [now];
    return;
  }
  const now: LayerCell[] = [];
  for (let i = 0; i < change.rows.length; i++) {
    now.push(layer.cell(change.rows[i]));
    state.put(layer, change.rows[i], change.cells[i]);
  }
  change.cells = now;
}
