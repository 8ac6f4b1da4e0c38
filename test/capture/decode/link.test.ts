import assert from "node:assert/strict";
import { capture } from "../../../src/lib/index";
import { bytes, decoded, told, V4, V6, v4, v6 } from "./support";

const { LinkType } = capture;
const MACS = "020000000002 020000000001";
const DATA = "08 02 0000 020000000001 020000000002 020000000003 0000";
const SNAP = "aaaa03 000000 0800";

describe("capture: link layers", () => {
  const cases: [string, number, Uint8Array, string, number?][] = [
    ["Ethernet, IPv4", LinkType.ETHERNET, bytes(MACS, "0800", v4), V4],
    ["Ethernet, IPv6", LinkType.ETHERNET, bytes(MACS, "86dd", v6), V6],
    ["Ethernet with padding", LinkType.ETHERNET, bytes(MACS, "0800", v4, "000000000000"), V4],
    ["802.1Q", LinkType.ETHERNET, bytes(MACS, "8100 2005 0800", v4), V4, 5],
    ["QinQ, 802.1ad outside", LinkType.ETHERNET, bytes(MACS, "88a8 0001 8100 0002 86dd", v6), V6, 4098],
    ["802.3 with SNAP", LinkType.ETHERNET, bytes(MACS, "0028", SNAP, v4), V4],
    ["MPLS, two labels", LinkType.ETHERNET, bytes(MACS, "8847 00001040 00002140", v4), V4],
    ["PPPoE", LinkType.ETHERNET, bytes(MACS, "8864 1100 0001 0022 0021", v4), V4],
    ["PPPoE, IPv6", LinkType.ETHERNET, bytes(MACS, "8864 1100 0001 0022 0057", v6), V6],
    ["raw IPv4", LinkType.RAW, v4, V4],
    ["raw IPv6", LinkType.RAW, v6, V6],
    ["raw, BSD's number", LinkType.RAW_BSD, v4, V4],
    ["raw IPv4 link type", LinkType.IPV4, v4, V4],
    ["raw IPv6 link type", LinkType.IPV6, v6, V6],
    ["BSD loopback, little-endian", LinkType.NULL, bytes("02000000", v4), V4],
    ["BSD loopback, IPv6", LinkType.NULL, bytes("1e000000", v6), V6],
    ["OpenBSD loopback", LinkType.LOOP, bytes("00000002", v4), V4],
    ["Linux cooked v1", LinkType.LINUX_SLL, bytes("0000 0001 0006 020000000001 0000 0800", v4), V4],
    ["Linux cooked v2", LinkType.LINUX_SLL2, bytes("86dd 0000 00000002 0001 00 06 0200000000010000", v6), V6],
    ["PPP", LinkType.PPP, bytes("0021", v4), V4],
    ["PPP, short protocol field", LinkType.PPP, bytes("21", v4), V4],
    ["PPP with its HDLC address", LinkType.PPP, bytes("ff03 0057", v6), V6],
    ["Cisco HDLC", LinkType.CISCO_HDLC, bytes("0f00 0800", v4), V4],
    ["802.11", LinkType.IEEE802_11, bytes(DATA, SNAP, v4), V4],
    ["802.11 with QoS", LinkType.IEEE802_11, bytes(DATA.replace(/^08/, "88"), "0000", SNAP, v4), V4],
    ["radiotap", LinkType.IEEE802_11_RADIOTAP, bytes("0000 0900 02000000 00", DATA, SNAP, v4), V4],
    ["PPI", LinkType.PPI, bytes("00 00 0800 01000000", MACS, "0800", v4), V4],
  ];
  for (const [name, link, frame, expected, vlan] of cases) {
    it(name, () => {
      const { packet, reason } = decoded(frame, link);
      assert.equal(reason, "none");
      assert.equal(told(packet), expected);
      assert.equal(packet.vlan, vlan ?? 0);
      assert.equal(packet.frameLength, frame.length);
    });

    it(`${name}: any cut gives a reason, or the packet`, () => {
      for (let length = 0; length < frame.length; length++) {
        const { reason } = decoded(frame.subarray(0, length), link, { length: frame.length });
        const kinds = ["cut-off", "none", ...(link === LinkType.PPI ? ["not-ip"] : [])];
        assert.ok(kinds.includes(reason), `${length} bytes: ${reason}`);
      }
    });
  }

  const others: [string, number, Uint8Array, capture.Reason][] = [
    ["ARP", LinkType.ETHERNET, bytes(MACS, "0806 0001080006040001", new Uint8Array(20)), "not-ip"],
    ["spanning tree", LinkType.ETHERNET, bytes(MACS, "0026 424203", new Uint8Array(35)), "not-ip"],
    ["PPP negotiation", LinkType.PPP, bytes("c021 01010004", new Uint8Array(8)), "not-ip"],
    ["an unknown link type", 147, v4, "link-type"],
    [
      "802.11 under encryption",
      LinkType.IEEE802_11,
      bytes(DATA.replace("08 02", "08 42"), SNAP, v4),
      "encrypted",
    ],
    ["802.11 beacon", LinkType.IEEE802_11, bytes(DATA.replace("08 02", "80 00"), v4), "not-ip"],
    [
      "radiotap, bad checksum",
      LinkType.IEEE802_11_RADIOTAP,
      bytes("0000 0900 02000000 40", DATA, SNAP, v4),
      "bad-checksum",
    ],
  ];
  for (const [name, link, frame, reason] of others) {
    it(`${name} is ${reason}`, () => assert.equal(decoded(frame, link).reason, reason));
  }
});
