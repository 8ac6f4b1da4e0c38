import { type FeatureGroup, spec } from "../feature";

const PORT = 21;

/** The reply code that an FTP server gave last. */
export const ftp: FeatureGroup = {
  name: "ftp",
  slots: 1,
  columns: [
    spec(
      "FTP_COMMAND_RET_CODE",
      "1",
      "latest reply code of an FTP server (TCP port 21); missing without one",
      "nProbe plug-in",
    ),
  ],
  update(state, at, { packet }) {
    if (packet.sourcePort !== PORT || !packet.hasTcp || packet.payloadCaptured < 4) return;
    const { data, payload } = packet;
    const code = digit(data[payload]) * 100 + digit(data[payload + 1]) * 10 + digit(data[payload + 2]);
    const separator = data[payload + 3];
    // "230 ", or "230-" where more lines follow. Codes run from 100 to 659; digit() makes nonsense negative.
    if (code >= 100 && code < 660 && (separator === 0x20 || separator === 0x2d)) state[at] = code;
  },
  finish(state, at, _flow, out, to) {
    out[to] = state[at] === 0 ? Number.NaN : state[at];
  },
};

function digit(byte: number): number {
  return byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : -1000;
}
