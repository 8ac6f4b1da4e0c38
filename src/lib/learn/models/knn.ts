import type { Matrix } from "../data/matrix";
import type { Model, ModelKind } from "./model";
import { readOptions, whole } from "./options";
import { outputFor } from "./predict";
import { floats, inputsOf } from "./restore";

export interface KnnOptions {
  /** How many neighbours are asked. */
  readonly neighbours: number;
}

/** The mean of the most similar rows (Euclidean distance between scaled inputs): Fix and Hodges (1951). */
export const knn: ModelKind<KnnOptions> = {
  kind: "knn",
  about: "the mean of the 5 nearest rows",
  missing: false,
  scaled: true,
  scaledTarget: false,
  watch: () => 0,
  options: (given) => readOptions<KnnOptions>("knn", given, { neighbours: 5 }, { neighbours: whole(1) }),
  fit: (x, y, { neighbours }) => knnModel(x, y, Math.min(neighbours, x.rows)),
  restore(state) {
    const columns = inputsOf(state);
    const rows = whole(1)(state.config.rows, "rows") as number;
    const neighbours = whole(1, rows)(state.config.neighbours, "neighbours") as number;
    const data = floats(state, "x", rows * columns);
    return knnModel({ rows, columns, data }, floats(state, "y", rows), neighbours);
  },
};

function knnModel(known: Matrix, y: Float64Array, neighbours: number): Model {
  const { rows, columns, data } = known;
  // The nearest so far, nearest first.
  const distances = new Float64Array(neighbours);
  const nearest = new Int32Array(neighbours);
  const predict = (row: ArrayLike<number>, from: number): number => {
    distances.fill(Number.POSITIVE_INFINITY);
    for (let j = 0; j < columns; j++) if (Number.isNaN(row[from + j])) return Number.NaN;
    for (let i = 0, at = 0; i < rows; i++, at += columns) {
      let distance = 0;
      for (let j = 0; j < columns; j++) {
        const difference = row[from + j] - data[at + j];
        distance += difference * difference;
      }
      if (distance >= distances[neighbours - 1]) continue;
      let place = neighbours - 1;
      for (; place > 0 && distances[place - 1] > distance; place--) {
        distances[place] = distances[place - 1];
        nearest[place] = nearest[place - 1];
      }
      distances[place] = distance;
      nearest[place] = i;
    }
    let sum = 0;
    for (let k = 0; k < neighbours; k++) sum += y[nearest[k]];
    return sum / neighbours;
  };
  return {
    kind: "knn",
    inputs: columns,
    predict(x, out) {
      const result = outputFor(x, columns, out);
      for (let i = 0; i < x.rows; i++) result[i] = predict(x.data, i * columns);
      return result;
    },
    predictRow: (row) => predict(row, 0),
    state: () => ({
      kind: "knn",
      config: { inputs: columns, rows, neighbours },
      arrays: { x: data, y },
    }),
  };
}
