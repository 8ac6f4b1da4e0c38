import { type Dataset, dataset, takeDataset } from "../../learn";
import type { AdaptationContext } from "../adaptation";

/** The plain part of a data set: what a job carries to a worker. */
export type FrozenData = Pick<Dataset, "features" | "target" | "x" | "y">;

/** The labelled rows of the reference, the newest `most` of them. */
export function referenceData({ reference, schema }: AdaptationContext, most: number): FrozenData {
  const all = dataset(reference, { target: schema.target, features: schema.features });
  return most >= all.x.rows ? frozen(all) : slice(all, all.x.rows - most, all.x.rows);
}

export function frozen({ features, target, x, y }: FrozenData): FrozenData {
  return { features, target, x, y };
}

/** Rows [from, to). */
export function slice(data: FrozenData, from: number, to: number): Dataset {
  return takeDataset(
    thawed(data),
    Int32Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i),
  );
}

/** The rows of the first, then those of the others. */
export function joined(first: FrozenData, ...others: readonly FrozenData[]): Dataset {
  const parts = [first, ...others];
  const rows = parts.reduce((sum, { x }) => sum + x.rows, 0);
  const { columns } = first.x;
  const data = new Float64Array(rows * columns);
  const y = new Float64Array(rows);
  let at = 0;
  for (const part of parts) {
    data.set(part.x.data, at * columns);
    y.set(part.y, at);
    at += part.x.rows;
  }
  return thawed({ features: first.features, target: first.target, x: { rows, columns, data }, y });
}

export function thawed(data: FrozenData): Dataset {
  return {
    ...frozen(data),
    segments: undefined,
    sourceRows: Int32Array.from({ length: data.x.rows }, (_, i) => i),
    dropped: 0,
  };
}
