import assert from "node:assert/strict";
import { portCost, type Rule, type SimulatedFlow } from "../../../src/lib/label";

const flow: SimulatedFlow = {
  id: "f",
  portId: "p",
  sense: "INGRESS",
  encapsulation: "none",
  packetSize: 125,
  rate: 100,
  fields: { protocol: "tcp", source_port: 1 },
};
const rule = (technology: string, name: Rule["action"]["name"] = "DROP"): Rule => ({
  id: technology,
  portId: "p",
  technology,
  match: { protocol: "tcp" },
  action: { name, rate: name === "LIMIT" ? 10_000 : null },
  sense: "INGRESS",
});
const cost = (rules: readonly Rule[], given = flow, physical = false): number =>
  portCost([{ flow: given, rate: 100 }], rules, physical);
const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual}`);

describe("cost of a port", () => {
  it("is the worked sum of look-ups and actions", () => {
    // TC: 0.3 + 0.1·log2(1 + 1 rule) + 0.02·1 field, and 0.1 for the drop; nothing comes to the others.
    near(cost([rule("TC")]), 100 * (0.42 + 0.1));
    // TC 0.3 and OVS 0.5 in its way, IPTABLES 0.15 + 0.03·1 rule + 0.01·1 field, and 0.03.
    near(cost([rule("IPTABLES")]), 100 * (0.3 + 0.5 + 0.19 + 0.03));
    // OVS 0.5 + 0.08·1 field and 0.25, all of it halved by offload.
    near(cost([rule("OVS")], flow, true), 100 * (0.3 + 0.29 + 0.125));
    near(cost([]), 100 * (0.3 + 0.5 + 0.15));
    // In a tunnel each matched packet costs 0.6 more.
    const tunnelled = { ...flow, encapsulation: "gtp" } as const;
    near(cost([rule("IPTABLES")], tunnelled), 100 * (0.3 + 0.5 + 0.19 + 0.63));
  });

  it("spares the points behind a drop, and those behind a limit what it holds back", () => {
    near(cost([rule("TC"), rule("IPTABLES")]), cost([rule("TC")]));
    // 10 kbit/s let 10 packets of 125 bytes through each second.
    near(cost([rule("TC", "LIMIT"), rule("IPTABLES")]), 100 * (0.42 + 0.3) + 10 * (0.5 + 0.19 + 0.03));
    // A packet that leaves meets IPTABLES first.
    const leaving = { ...flow, sense: "EGRESS" } as const;
    const out = { ...rule("IPTABLES"), sense: "EGRESS" } as const;
    near(cost([{ ...rule("TC"), sense: "EGRESS" }, out], leaving), 100 * (0.19 + 0.03));
  });

  it("is infinite for more rules than a point holds", () => {
    const many = Array.from({ length: 1025 }, (_, i) => ({ ...rule("IPTABLES"), id: String(i) }));
    assert.equal(cost(many), Number.POSITIVE_INFINITY);
  });
});
