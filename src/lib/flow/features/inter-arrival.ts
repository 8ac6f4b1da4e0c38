import { type FeatureGroup, spec, thousandths } from "../feature";

const RULE = "gaps between consecutive packets; gaps in which time runs backward are left out";
/** State of a direction: count, least, greatest, the first gap, and sums of the differences from it. */
const DIRECTION = 6;

/**
 * Gaps between consecutive packets of a direction. The sums are taken of differences from the first gap: that keeps
 * the variance of long, even flows exact where the plain sum of squares would lose it.
 */
export const interArrival: FeatureGroup = {
  name: "inter-arrival",
  slots: 2 * DIRECTION,
  columns: ["SRC_TO_DST", "DST_TO_SRC"].flatMap((way, side) => [
    spec(`${way}_IAT_MIN`, "ms", `least of the ${RULE}`, `nProbe ${58003 + 4 * side}`),
    spec(`${way}_IAT_MAX`, "ms", `greatest of the ${RULE}`, `nProbe ${58004 + 4 * side}`),
    spec(`${way}_IAT_AVG`, "ms", `mean of the ${RULE}`, `nProbe ${58005 + 4 * side}`),
    spec(
      `${way}_IAT_STDDEV`,
      "ms",
      `standard deviation (divided by n) of the ${RULE}`,
      `nProbe ${58006 + 4 * side}`,
    ),
  ]),
  update(state, at, { gap, direction }) {
    // Also false for NaN, the first packet of a direction.
    if (!(gap >= 0)) return;
    const slot = at + direction * DIRECTION;
    if (state[slot]++ === 0) {
      state[slot + 1] = gap;
      state[slot + 2] = gap;
      state[slot + 3] = gap;
      return;
    }
    if (gap < state[slot + 1]) state[slot + 1] = gap;
    if (gap > state[slot + 2]) state[slot + 2] = gap;
    const beyond = gap - state[slot + 3];
    state[slot + 4] += beyond;
    state[slot + 5] += beyond * beyond;
  },
  finish(state, at, _flow, out, to) {
    for (let direction = 0; direction < 2; direction++) {
      const slot = at + direction * DIRECTION;
      const target = to + direction * 4;
      const count = state[slot];
      if (count === 0) {
        out.fill(Number.NaN, target, target + 4);
        continue;
      }
      const shifted = state[slot + 4] / count;
      const variance = state[slot + 5] / count - shifted * shifted;
      out[target] = state[slot + 1] / 1000;
      out[target + 1] = state[slot + 2] / 1000;
      out[target + 2] = thousandths((state[slot + 3] + shifted) / 1000);
      out[target + 3] = thousandths(Math.sqrt(variance > 0 ? variance : 0) / 1000);
    }
  },
};
