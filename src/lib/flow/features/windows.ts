import { type FeatureGroup, spec } from "../feature";

/** The greatest TCP window as it stands in the header, without the scale that the connection may have agreed on. */
export const windows: FeatureGroup = {
  name: "windows",
  slots: 2,
  columns: [
    spec(
      "TCP_WIN_MAX_IN",
      "bytes",
      "greatest unscaled TCP window src→dst; missing without TCP",
      "nProbe 57888",
    ),
    spec(
      "TCP_WIN_MAX_OUT",
      "bytes",
      "greatest unscaled TCP window dst→src; missing without TCP",
      "nProbe 57892",
    ),
  ],
  start(state, at) {
    state[at] = -1;
    state[at + 1] = -1;
  },
  update(state, at, { packet, direction }) {
    if (packet.hasTcp && packet.tcpWindow > state[at + direction]) state[at + direction] = packet.tcpWindow;
  },
  finish(state, at, _flow, out, to) {
    out[to] = state[at] < 0 ? Number.NaN : state[at];
    out[to + 1] = state[at + 1] < 0 ? Number.NaN : state[at + 1];
  },
};
