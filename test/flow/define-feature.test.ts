import assert from "node:assert/strict";
import { flow } from "../../src/lib/index";
import { back, flowsOf, there } from "./support";

describe("flow: defineFeature", () => {
  it("counts with the slots it asked for, and may leave a cell missing", () => {
    const meanPayload = flow.defineFeature({
      name: "MEAN_PAYLOAD",
      unit: "bytes",
      formula: "mean payload of packets that have one",
      slots: 2,
      update(state, at, { packet }) {
        if (packet.payloadLength === 0) return;
        state[at]++;
        state[at + 1] += packet.payloadLength;
      },
      value: (state, at) => state[at + 1] / state[at],
    });
    const share = flow.defineFeature({
      name: "SHARE_BACK",
      unit: "1",
      formula: "OUT_PKTS / (IN_PKTS + OUT_PKTS)",
      slots: 0,
      update: () => undefined,
      value: (_state, _at, { packets }) => packets[1] / (packets[0] + packets[1]),
    });
    const { rows } = flowsOf(
      [
        [0, there({ payload: "1234" })],
        [1, back({ payload: "123456" })],
        [2, there()],
        [2, there({ protocol: "udp" })],
      ],
      { extra: [meanPayload, share] },
    );
    assert.deepEqual([rows[0].MEAN_PAYLOAD, rows[1].MEAN_PAYLOAD], [5, null]);
    assert.equal(rows[0].SHARE_BACK, 1 / 3);
    assert.equal(flow.flowSchema({ extra: [share] }).columns.at(-1)?.name, "SHARE_BACK");
  });
});
