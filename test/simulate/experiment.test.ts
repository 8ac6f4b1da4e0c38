import assert from "node:assert/strict";
import { simulate, table } from "../../src/lib/index";

const median = (values: Iterable<number>) =>
  [...values].sort((a, b) => a - b)[Math.floor([...values].length / 2)];
const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
const stimulus = (vnf: table.Vnf, experiments = 2) =>
  simulate.stagePlan(2, { seed: 11, vnf, experiments }).map(simulate.simulateExperiment);
const stressedRows = ({ plan }: simulate.Experiment) => {
  const [{ from, until }] = plan.stress;
  return Array.from({ length: Math.floor(until) - Math.ceil(from) - 2 }, (_, i) => Math.ceil(from) + 1 + i);
};

describe("simulate.simulateExperiment", () => {
  it("keeps every core busy at any load, and shares it with the stress workers", () => {
    const [ladder] = simulate.stagePlan(0, { seed: 11, experiments: 1 }).map(simulate.simulateExperiment);
    for (const vnf of table.VNFS) {
      assert.ok(Math.abs(median(ladder.counts[vnf].cycles) / simulate.CYCLES_PER_SECOND - 1) < 0.002, vnf);
    }
    const [one, three] = stimulus("ndpi_stats");
    for (const [run, share] of [
      [one, 1 / 2],
      [three, 1 / 4],
    ] as const) {
      const cycles = stressedRows(run).map(
        (k) => run.counts.ndpi_stats.cycles[k] / simulate.CYCLES_PER_SECOND,
      );
      assert.ok(Math.abs(median(cycles) - share) < 0.01);
    }
  });

  it("drops as published under stress: about 0.6 left beside one worker, 0.33 to 0.46 beside three", () => {
    // Medians of the published stage 2, by stressed VNF, for one and three workers.
    const published: Record<table.Vnf, readonly [number, number]> = {
      firewall: [0.67, 0.457],
      ndpi_stats: [0.651, 0.425],
      nf_router: [0.616, 0.371],
      payload_scan: [0.615, 0.368],
      bridge: [0.576, 0.327],
    };
    for (const vnf of table.VNFS) {
      stimulus(vnf).forEach((run, w) => {
        const ratio = stressedRows(run).map((k) => run.rx[k].mbit / run.tx[k].mbit);
        assert.ok(Math.abs(median(ratio) - published[vnf][w]) < 0.025, `${vnf}: ${median(ratio)}`);
      });
    }
  });

  it("starves what lies behind the stressed VNF and spares what lies before it", () => {
    const [, three] = stimulus("nf_router");
    const calm = Array.from({ length: 12 }, (_, k) => k + 3);
    const change = (vnf: table.Vnf) => {
      const references = three.counts[vnf]["cache-references"];
      return mean(stressedRows(three).map((k) => references[k])) / mean(calm.map((k) => references[k]));
    };
    assert.ok(change("bridge") < 0.55 && change("payload_scan") < 0.55);
    assert.ok(change("ndpi_stats") > 0.7 && change("ndpi_stats") < 0.9);
    assert.ok(change("firewall") > 0.85);
  });

  it("loses nothing on the ladder, whose output follows its input", () => {
    const [{ tx, rx }] = simulate.stagePlan(0, { seed: 11, experiments: 1 }).map(simulate.simulateExperiment);
    const ratio = tx.map((row, k) => rx[k].mbitWithFraming / row.mbitWithFraming);
    assert.ok(Math.min(...ratio) > 0.975 && Math.max(...ratio) < 1.05);
    assert.ok(Math.max(...tx.map((row) => row.mbitWithFraming)) > 9900);
    assert.ok(Math.max(...tx.map((row) => row.mbitWithFraming)) < 10_000);
  });

  it("sees a rate step one row earlier in the counters than in the rate log, as published", () => {
    const [run] = simulate.stagePlan(0, { seed: 11, experiments: 1 }).map(simulate.simulateExperiment);
    const step = 9;
    assert.ok(run.tx[step].mbit < 600 && run.tx[step + 1].mbit > 990);
    const references = run.counts.payload_scan["cache-references"];
    assert.ok(references[step] > 1.6 * references[step - 1]);
  });

  it("shows an intervention where it happens, from when it happens", () => {
    for (const plan of simulate.stagePlan(3, { seed: 11, experiments: 6 })) {
      const { tx, rx, counts } = simulate.simulateExperiment(plan);
      const [{ at, vnf, kind }] = plan.interventions;
      const before = Math.floor(at) - 5;
      const after = Math.ceil(at) + 5;
      assert.ok(rx[before].mbit / tx[before].mbit > 0.99, `${plan.name} before`);
      assert.ok(rx[after].mbit / tx[after].mbit < 0.97, `${plan.name} after`);
      const { cycles, instructions } = counts[vnf];
      if (kind === "throttle") assert.ok(cycles[after] < 0.8 * cycles[before]);
      else assert.ok(instructions[after] < 0.8 * instructions[before]);
      if (kind === "move") {
        assert.ok(counts[vnf]["LLC-load-misses"][after] > 100 * counts[vnf]["LLC-load-misses"][before]);
      }
    }
  });

  it("reports lost probes as the time-out and keeps every other one above the floor", () => {
    for (const run of stimulus("bridge")) {
      const lost = run.latencyNs.filter((ns) => ns === 15_000_000).length;
      assert.ok(lost > 8 && lost < 60);
      assert.ok(run.latencyNs.every((ns) => Number.isInteger(ns) && ns >= 5900 && ns <= 15_000_000));
    }
  });

  it("lets nothing through before the chain is ready", () => {
    const [run] = simulate.stagePlan(1, { seed: 11, experiments: 1 }).map(simulate.simulateExperiment);
    assert.equal(run.rx[0].mbit, 0);
    assert.ok(run.tx[0].mbit > 0 && run.rx[5].mbit > 0);
    assert.equal(run.latencyNs[0], 15_000_000);
    const firewall = run.nfOut.filter(({ tag }) => tag === "firewall");
    assert.ok((firewall[0].fields[13] as number) > 0, "what comes before is dropped at the first ring");
  });
});
