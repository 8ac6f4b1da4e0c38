import { median } from "../../learn";
import { leaveBlocksOut } from "./reference-blocks";
import { type StructureModel, type StructureOptions, structureModel } from "./structure-model";

export interface StructureSignOptions extends StructureOptions {
  /** Rows in the median. Default 40. */
  readonly window?: number;
  /**
   * Where between the usual distance (0) and that of rows whose features had nothing to do with each other (1) the
   * alarm stands, on the logarithmic scale. Default 0.5.
   */
  readonly sensitivity?: number;
  /** Parts of the reference that are left out in turn to learn the usual distance. Default 4. */
  readonly folds?: number;
}

/** Rows with the segment each belongs to; row after row. */
export interface SegmentedRows {
  readonly rows: Float64Array;
  readonly features: number;
  readonly segments: Int32Array;
}

/**
 * Do the features still hang together as they did? The median over the newest rows of the distance from the reference's
 * plane, on a logarithmic scale. What is usual is the median distance of segments that were left out, so variation
 * between experiments counts as normal; a load outside of the known range lies in the plane and raises nothing.
 */
export class StructureSign {
  readonly #options: Required<StructureSignOptions>;
  readonly #distances: Float64Array;
  readonly #usual: number;
  #model: StructureModel | undefined;
  #threshold: number;
  #seen = 0;

  constructor(reference: SegmentedRows, options: StructureSignOptions = {}) {
    this.#options = { window: 40, sensitivity: 0.5, folds: 4, residualShare: 1e-4, ...options };
    this.#distances = new Float64Array(this.#options.window);
    this.#model = structureModel(reference.rows, reference.features, this.#options);
    this.#usual = usualDistance(reference, this.#options);
    this.#threshold = this.#limit();
  }

  /** Rows with a missing cell are passed over. */
  update(row: ArrayLike<number>): void {
    if (this.#model === undefined) return;
    const distance = this.#model.distance(row);
    if (!Number.isNaN(distance)) this.#distances[this.#seen++ % this.#distances.length] = distance;
  }

  /** The median distance; NaN until the window is full. */
  get statistic(): number {
    return this.#seen < this.#distances.length ? Number.NaN : median(this.#distances);
  }

  /** What the statistic has to reach; NaN where the reference has no structure. */
  get threshold(): number {
    return this.#threshold;
  }

  /** The plane of other rows from now on; what distance is usual stays. */
  rebase(rows: Float64Array, features: number): void {
    this.#model = structureModel(rows, features, this.#options);
    this.#threshold = this.#limit();
    this.#seen = 0;
  }

  #limit(): number {
    if (this.#model === undefined || Number.isNaN(this.#usual)) return Number.NaN;
    // The directions are orthonormal and the features have unit variance: unrelated features leave 1 a direction.
    const broken = Math.log(this.#model.residuals);
    return this.#usual + this.#options.sensitivity * (broken - this.#usual);
  }
}

function usualDistance(
  { rows, features, segments }: SegmentedRows,
  options: Required<StructureSignOptions>,
): number {
  const medians: number[] = [];
  for (const { kept, out } of leaveBlocksOut(segments, options.folds)) {
    const model = structureModel(take(rows, features, kept), features, options);
    if (model === undefined) return Number.NaN;
    const distances = new Map<number, number[]>();
    for (const i of out) {
      const distance = model.distance(rows.subarray(i * features, (i + 1) * features));
      const of = distances.get(segments[i]) ?? [];
      distances.set(segments[i], of);
      of.push(distance);
    }
    for (const of of distances.values()) medians.push(median(of));
  }
  return median(medians);
}

function take(rows: Float64Array, features: number, which: Int32Array): Float64Array {
  const out = new Float64Array(which.length * features);
  which.forEach((i, k) => {
    out.set(rows.subarray(i * features, (i + 1) * features), k * features);
  });
  return out;
}
