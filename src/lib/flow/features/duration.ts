import { type FeatureGroup, milliseconds, spec } from "../feature";

/** Times and durations; all of them differences of whole milliseconds, so that they add up. */
export const duration: FeatureGroup = {
  name: "duration",
  slots: 0,
  columns: [
    {
      ...spec("FLOW_START_MILLISECONDS", "ms", "time of the earliest packet, rounded down to 1 ms", "IE 152"),
      type: "time",
    },
    {
      ...spec("FLOW_END_MILLISECONDS", "ms", "time of the latest packet, rounded down to 1 ms", "IE 153"),
      type: "time",
    },
    spec("FLOW_DURATION_MILLISECONDS", "ms", "FLOW_END_MILLISECONDS − FLOW_START_MILLISECONDS", "IE 161"),
    spec("DURATION_IN", "ms", "latest − earliest packet src→dst, each rounded down to 1 ms", "nProbe 57863"),
    spec(
      "DURATION_OUT",
      "ms",
      "latest − earliest packet dst→src, each rounded down to 1 ms; missing without such packets",
      "nProbe 57864",
    ),
  ],
  finish(_state, _at, flow, out, to) {
    const start = milliseconds(flow.first);
    const end = milliseconds(flow.last);
    out[to] = start;
    out[to + 1] = end;
    out[to + 2] = end - start;
    out[to + 3] = milliseconds(flow.lastOf[0]) - milliseconds(flow.firstOf[0]);
    out[to + 4] = milliseconds(flow.lastOf[1]) - milliseconds(flow.firstOf[1]);
  },
};
