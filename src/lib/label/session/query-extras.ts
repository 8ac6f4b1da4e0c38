import type { QueryExtras } from "../query/run-query";
import type { LabelState } from "../store/label-state";
import type { Layer } from "../store/layer";

/**
 * What a query can ask about labels: the flags @labelled, @skipped, @suggested, @disagrees and @decided, the values
 * @label, @comment, @suggestion, @confidence, @suggestion-confidence and @row. Several labels are joined by "|".
 * Blind, only one's own are there.
 */
export function queryExtras(state: LabelState, annotator: string, blind: boolean): QueryExtras {
  const own = state.layer("person", annotator);
  const mineOf = (read: (layer: Layer, row: number) => string | number | null) => (row: number) =>
    own === undefined ? null : read(own, row);
  const name = (layer: Layer, row: number): string | null =>
    layer.codes[row] === 0 ? null : state.sets.labelsOf(layer.codes[row]).join("|");
  const mine: QueryExtras = {
    flags: {
      "@labelled": (row) => own?.labelled.has(row) ?? false,
      "@skipped": (row) => own?.skipped.has(row) ?? false,
    },
    values: {
      "@label": mineOf(name),
      "@comment": mineOf((layer, row) => layer.comments.get(row) ?? null),
      "@confidence": mineOf((layer, row) => layer.confidences?.[row] ?? Number.NaN),
      "@row": (row) => row,
    },
  };
  if (blind) return mine;
  const proposals = [...state.layers.values()].filter(
    ({ origin }) => origin === "model" || origin === "rule",
  );
  const proposal = (row: number): Layer | undefined => proposals.find(({ codes }) => codes[row] !== 0);
  const decisions = state.decisions;
  return {
    flags: {
      ...mine.flags,
      "@suggested": (row) => proposal(row) !== undefined,
      "@disagrees": (row) => state.differing.has(row),
      "@decided": (row) => decisions?.labelled.has(row) ?? false,
    },
    values: {
      ...mine.values,
      "@suggestion": (row) => {
        const layer = proposal(row);
        return layer === undefined ? null : name(layer, row);
      },
      "@suggestion-confidence": (row) => proposal(row)?.confidences?.[row] ?? Number.NaN,
    },
  };
}
