import assert from "node:assert/strict";
import { aggregateFlows, aggregateQueues, buildInstances, instanceColumns } from "../../../src/lib/label";
import { INSTANCE_FEATURES, requireSchema, schemas } from "../../../src/lib/table";
import { metrics, partsOf, TABLE_III, tableIII } from "./sample";

describe("instance builder", () => {
  it("makes the paper's printed instance, column by column", () => {
    const t = buildInstances([tableIII()]);
    requireSchema(t, schemas.instances);
    assert.deepEqual(
      t.names.map((name) => t.at(0, name)),
      TABLE_III,
    );
    // 324 bytes a packet on the wire, by rule and by port: the 284 of the flow and a GTP-U envelope of 40.
    const cell = (number: number): number => t.at(0, INSTANCE_FEATURES[number - 1].name) as number;
    assert.equal(cell(30) / cell(26), 324);
    assert.equal(cell(21) / cell(20), 324);
    assert.equal(cell(18) + 40, 324);
  });

  it("takes technology and queue columns from the technology that enforces the rule", () => {
    const parts = partsOf([1, 1, 1], 1);
    const rows = ["TC", "IPTABLES", "XDP"].map((technology) => ({
      ...parts,
      rule: new Map([...parts.rule, ["rule_technology", technology]]),
    }));
    assert.deepEqual([...buildInstances(rows).numbers("rx_packets")], [100, 300, Number.NaN]);
  });

  it("pivots by technology; what a port does not have is missing, not 0", () => {
    const t = buildInstances([partsOf([1, 2], 1)], { technologies: ["TC", "OVS", "IPTABLES"] });
    assert.equal(t.names.length, 2 + 1 + 30 + 15 + 4 + 12);
    assert.deepEqual(
      ["TC_rx_packets", "OVS_rx_packets", "IPTABLES_rx_packets", "OVS_queue_length"].map((name) =>
        t.at(0, name),
      ),
      [100, 200, null, 30],
    );
  });

  it("gives queues and flows columns of their own when told how many", () => {
    const layout = { technologies: ["TC", "OVS"], queues: 2, flows: 3 };
    const t = buildInstances([partsOf([1, 2], 2)], layout);
    assert.deepEqual(
      ["TC_queue1_queue_length", "TC_queue2_queue_length", "OVS_queue2_queue_length"].map((name) =>
        t.at(0, name),
      ),
      [10, null, 20],
    );
    assert.deepEqual(
      ["flow1_total_packets", "flow2_total_packets", "flow3_total_packets"].map((name) => t.at(0, name)),
      [1, 2, null],
    );
    assert.throws(() => buildInstances([partsOf([1, 3], 2)], layout), { code: "limit", found: "3" });
    assert.throws(() => buildInstances([partsOf([1, 2], 4)], layout), { code: "limit", hint: /aggregate/ });
  });

  it("aggregates: packets and lengths add up, sizes are means over packets, differences are mixed", () => {
    const flows = aggregateFlows([
      metrics({ flow_encapsulation: "gtp", flow_sense: "INGRESS", packet_size: 100, total_packets: 30 }),
      metrics({ flow_encapsulation: "none", flow_sense: "INGRESS", packet_size: 400, total_packets: 10 }),
    ]);
    assert.deepEqual(Object.fromEntries(flows), {
      flow_encapsulation: "mixed",
      flow_sense: "INGRESS",
      packet_size: 175,
      total_packets: 40,
    });
    const queues = aggregateQueues([
      metrics({
        queues: 2,
        queue_length: 10,
        queue_discipline: "htb",
        queue_max_bandwidth: 1e6,
        queue_usage: 0,
      }),
      metrics({ queues: 2, queue_length: 5, queue_discipline: "htb", queue_usage: 3 }),
    ]);
    assert.deepEqual(Object.fromEntries(queues), {
      queues: 2,
      queue_length: 15,
      queue_discipline: "htb",
      queue_max_bandwidth: null,
      queue_usage: 3,
    });
    for (const nothing of [aggregateFlows([]), aggregateQueues([])]) {
      assert.ok([...nothing.values()].every((value) => value === null));
    }
  });

  it("does not let a missing part pass for a zero", () => {
    const flow = aggregateFlows([
      metrics({ packet_size: 100, total_packets: 1 }),
      metrics({ packet_size: 200 }),
    ]);
    assert.equal(flow.get("total_packets"), null);
    assert.equal(flow.get("packet_size"), null);
  });

  it("refuses a text where a number belongs, a number as text, and a technology twice", () => {
    const parts = tableIII();
    const wrong = (name: string, value: string | number) => ({
      ...parts,
      rule: new Map([...parts.rule, [name, value]]),
    });
    assert.throws(() => buildInstances([parts, wrong("rule_complexity", "three")]), {
      code: "type",
      message: 'column "rule_complexity": expected a number in row 1, found "three"',
    });
    assert.throws(() => buildInstances([wrong("rule_sense", 1)]), { code: "type" });
    assert.throws(() => buildInstances([{ ...parts, points: [parts.points[0], parts.points[0]] }]), {
      code: "argument",
    });
  });

  it("of no instances is an empty table with all columns", () => {
    const t = buildInstances([]);
    assert.equal(t.length, 0);
    assert.deepEqual(
      t.names,
      instanceColumns().map((column) => column.name),
    );
  });
});
