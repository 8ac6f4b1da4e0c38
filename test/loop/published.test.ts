import assert from "node:assert/strict";
import { openReference } from "../../src/lib/perf";
import type { Table } from "../../src/lib/table";
import { compete, type Entry, publishedContest, summary } from "./support/contest";

const SEEDS = [1, 2, 3, 4, 5, 6];

/** The published stream, over six seeds: about a minute of CPU time. */
describe("adaptation on the published tables (needs DATAPLANE_LAB_DRST)", function () {
  this.timeout(1_800_000);
  let loads: Table;
  let stimulus: Table;
  let rounds: Entry[][];
  const of = (name: string) =>
    summary(rounds.map((round) => round.find((entry) => entry.name === name) ?? assert.fail(name)));

  before(async function () {
    if (!process.env.DATAPLANE_LAB_DRST) this.skip();
    const reference = openReference("drst");
    loads = await reference.table("load_stimulus");
    stimulus = await reference.table("resource_stimulus");
    rounds = SEEDS.map(
      (seed) => compete(publishedContest(loads, stimulus), seed, { constant: 2113 }).entries,
    );
  });

  it("reaches accuracy@0.2 of 80, accuracy@0.25 of 84 and a MAE of 150 after its first trigger", () => {
    const { own } = of("default");
    assert.ok(own.acc20 >= 80, `accuracy@0.2 ${own.acc20}`);
    assert.ok(own.acc25 >= 84, `accuracy@0.25 ${own.acc25}`);
    assert.ok(own.mae <= 150, `MAE ${own.mae}`);
  });

  it("beats the original's adaptation, none and the constant on the same rows", () => {
    const ours = of("default").same;
    for (const name of ["original", "no adaptation", "constant 2113"]) {
      const theirs = of(name).same;
      assert.ok(ours.acc20 > theirs.acc20 + 5, `${name} ${theirs.acc20}`);
      assert.ok(ours.mae < theirs.mae, `${name} ${theirs.mae}`);
    }
  });

  it("finds the change within 100 rows of the stage boundary, and nothing before it", () => {
    for (const round of rounds) {
      const { trigger = Number.POSITIVE_INFINITY } = round[0];
      assert.ok(trigger >= 500 && trigger < 600, `first trigger at ${trigger}`);
    }
  });

  it("sees the original do what it does: one tier-A retraining at the 200th row of S, which does not pay", () => {
    for (const round of rounds) {
      const original = round.find(({ name }) => name === "original") ?? assert.fail();
      assert.equal(original.trigger, 699);
      assert.equal(original.adopted, 1);
    }
    const { own } = of("original");
    // Stated for six seeds of another random split: 68.6, 72.6, 330.
    assert.ok(Math.abs(own.acc20 - 68.6) < 3, `accuracy@0.2 ${own.acc20}`);
    assert.ok(Math.abs(own.acc25 - 72.6) < 3, `accuracy@0.25 ${own.acc25}`);
    assert.ok(Math.abs(own.mae - 330) < 35, `MAE ${own.mae}`);
  });

  it("has the constant 2113 where it was stated, and persistence above every model", () => {
    const { acc20 } = of("constant 2113").same;
    assert.ok(Math.abs(acc20 - 54) < 1, `${acc20}`);
    // It needs the truth of the second before at once, which is what a model is there to do without.
    const persistence = of("persistence").same;
    assert.ok(Math.abs(persistence.acc20 - 90.5) < 1, `${persistence.acc20}`);
  });
});
