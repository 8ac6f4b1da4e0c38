import { fail, nearest, quote } from "../../core";
import { ADWIN } from "./adwin-detector";
import type { Detector, DetectorKind, DetectorOptions, DetectorState } from "./detector";
import { DDM, EDDM } from "./error-rate";
import { ERROR_WINDOW } from "./error-window-detector";
import { JENSEN_SHANNON_KINDS } from "./jensen-shannon-detector";
import { KOLMOGOROV_SMIRNOV } from "./kolmogorov-smirnov-detector";
import { KSWIN } from "./kswin-detector";
import { PAGE_HINKLEY } from "./page-hinkley";
import { STABILITY_INDEX } from "./stability-index-detector";

/** Every detector there is. The contract test and the command line go through this list. */
export const DETECTORS: readonly DetectorKind[] = [
  ...JENSEN_SHANNON_KINDS,
  KOLMOGOROV_SMIRNOV,
  STABILITY_INDEX,
  PAGE_HINKLEY,
  ADWIN,
  KSWIN,
  ERROR_WINDOW,
  DDM,
  EDDM,
];

/** The entry of one detector; an unknown name is an error that names the nearest ones. */
export function detectorKind(name: string): DetectorKind {
  const known = DETECTORS.map((kind) => kind.name);
  const found = DETECTORS.find((kind) => kind.name === name);
  if (found !== undefined) return found;
  const near = nearest(name, known);
  return fail({
    code: "argument",
    expected: `a detector among ${known.join(", ")}`,
    found: quote(name),
    ...(near.length > 0 ? { hint: `Did you mean ${near.map(quote).join(" or ")}?` } : {}),
  });
}

/**
 * Makes a detector by name. All of them take rows through `update`, can be saved with `toJSON` and go on from there
 * with {@link restoreDetector}.
 *
 * @param options `reference`, `features`, and the kind's own options (see its `defaults`); unknown ones are errors
 * @example
 * const reference = table.Table.of({ load: [1, 2, 3, 4, 5, 6, 7, 8] });
 * const ks = drift.createDetector("ks", { reference, window: 8, stride: 8 });
 * [11, 12, 13, 14, 15, 16, 17, 18].map((load) => ks.update([load]).alarm).at(-1) //=> true
 */
export function createDetector(name: string, options: DetectorOptions = {}): Detector {
  return detectorKind(name).create(options);
}

/** A detector that goes on where the one that wrote the state stood; accepts the parsed JSON. */
export function restoreDetector(state: DetectorState): Detector {
  if (typeof state !== "object" || state === null || state.version !== 1) {
    fail({
      code: "format",
      expected: "the state of a detector, version 1",
      found: quote(JSON.stringify(state)),
    });
  }
  try {
    return detectorKind(state.detector).restore(state);
  } catch (error) {
    // A part that is not there shows itself as a property of undefined, which would tell the user nothing.
    if (!(error instanceof TypeError)) throw error;
    return fail({
      code: "format",
      expected: `a complete state of detector "${state.detector}"`,
      found: error.message,
      cause: error,
    });
  }
}
