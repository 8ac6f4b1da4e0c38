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
    // 100 packets: TC 0.3 + 0.02·1 rule + 0.05·1 field, and 0.05 for the drop.
    near(cost([rule("TC")]), 100 * (0.37 + 0.05));
    // IPTABLES 0.15 + 0.04 + 0.03, and 0.05.
    near(cost([rule("IPTABLES")]), 100 * (0.22 + 0.05));
    // OVS 0.9 + 0.06, halved by offload; and 0.25.
    near(cost([rule("OVS")], flow, true), 100 * (0.48 + 0.25));
    assert.equal(cost([]), 0);
  });

  it("spares the points behind a drop, and those behind a limit what it holds back", () => {
    near(cost([rule("TC"), rule("IPTABLES")]), cost([rule("TC")]));
    // 10 kbit/s let 10 packets of 125 bytes through each second.
    near(cost([rule("TC", "LIMIT"), rule("IPTABLES")]), 100 * (0.37 + 0.4) + 10 * (0.22 + 0.05));
    // A packet that leaves meets IPTABLES first.
    const leaving = { ...flow, sense: "EGRESS" } as const;
    const out = { ...rule("IPTABLES"), sense: "EGRESS" } as const;
    near(cost([{ ...rule("TC"), sense: "EGRESS" }, out], leaving), 100 * (0.22 + 0.05));
  });

  it("is infinite for more rules than a point holds", () => {
    const many = Array.from({ length: 1025 }, (_, i) => ({ ...rule("IPTABLES"), id: String(i) }));
    assert.equal(cost(many), Number.POSITIVE_INFINITY);
  });
});
