import { type FeatureGroup, milliseconds, spec, thousandths } from "../feature";

/**
 * Mean bytes per second as a number. nProbe can write a list of per-second counts here, which is why public tables
 * hold texts of up to a kilobyte in these two columns.
 */
export const secondBytes: FeatureGroup = {
  name: "second-bytes",
  slots: 0,
  columns: [
    spec(
      "SRC_TO_DST_SECOND_BYTES",
      "bytes/s",
      "IN_BYTES / max(FLOW_DURATION_MILLISECONDS / 1000, 1 s)",
      "nProbe 57944",
    ),
    spec(
      "DST_TO_SRC_SECOND_BYTES",
      "bytes/s",
      "OUT_BYTES / max(FLOW_DURATION_MILLISECONDS / 1000, 1 s)",
      "nProbe 57945",
    ),
  ],
  finish(_state, _at, flow, out, to) {
    const seconds = Math.max((milliseconds(flow.last) - milliseconds(flow.first)) / 1000, 1);
    out[to] = thousandths(flow.bytes[0] / seconds);
    out[to + 1] = thousandths(flow.bytes[1] / seconds);
  },
};
