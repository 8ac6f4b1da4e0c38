import assert from "node:assert/strict";
import { capture } from "../../../src/lib/index";
import { bytes, decoded, told, V4, V6, v4, v6 } from "./support";

const { LinkType } = capture;
const ETHERNET = bytes("020000000002 020000000001 0800", v4);

/** A packet around others, between the outer end points. */
function around(protocol: number | "udp", payload: Uint8Array, port = 0): Uint8Array {
  const spec = { source: "198.51.100.1", target: "198.51.100.2", sourcePort: 50000, targetPort: port };
  return capture.buildPacket({ ...spec, protocol, payload });
}

describe("capture: tunnels", () => {
  const cases: [string, capture.Tunnel, Uint8Array, string, number?, number?][] = [
    ["IP in IP", "ip-in-ip", around(4, v4), V4],
    ["IPv6 in IPv4", "ip-in-ip", around(41, v6), V6],
    ["GRE", "gre", around(47, bytes("0000 0800", v4)), V4],
    [
      "GRE with checksum, key and sequence number",
      "gre",
      around(47, bytes("b000 86dd 00000000 0000002a 00000001", v6)),
      V6,
      42,
    ],
    ["GRE with Ethernet", "gre", around(47, bytes("2000 6558 00000007", ETHERNET)), V4, 7],
    ["PPTP", "gre", around(47, bytes("3081 880b 0024 0009 00000001 00000000 ff03 0021", v4)), V4, 9],
    ["ERSPAN II", "gre", around(47, bytes("1000 88be 00000001 1001000000000000", ETHERNET)), V4, 0],
    ["GTP-U", "gtp-u", around("udp", bytes("30 ff 0020 00000abc", v4), 2152), V4, 0xabc],
    [
      "GTP-U with sequence number",
      "gtp-u",
      around("udp", bytes("32 ff 0024 ffffffff 0001 00 00", v6), 2152),
      V6,
      0xffffffff,
    ],
    [
      "GTP-U with a QoS flow",
      "gtp-u",
      around("udp", bytes("34 ff 0028 00000001 0000 00 85 01 0009 00", v4), 2152),
      V4,
      1,
      9,
    ],
    ["VXLAN", "vxlan", around("udp", bytes("08000000 00007b00", ETHERNET), 4789), V4, 123],
    ["Teredo", "teredo", around("udp", v6, 3544), V6],
    [
      "Teredo with authentication and origin",
      "teredo",
      around("udp", bytes("0001 00 00 0000000000000000 00 0000 0000 00000000", v6), 3544),
      V6,
    ],
    ["TZSP", "tzsp", around("udp", bytes("01 00 0001 0a 01 c0 01", ETHERNET), 37008), V4],
    [
      "CAPWAP",
      "capwap",
      around(
        "udp",
        bytes("0010 0000 0000 0000 0008 0000", new Uint8Array(20), "aaaa03000000 0800", v4),
        5247,
      ),
      V4,
    ],
    [
      "GTP-U in VXLAN",
      "gtp-u",
      around(
        "udp",
        bytes(
          "08000000 00000100 020000000002 020000000001 0800",
          around("udp", bytes("30 ff 0020 00000005", v4), 2152),
        ),
        4789,
      ),
      V4,
      5,
    ],
  ];
  for (const [name, kind, packet, expected, id, qosFlow] of cases) {
    it(`${name}: inside and outside`, () => {
      const { packet: inner, reason } = decoded(packet, LinkType.RAW);
      assert.equal(reason, "none");
      assert.equal(told(inner), expected);
      assert.equal(capture.TUNNELS[inner.tunnel], kind);
      assert.equal(inner.tunnelId >>> 0, id ?? 0);
      assert.equal(inner.qosFlow, qosFlow ?? -1);
      assert.equal(inner.outerVersion, 4);
      assert.deepEqual(
        [...inner.data.subarray(inner.outerSourceAt, inner.outerSourceAt + 3)],
        [198, 51, 100],
      );
      const { packet: outer } = decoded(packet, LinkType.RAW, { inner: false });
      assert.match(told(outer), /^198\.51\.100\.1:/);
      assert.equal(outer.tunnel, 0);
    });
  }

  const closed: [string, Uint8Array][] = [
    [
      "ARP in VXLAN",
      around("udp", bytes("08000000 00007b00 020000000002 020000000001 0806", new Uint8Array(28)), 4789),
    ],
    ["a GTP-U echo", around("udp", bytes("32 01 0004 00000000 0001 0000"), 2152)],
    ["other traffic on VXLAN's port", around("udp", bytes("08000001 00007b00", ETHERNET), 4789)],
    ["GRE with routing", around(47, bytes("4000 0800", v4))],
    ["other traffic on Teredo's port", around("udp", bytes("60", new Uint8Array(60)), 3544)],
    ["nothing in IP in IP", around(4, new Uint8Array(0))],
    ["broken IP in IP", around(4, v4.subarray(0, 12))],
  ];
  for (const [name, packet] of closed) {
    it(`${name} leaves the packet around it`, () => {
      const { packet: read, reason } = decoded(packet, LinkType.RAW);
      assert.equal(reason, "none");
      assert.match(told(read), /^198\.51\.100\.1:/);
      assert.deepEqual([read.tunnel, read.outerVersion], [0, 0]);
    });
  }

  it("tunnels without end are left closed at a depth", () => {
    let packet: Uint8Array = v4;
    for (let depth = 0; depth < 40; depth++) packet = around(4, packet);
    assert.equal(decoded(packet, LinkType.RAW).reason, "none");
  });
});
