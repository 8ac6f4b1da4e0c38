import { type FeatureGroup, spec } from "../feature";

const BITS = "FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128";

export const flags: FeatureGroup = {
  name: "flags",
  slots: 2,
  columns: [
    spec("TCP_FLAGS", "bits", `OR of the TCP flags of both directions (${BITS}); 0 without TCP`, "IE 6"),
    spec("CLIENT_TCP_FLAGS", "bits", `OR of the TCP flags src→dst (${BITS})`, "nProbe 57550"),
    spec("SERVER_TCP_FLAGS", "bits", `OR of the TCP flags dst→src (${BITS})`, "nProbe 57551"),
  ],
  update(state, at, { packet, direction }) {
    if (packet.tcpFlags !== 0) state[at + direction] |= packet.tcpFlags;
  },
  finish(state, at, _flow, out, to) {
    out[to] = state[at] | state[at + 1];
    out[to + 1] = state[at];
    out[to + 2] = state[at + 1];
  },
};
