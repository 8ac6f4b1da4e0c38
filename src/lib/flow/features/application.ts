import { byIpProtocol } from "../application/ndpi";
import { recognise, serverName } from "../application/recognise";
import { type FeatureGroup, spec } from "../feature";

/** Packets with payload that are looked at before a flow is given up as unknown. */
const TRIES = 8;
const TCP = 6;
const UDP = 17;

/** L7_PROTO. The server's name, where the first bytes tell it, goes into the text column SERVER_NAME. */
export const application: FeatureGroup = {
  name: "application",
  // The number, and how many payloads were looked at.
  slots: 2,
  columns: [
    spec(
      "L7_PROTO",
      "1",
      "nDPI's number of the application protocol, a category: told by the IP protocol, or by the first bytes of the " +
        `first ${TRIES} packets with payload, some of them only on their registered port; 0 when unknown. ` +
        "Services inside of TLS and HTTP are not told apart: 91, not 91.126",
      "nProbe 57590",
    ),
  ],
  update(state, at, flow) {
    if (state[at] !== 0 || state[at + 1] >= TRIES) return;
    const packet = flow.packet;
    if (packet.protocol !== TCP && packet.protocol !== UDP) {
      state[at] = byIpProtocol(packet.protocol);
      state[at + 1] = TRIES;
    } else if (packet.payloadCaptured > 0) {
      const id = recognise(packet);
      state[at] = id;
      state[at + 1]++;
      if (id !== 0) flow.serverName = serverName(packet, id);
    }
  },
  finish(state, at, _flow, out, to) {
    out[to] = state[at];
  },
};
