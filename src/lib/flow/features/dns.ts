import { type FeatureGroup, spec } from "../feature";

const PORT = 53;
/** Names longer than this many labels are not followed: the message is hostile or broken. */
const MOST_LABELS = 128;
const TYPE_A = 1;

/** The flow's first DNS message, and the first A record of its answers; port 53, over UDP or TCP. */
export const dns: FeatureGroup = {
  name: "dns",
  slots: 3,
  columns: [
    spec(
      "DNS_QUERY_ID",
      "1",
      "transaction id of the first DNS message; missing without DNS",
      "nProbe plug-in",
    ),
    spec("DNS_QUERY_TYPE", "1", "type of the first question (1 A, 2 NS, 28 AAAA, …)", "nProbe 57679"),
    spec("DNS_TTL_ANSWER", "s", "time to live of the first A record of an answer", "nProbe 57824"),
  ],
  start(state, at) {
    state.fill(-1, at, at + 3);
  },
  update(state, at, { packet }) {
    if (packet.sourcePort !== PORT && packet.targetPort !== PORT) return;
    if (packet.payloadCaptured < 12 || state[at + 2] !== -1) return;
    const { data, payload, hasTcp } = packet;
    // Over TCP a length stands before the message.
    const message = payload + (hasTcp ? 2 : 0);
    const end = payload + packet.payloadCaptured;
    if (message + 12 > end) return;
    const questions = u16(data, message + 4);
    const answers = u16(data, message + 6);
    if (questions > 16) return;
    if (state[at] === -1) state[at] = u16(data, message);
    let cursor = message + 12;
    for (let i = 0; i < questions; i++) {
      cursor = skipName(data, cursor, end);
      if (cursor + 4 > end) return;
      if (i === 0 && state[at + 1] === -1) state[at + 1] = u16(data, cursor);
      cursor += 4;
    }
    for (let i = 0; i < answers; i++) {
      cursor = skipName(data, cursor, end);
      if (cursor + 10 > end) return;
      if (u16(data, cursor) === TYPE_A) {
        state[at + 2] = u16(data, cursor + 4) * 65536 + u16(data, cursor + 6);
        return;
      }
      cursor += 10 + u16(data, cursor + 8);
    }
  },
  finish(state, at, _flow, out, to) {
    for (let i = 0; i < 3; i++) out[to + i] = state[at + i] < 0 ? Number.NaN : state[at + i];
  },
};

function u16(data: Uint8Array, at: number): number {
  return (data[at] << 8) | data[at + 1];
}

/** The position behind a name: labels up to the empty one, or up to a pointer. Past the end when it has none. */
function skipName(data: Uint8Array, at: number, end: number): number {
  let cursor = at;
  for (let i = 0; i < MOST_LABELS && cursor < end; i++) {
    const length = data[cursor];
    if (length === 0) return cursor + 1;
    if (length >= 0xc0) return cursor + 2;
    cursor += length + 1;
  }
  return end + 1;
}
