import assert from "node:assert/strict";
import { capture, flow } from "../../src/lib/index";
import { frames, type Step, there } from "./support";

describe("flow: addresses of a packet as text", () => {
  it("are those with which the packet was made, in both versions and behind a tag", async () => {
    const pairs = [
      ["192.0.2.1", "255.255.255.255"],
      ["2001:db8::1", "fe80::2:0:0:3"],
    ];
    const steps = pairs.flatMap(([source, target]): Step[] => [
      [0, there({ source, target })],
      [1, there({ source, target, vlan: 7 })],
    ]);
    const packet = new capture.Packet();
    const seen: string[][] = [];
    await capture.forEachFrame(capture.encodePcap(frames(steps)), (frame) => {
      assert.equal(capture.decode(packet, frame, false), capture.Outcome.OK);
      const { data, sourceAt, targetAt, version } = packet;
      seen.push([flow.addressText(data, sourceAt, version), flow.addressText(data, targetAt, version)]);
    });
    assert.deepEqual(
      seen,
      pairs.flatMap((pair) => [pair, pair]),
    );
  });
});
