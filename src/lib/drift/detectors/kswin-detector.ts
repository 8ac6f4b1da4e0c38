import { fail, random } from "../../core";
import { between, whole } from "../checks";
import type { RowWindow } from "../row-window";
import { exactPValue, ksGap } from "../statistics/kolmogorov-smirnov";
import type { DetectorKind } from "./detector";
import { type WindowTest, windowedKind } from "./windowed-detector";

const DEFAULTS = {
  window: 100,
  stride: 1,
  start: "empty" as "reference" | "empty",
  /** The newest rows of the window, and as many drawn from the rest of it. */
  recent: 30,
  /** Probability of a false alarm at one look, over all features together. */
  alpha: 0.005,
  seed: 1,
};

function kswinTest(_reference: Float64Array, options: typeof DEFAULTS, features: number): WindowTest {
  const { recent, alpha, seed } = options;
  const known = new Map<number, number>();
  const pValue = (gap: number): number => {
    const p = known.get(gap) ?? exactPValue(gap, recent, recent);
    known.set(gap, p);
    return p;
  };
  return {
    evaluate(window: RowWindow, looks: number) {
      const statistics = new Float64Array(features);
      // A stream of its own for every look: nothing of the generator has to be kept in the state.
      const rng = random(`${seed}/${looks}`);
      for (let f = 0; f < features; f++) {
        const column = window.column(f).filter((v) => !Number.isNaN(v));
        if (column.length < 2 * recent) {
          statistics[f] = Number.NaN;
          continue;
        }
        const older = column.subarray(0, column.length - recent);
        for (let i = 0; i < recent; i++) {
          const j = i + rng.integer(older.length - i);
          const held = older[i];
          older[i] = older[j];
          older[j] = held;
        }
        const gap = ksGap(older.slice(0, recent).sort(), column.slice(-recent).sort());
        statistics[f] = pValue(gap);
      }
      return { statistics, threshold: alpha / features };
    },
  };
}

export const KSWIN: DetectorKind = windowedKind(
  {
    name: "kswin",
    summary: "Kolmogorov-Smirnov test of the newest rows against a draw from those before (Raab et al. 2020)",
    watches: "features",
    needsReference: false,
    fires: "below",
    orderFree: false,
    rate: "limit",
    defaults: DEFAULTS,
  },
  kswinTest,
  (options) => {
    between("alpha", options.alpha, 0, 1);
    whole("recent", options.recent, 2);
    if (options.window < 2 * options.recent) {
      fail({
        code: "argument",
        expected: `a window of at least twice recent (${2 * options.recent})`,
        found: String(options.window),
      });
    }
  },
);
