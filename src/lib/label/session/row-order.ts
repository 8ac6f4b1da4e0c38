import type { LabelState } from "../store/label-state";

/** In which order rows are offered. */
export interface RowOrder {
  /** The row at each place. */
  readonly rows: Uint32Array;
  /** The place of each row. */
  readonly places: Uint32Array;
}

/**
 * Rows whose suggestion is least sure first (uncertainty sampling: Lewis and Gale, 1994), then rows without a
 * suggestion. Where several models speak, the least sure one counts; a suggestion without confidence counts as 0.
 */
export function uncertainOrder(state: LabelState): RowOrder {
  const sureness = new Float64Array(state.rows).fill(Number.POSITIVE_INFINITY);
  for (const layer of state.layers.values()) {
    if (layer.origin !== "model") continue;
    for (let row = 0; row < state.rows; row++) {
      if (layer.codes[row] === 0) continue;
      const confidence = layer.confidences?.[row] ?? Number.NaN;
      sureness[row] = Math.min(sureness[row], Number.isNaN(confidence) ? 0 : confidence);
    }
  }
  const rows = Uint32Array.from({ length: state.rows }, (_, row) => row);
  rows.sort((a, b) => (sureness[a] === sureness[b] ? a - b : sureness[a] < sureness[b] ? -1 : 1));
  const places = new Uint32Array(state.rows);
  for (let place = 0; place < rows.length; place++) places[rows[place]] = place;
  return { rows, places };
}

/** Changes whenever a model speaks anew. */
export function suggestionVersion(state: LabelState): number {
  let version = 0;
  for (const layer of state.layers.values()) if (layer.origin === "model") version += layer.version;
  return version;
}
