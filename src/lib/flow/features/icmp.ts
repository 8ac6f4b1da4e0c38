import { type FeatureGroup, spec } from "../feature";

const ICMPV6 = 58;

/** Type and code of the flow's first ICMP message. */
export const icmp: FeatureGroup = {
  name: "icmp",
  slots: 2,
  columns: [
    spec(
      "ICMP_TYPE",
      "1",
      "type · 256 + code of the first ICMP or ICMPv6 message; missing otherwise",
      "IE 32",
    ),
    spec("ICMP_IPV4_TYPE", "1", "type of the first ICMP message of IPv4; missing otherwise", "IE 176"),
  ],
  start(state, at) {
    state[at] = -1;
    state[at + 1] = -1;
  },
  update(state, at, { packet }) {
    if (packet.icmpType < 0 || state[at] !== -1) return;
    state[at] = packet.icmpType * 256 + packet.icmpCode;
    if (packet.protocol !== ICMPV6) state[at + 1] = packet.icmpType;
  },
  finish(state, at, _flow, out, to) {
    out[to] = state[at] < 0 ? Number.NaN : state[at];
    out[to + 1] = state[at + 1] < 0 ? Number.NaN : state[at + 1];
  },
};
