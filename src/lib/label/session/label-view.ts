import type { LabelView, ProgressView, RowState, UndoView } from "../app/protocol";
import type { LabelState } from "../store/label-state";
import { cellValue, type Layer, type LayerCell } from "../store/layer";

/** One label of a row with who gave it; null when the layer says nothing there. */
export function labelView(state: LabelState, layer: Layer | undefined, row: number): LabelView | null {
  return layer === undefined ? null : cellView(state, layer, layer.cell(row));
}

/** The same of any cell of a layer. */
export function cellView(state: LabelState, layer: Layer, cell: LayerCell): LabelView | null {
  if (cell.code === 0 && cell.comment === undefined) return null;
  return {
    ...cellValue(cell, state.sets),
    by: layer.origin === "adjudicator" ? (state.deciders.get(cell.event) ?? "") : layer.by,
    origin: layer.origin,
    time: cell.time,
    event: cell.event,
    schema: cell.schema,
  };
}

/** All that is said of a row, as one annotator may see it: blind, nothing of others, of models and of rules. */
export function rowState(state: LabelState, annotator: string, blind: boolean, row: number): RowState {
  const own = state.layer("person", annotator);
  const others: LabelView[] = [];
  const suggestions: LabelView[] = [];
  if (!blind) {
    for (const layer of state.layers.values()) {
      if (layer === own || layer.origin === "adjudicator") continue;
      const view = labelView(state, layer, row);
      if (view !== null) (layer.origin === "person" ? others : suggestions).push(view);
    }
  }
  return {
    own: labelView(state, own, row),
    skipped: own?.skipped.has(row) ?? false,
    adjudicated: blind ? null : labelView(state, state.decisions, row),
    others,
    suggestions,
  };
}

/** How far an annotator is. */
export function progressView(state: LabelState, annotator: string, blind: boolean): ProgressView {
  const own = state.layer("person", annotator);
  const classes = new Map<string, number>();
  for (const [code, count] of own?.counts ?? []) {
    for (const name of state.sets.labelsOf(code)) classes.set(name, (classes.get(name) ?? 0) + count);
  }
  return {
    rows: state.rows,
    labelled: own?.labelled.count ?? 0,
    skipped: own?.skipped.count ?? 0,
    classes: Object.fromEntries(classes),
    disagreements: blind ? null : openDisagreements(state),
  };
}

/** Rows on which persons differ and nobody has decided. */
export function openDisagreements(state: LabelState): number {
  const decided = state.decisions?.labelled;
  if (decided === undefined || decided.count === 0) return state.differing.count;
  let open = state.differing.count;
  for (let w = 0; w < decided.words.length; w++) {
    for (let both = decided.words[w] & state.differing.words[w]; both !== 0; both &= both - 1) open--;
  }
  return open;
}

/** What undo and redo would do next. */
export function undoView(state: LabelState, annotator: string): UndoView {
  const history = state.histories.get(annotator);
  return { undo: history?.done.at(-1)?.about ?? null, redo: history?.undone.at(-1)?.about ?? null };
}
