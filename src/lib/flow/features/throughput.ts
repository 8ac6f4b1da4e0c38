import { type FeatureGroup, milliseconds, spec, thousandths } from "../feature";

/** Mean bit rates over the flow; a flow within one millisecond counts as one that takes 1 ms. */
export const throughput: FeatureGroup = {
  name: "throughput",
  slots: 0,
  columns: [
    spec(
      "SRC_TO_DST_AVG_THROUGHPUT",
      "bit/s",
      "8 · IN_BYTES / max(FLOW_DURATION_MILLISECONDS, 1 ms)",
      "nProbe 57556",
    ),
    spec(
      "DST_TO_SRC_AVG_THROUGHPUT",
      "bit/s",
      "8 · OUT_BYTES / max(FLOW_DURATION_MILLISECONDS, 1 ms)",
      "nProbe 57559",
    ),
  ],
  finish(_state, _at, flow, out, to) {
    const ms = Math.max(milliseconds(flow.last) - milliseconds(flow.first), 1);
    out[to] = thousandths((8000 * flow.bytes[0]) / ms);
    out[to + 1] = thousandths((8000 * flow.bytes[1]) / ms);
  },
};
