import { type FeatureGroup, spec } from "../feature";

/** Packets by IP total length; each class holds its upper bound, and what is above 1514 is in none of them. */
export const sizes: FeatureGroup = {
  name: "sizes",
  slots: 5,
  columns: [
    spec("NUM_PKTS_UP_TO_128_BYTES", "packets", "IP total length ≤ 128", "nProbe 57560"),
    spec("NUM_PKTS_128_TO_256_BYTES", "packets", "128 < IP total length ≤ 256", "nProbe 57561"),
    spec("NUM_PKTS_256_TO_512_BYTES", "packets", "256 < IP total length ≤ 512", "nProbe 57562"),
    spec("NUM_PKTS_512_TO_1024_BYTES", "packets", "512 < IP total length ≤ 1024", "nProbe 57563"),
    spec("NUM_PKTS_1024_TO_1514_BYTES", "packets", "1024 < IP total length ≤ 1514", "nProbe 57564"),
  ],
  update(state, at, { packet }) {
    const length = packet.ipLength;
    if (length <= 128) state[at]++;
    else if (length <= 256) state[at + 1]++;
    else if (length <= 512) state[at + 2]++;
    else if (length <= 1024) state[at + 3]++;
    else if (length <= 1514) state[at + 4]++;
  },
  finish(state, at, _flow, out, to) {
    for (let i = 0; i < 5; i++) out[to + i] = state[at + i];
  },
};
