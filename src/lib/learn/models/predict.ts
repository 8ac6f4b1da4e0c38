import { fail } from "../../core";
import type { Matrix } from "../data/matrix";

/** Checks that a matrix fits a model, and returns where its predictions go. */
export function outputFor(x: Matrix, inputs: number, out: Float64Array | undefined): Float64Array {
  if (x.columns !== inputs) {
    fail({ code: "shape", expected: `rows of ${inputs} inputs`, found: `rows of ${x.columns}` });
  }
  if (out !== undefined && out.length < x.rows) {
    fail({ code: "shape", expected: `room for ${x.rows} predictions`, found: String(out.length) });
  }
  return out ?? new Float64Array(x.rows);
}
