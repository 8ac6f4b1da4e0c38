import assert from "node:assert/strict";
import { random } from "../../../src/lib/core";
import { runStrategy, strategy } from "../../../src/lib/loop";
import { Table, VNFS } from "../../../src/lib/table";

/** Five VNFs with three counters each that follow a load that goes down and up; `change` may bend them. */
function chain(
  rows: number,
  seed: string,
  change: (name: string, value: number) => number = (_, v) => v,
): Table {
  const draw = random(seed);
  const load = Float64Array.from(
    { length: rows },
    (_, i) => 200 + 800 * Math.abs(((i % 180) + draw.uniform()) / 90 - 1),
  );
  const counters = VNFS.flatMap((vnf, v) =>
    ["instructions", "branches", "cycles"].map((event, e) => {
      const name = `${vnf}_${event}`;
      return [
        name,
        load.map((x) => change(name, x * (2 + v + 3 * e) * (1 + 0.005 * draw.normal()))),
      ] as const;
    }),
  );
  return Table.of({
    experiment: Array.from({ length: rows }, (_, i) => `exp-${Math.floor(i / 50)}`),
    ...Object.fromEntries(counters),
    output_rate: load.map((x) => change("output_rate", x)),
  });
}

const reference = chain(800, "reference");

function readings(rows: Table, name = "none") {
  return runStrategy(strategy(name), reference, [{ name: "s", rows }], { seed: 1 }).readings;
}

function alarmed(rows: Table): Set<string> {
  return new Set(
    readings(rows).flatMap(({ signs }) => signs.filter(({ alarm }) => alarm).map(({ name }) => name)),
  );
}

describe("default monitor", () => {
  it("raises no sign where nothing changes, nor for another load alone in the structure", () => {
    assert.deepEqual([...alarmed(chain(600, "calm"))], []);
    const heavier = chain(400, "heavier").filter((i) => i % 4 > 0);
    assert.ok(!alarmed(heavier).has("structure"));
  });

  it("sees errors grow while the inputs stay (B25)", () => {
    const found = alarmed(chain(300, "mislabelled", (name, v) => (name === "output_rate" ? v / 2 : v)));
    assert.deepEqual([...found], ["residuals"]);
  });

  it("sees a fault of one VNF that the mean over all hides (B25)", () => {
    const rows = chain(400, "fault", (name, v) => (name.startsWith("bridge_") ? v + 5000 : v));
    const first = readings(rows).find(({ signs }) => signs.some((s) => s.name === "vnf" && s.alarm));
    const inputs =
      first?.signs.find(({ name }) => name === "inputs") ?? assert.fail("the fault was not seen");
    assert.equal(inputs.alarm, false, "the mean over all functions is not up yet");
    assert.equal(Object.entries(first?.perVnf ?? {}).sort((a, b) => b[1] - a[1])[0][0], "bridge");
  });

  it("finds a broken relation within a hundred rows, though every value is one that was seen before", () => {
    const rows = chain(200, "calm");
    const bridge = rows.numbers("bridge_cycles");
    const swapped = rows.with(
      "bridge_cycles",
      bridge.map((_, i) => bridge[(i + 77) % bridge.length]),
    );
    const first = readings(swapped).find(({ signs }) => signs.some(({ alarm }) => alarm));
    assert.ok(first !== undefined && first.seq < 100, `found at ${first?.seq}`);
    assert.deepEqual(
      first.signs.filter(({ alarm }) => alarm).map(({ name }) => name),
      ["structure"],
    );
  });

  it("can reach each tier, and asks for it (B6)", () => {
    const far = chain(400, "far", (name, v) => (name === "output_rate" ? v : v * 20));
    // A margin that nothing can beat: the old normal stays, and the divergence rises to its bound.
    const never = strategy("default", { margin: 0.99, patience: 100, every: 1, model: { kind: "ridge" } });
    const run = runStrategy(never, reference, [{ name: "far", rows: far }], { seed: 1 });
    assert.deepEqual([...new Set(run.readings.map(({ tier }) => tier))].sort(), [0, 1, 2, 3]);
    assert.deepEqual([...new Set(run.outcomes.map(({ trigger }) => trigger.tier))].sort(), ["A", "B", "C"]);
    assert.deepEqual(
      run.outcomes.filter(({ kind }) => kind === "failed"),
      [],
    );
    for (const { tiers: limits, bound } of run.readings) {
      assert.ok(limits.every((limit, i) => limit < bound && (i === 0 || limit > limits[i - 1])));
    }
  });

  it("takes what it sees for normal after an adoption", () => {
    const rows = chain(900, "bent", (name, v) =>
      name === "output_rate" ? v / 2 : name.startsWith("bridge") ? v * 3 : v,
    );
    const run = runStrategy(strategy("default"), reference, [{ name: "bent", rows }], { seed: 1 });
    assert.ok(run.outcomes.some(({ kind }) => kind === "adopted"));
    const last = run.readings.at(-1) ?? assert.fail();
    assert.deepEqual(
      last.signs.filter(({ alarm }) => alarm).map(({ name }) => name),
      [],
    );
  });
});
