import { type FeatureGroup, spec } from "../feature";

/** Time to live and packet lengths: least and greatest, over both directions. */
export const lengths: FeatureGroup = {
  name: "lengths",
  slots: 6,
  columns: [
    spec("MIN_TTL", "hops", "least IP time to live (IPv6: hop limit)", "IE 52"),
    spec("MAX_TTL", "hops", "greatest IP time to live (IPv6: hop limit)", "IE 53"),
    spec("LONGEST_FLOW_PKT", "bytes", "greatest packet length on the accounting layer", "nProbe 57579"),
    spec("SHORTEST_FLOW_PKT", "bytes", "least packet length on the accounting layer", "nProbe 57580"),
    spec("MIN_IP_PKT_LEN", "bytes", "least IP total length", "IE 25"),
    spec("MAX_IP_PKT_LEN", "bytes", "greatest IP total length", "IE 26"),
  ],
  start(state, at) {
    state[at] = Number.POSITIVE_INFINITY;
    state[at + 3] = Number.POSITIVE_INFINITY;
    state[at + 4] = Number.POSITIVE_INFINITY;
  },
  update(state, at, { packet, bytes }) {
    const ttl = packet.ttl;
    const length = packet.ipLength;
    if (ttl < state[at]) state[at] = ttl;
    if (ttl > state[at + 1]) state[at + 1] = ttl;
    if (bytes > state[at + 2]) state[at + 2] = bytes;
    if (bytes < state[at + 3]) state[at + 3] = bytes;
    if (length < state[at + 4]) state[at + 4] = length;
    if (length > state[at + 5]) state[at + 5] = length;
  },
  finish(state, at, _flow, out, to) {
    for (let i = 0; i < 6; i++) out[to + i] = state[at + i];
  },
};
