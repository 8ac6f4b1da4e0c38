import assert from "node:assert/strict";
import { capture } from "../../../src/lib/index";
import { bytes, decoded, told, V6, v4, v6 } from "./support";

const { LinkType } = capture;

/** A copy of a packet with some bytes changed. */
function changed(packet: Uint8Array, changes: Record<number, number>): Uint8Array {
  const copy = Uint8Array.from(packet);
  for (const [at, value] of Object.entries(changes)) copy[Number(at)] = value;
  return copy;
}

/** An IPv6 packet with extension headers between the fixed header and the rest. */
function extended(first: number, headers: string): Uint8Array {
  const extra = bytes(headers);
  const packet = bytes(v6.subarray(0, 40), extra, v6.subarray(40));
  const length = packet.length - 40;
  return changed(packet, { 4: length >> 8, 5: length & 255, 6: first });
}

describe("capture: IP and transport headers", () => {
  it("reads what TCP says", () => {
    const { packet } = decoded(v6, LinkType.RAW);
    assert.equal(packet.ipLength, v6.length);
    assert.equal(packet.ttl, 64);
    assert.deepEqual([packet.hasTcp, packet.tcpFlags, packet.tcpWindow], [true, 2, 512]);
    assert.equal(packet.tcpSequence >>> 0, 0xfffffff0);
    assert.equal(Buffer.from(packet.data.subarray(packet.payload, packet.payload + 3)).toString(), "six");
    assert.deepEqual([packet.payloadLength, packet.payloadCaptured], [3, 3]);
  });

  it("passes IPv4 options", () => {
    const packet = changed(bytes(v4.subarray(0, 20), "01010101", v4.subarray(20)), {
      0: 0x46,
      3: v4.length + 4,
    });
    const { packet: read, reason } = decoded(packet, LinkType.RAW);
    assert.deepEqual([reason, read.sourcePort, read.payloadLength], ["none", 1111, 4]);
  });

  it("passes extension headers of IPv6", () => {
    const cases: [number, string][] = [
      [0, "06 00 010400000000"],
      [60, "06 01 0104000000000000 000000000000"],
      [43, "3c 00 000000000000 06 00 010400000000"],
      [44, "06 00 0000 00000007"],
    ];
    for (const [first, headers] of cases) {
      const { packet, reason } = decoded(extended(first, headers), LinkType.RAW);
      assert.equal(reason, "none");
      assert.equal(told(packet), V6);
    }
  });

  it("knows fragments of both versions", () => {
    const first = decoded(changed(v4, { 6: 0x20, 5: 9 }), LinkType.RAW).packet;
    assert.deepEqual([first.moreFragments, first.fragmentOffset, first.sourcePort], [true, 0, 1111]);
    const later = decoded(changed(v4, { 6: 0x00, 7: 0x02 }), LinkType.RAW).packet;
    assert.deepEqual([later.moreFragments, later.fragmentOffset, later.sourcePort], [false, 16, 0]);
    const six = decoded(extended(44, "06 00 0010 00000007"), LinkType.RAW).packet;
    assert.deepEqual([six.fragmentOffset, six.identification, six.protocol, six.sourcePort], [16, 7, 6, 0]);
  });

  it("takes the rest of the frame where segmentation offload left the length 0", () => {
    const { packet } = decoded(changed(v4, { 2: 0, 3: 0 }), LinkType.RAW);
    assert.equal(packet.ipLength, v4.length);
  });

  it("counts a packet cut by the snap length by what its header says", () => {
    const { packet, reason } = decoded(v4.subarray(0, 24), LinkType.RAW, { length: v4.length });
    assert.deepEqual(
      [reason, packet.ipLength, packet.payloadLength, packet.payloadCaptured],
      ["none", 32, 4, 0],
    );
  });

  it("reads type and code of ICMP", () => {
    const spec = { source: "192.0.2.1", target: "192.0.2.2", protocol: "icmp", type: 3, code: 1 } as const;
    const { packet } = decoded(capture.buildPacket(spec), LinkType.RAW);
    assert.deepEqual([packet.icmpType, packet.icmpCode, packet.sourcePort], [3, 1, 0]);
  });

  it("gives a TCP header that is too short no ports", () => {
    const { packet, reason } = decoded(changed(v4, { 9: 6 }), LinkType.RAW);
    assert.deepEqual([reason, packet.sourcePort, packet.hasTcp], ["none", 0, false]);
  });

  const malformed: [string, Uint8Array][] = [
    ["a header length below 20", changed(v4, { 0: 0x44 })],
    ["a length below the header", changed(v4, { 3: 19 })],
    ["a length beyond the frame", changed(v4, { 3: 33 })],
    ["an IPv6 length beyond the frame", changed(v6, { 5: 200 })],
    ["extension headers beyond the packet", extended(0, "06 20 010400000000")],
  ];
  for (const [name, packet] of malformed) {
    it(`${name} is malformed`, () => assert.equal(decoded(packet, LinkType.RAW).reason, "malformed"));
  }
});
