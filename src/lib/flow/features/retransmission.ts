import { type FeatureGroup, spec } from "../feature";

const RULE = "TCP segments with payload whose sequence number is below the next expected one";
/** State of a direction: next expected sequence number (−1 before the first segment), packets, bytes. */
const DIRECTION = 3;
const SYN_FIN = 3;

export const retransmission: FeatureGroup = {
  name: "retransmission",
  slots: 2 * DIRECTION,
  columns: [
    spec("RETRANSMITTED_IN_BYTES", "bytes", `payload src→dst of ${RULE}`, "nProbe 57599"),
    spec("RETRANSMITTED_IN_PKTS", "packets", `count src→dst of ${RULE}`, "nProbe 57581"),
    spec("RETRANSMITTED_OUT_BYTES", "bytes", `payload dst→src of ${RULE}`, "nProbe 57600"),
    spec("RETRANSMITTED_OUT_PKTS", "packets", `count dst→src of ${RULE}`, "nProbe 57582"),
  ],
  start(state, at) {
    state[at] = -1;
    state[at + DIRECTION] = -1;
  },
  update(state, at, { packet, direction }) {
    if (!packet.hasTcp) return;
    const slot = at + direction * DIRECTION;
    const payload = packet.payloadLength;
    const sequence = packet.tcpSequence;
    const flags = packet.tcpFlags;
    // SYN and FIN take one number each.
    const next = (sequence + payload + ((flags & SYN_FIN) === 0 ? 0 : (flags & 1) + ((flags >> 1) & 1))) | 0;
    const expected = state[slot];
    if (expected === -1) {
      state[slot] = next >>> 0;
      return;
    }
    // Sequence numbers wrap: their difference as a signed number says which one is ahead.
    const known = expected | 0;
    if (payload > 0 && ((sequence - known) | 0) < 0) {
      state[slot + 1]++;
      state[slot + 2] += payload;
    }
    if (((next - known) | 0) > 0) state[slot] = next >>> 0;
  },
  finish(state, at, _flow, out, to) {
    out[to] = state[at + 2];
    out[to + 1] = state[at + 1];
    out[to + 2] = state[at + DIRECTION + 2];
    out[to + 3] = state[at + DIRECTION + 1];
  },
};
