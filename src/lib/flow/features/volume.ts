import { type FeatureGroup, spec } from "../feature";

/** Bytes and packets, each direction. The flow table counts them itself. */
export const volume: FeatureGroup = {
  name: "volume",
  slots: 0,
  columns: [
    spec("IN_BYTES", "bytes", "sum of packet lengths src→dst on the accounting layer", "IE 1"),
    spec("IN_PKTS", "packets", "count of packets src→dst", "IE 2"),
    spec("OUT_BYTES", "bytes", "sum of packet lengths dst→src on the accounting layer", "IE 23"),
    spec("OUT_PKTS", "packets", "count of packets dst→src", "IE 24"),
  ],
  finish(_state, _at, flow, out, to) {
    out[to] = flow.bytes[0];
    out[to + 1] = flow.packets[0];
    out[to + 2] = flow.bytes[1];
    out[to + 3] = flow.packets[1];
  },
};
