import type { LabelState } from "../../../src/lib/label/store/label-state";

/** Everything that labels say, as plain data: two states are alike when their snapshots are. */
export function snapshot(state: LabelState): unknown {
  const layers = [...state.layers]
    .map(([key, layer]) => ({
      key,
      cells: Array.from({ length: state.rows }, (_, row) => {
        const cell = layer.cell(row);
        return { ...cell, code: undefined, labels: state.sets.labelsOf(cell.code) };
      }),
      labelled: layer.labelled.count,
      skipped: layer.skipped.count,
      segments: [...layer.segments]
        .map(([name, cell]) => [name, state.sets.labelsOf(cell.code), cell.event])
        .sort(),
    }))
    // A layer whose labels were all undone says nothing.
    .filter(
      ({ cells, segments }) =>
        cells.some(({ event }) => event !== 0) || segments.some(([, , event]) => event !== 0),
    )
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  return {
    layers,
    ranges: [...state.ranges.values()].sort((a, b) => a.id - b.id),
    differing: Array.from({ length: state.rows }, (_, row) => state.differing.has(row)),
    schema: state.schema,
    positions: [...state.positions].sort(),
  };
}
