import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { random } from "../../../src/lib/core";
import {
  createDetector,
  type Detector,
  driftFeatures,
  type EvaluationOptions,
  evaluateDetector,
  expectedNullScore,
  type LabelledStream,
  nullScores,
  nullScoreTable,
  type Verdict,
} from "../../../src/lib/drift";
import { Table } from "../../../src/lib/table";
import { DRST, publishedTables } from "../published";

/** A detector that says what it is told to, at every row. */
class Scripted implements Detector {
  readonly name = "scripted";
  readonly features = ["x"];
  readonly missing = 0;
  rows = 0;
  rebases = 0;
  readonly #alarms: ReadonlySet<number>;

  constructor(alarms: readonly number[]) {
    this.#alarms = new Set(alarms);
  }

  update(): Verdict {
    const alarm = this.#alarms.has(this.rows++);
    return {
      evaluated: true,
      alarm,
      warning: false,
      statistic: 0,
      threshold: 0,
      culprits: [],
      level: Number(alarm),
    };
  }

  rebase(): void {
    this.rebases++;
  }

  toJSON(): never {
    throw new Error("not needed");
  }
}

function stream(length: number, ...changes: number[]): LabelledStream {
  return { name: "s", rows: Table.of({ x: new Float64Array(length) }), changes };
}

describe("evaluateDetector", () => {
  const scripted = (alarms: readonly number[], s: LabelledStream, options?: EvaluationOptions) =>
    evaluateDetector(() => new Scripted(alarms), [s], options)[0];

  it("counts delays, misses and false alarms", () => {
    const result = scripted([10, 120, 130, 350, 900], stream(1000, 100, 300, 500), { horizon: 100 });
    assert.deepEqual(result, {
      detector: "scripted",
      changes: 3,
      found: 2,
      missed: 1,
      delays: [20, 50],
      medianDelay: 35,
      falseAlarms: 2,
      stationaryRows: 700,
      falseAlarmsPer1000: 2000 / 700,
      evaluations: 1000,
    });
  });

  it("gives an alarm at the change itself a delay of 0, and one before it none", () => {
    assert.deepEqual(scripted([100], stream(200, 100)).delays, [0]);
    const early = scripted([99], stream(200, 100));
    assert.deepEqual([early.missed, early.falseAlarms], [1, 1]);
    assert.ok(Number.isNaN(early.medianDelay));
  });

  it("ends the horizon of a change at the next one", () => {
    assert.deepEqual(scripted([160], stream(300, 100, 150), { horizon: 1000 }).delays, [10]);
  });

  it("takes alarms in a row for one when the detector goes on unchanged", () => {
    const alarms = [10, 11, 12, 50];
    assert.equal(scripted(alarms, stream(100), { afterAlarm: "continue" }).falseAlarms, 2);
    assert.equal(scripted(alarms, stream(100)).falseAlarms, 4);
  });

  it("rebases the detector after each alarm unless told otherwise", () => {
    const made: Scripted[] = [];
    const make = (): Detector => {
      made.push(new Scripted([3, 5]));
      return made[made.length - 1];
    };
    evaluateDetector(make, [stream(10)]);
    evaluateDetector(make, [stream(10)], { afterAlarm: "continue" });
    assert.deepEqual(
      made.map(({ rebases }) => rebases),
      [2, 0],
    );
  });

  it("sets it between always-fire and never-fire", () => {
    const [, always, never] = evaluateDetector(() => new Scripted([]), [stream(300, 100), stream(50)], {
      horizon: 20,
    });
    assert.deepEqual(
      [always.detector, always.found, always.medianDelay, always.falseAlarms, always.falseAlarmsPer1000],
      ["always-fire", 1, 0, 330, 1000],
    );
    assert.deepEqual([never.detector, never.found, never.missed, never.falseAlarms], ["never-fire", 0, 1, 0]);
  });

  it("makes a fresh detector for every stream, and gives it the stream", () => {
    const seen: LabelledStream[] = [];
    const streams = [stream(10), stream(20)];
    const make = (s: LabelledStream): Detector => {
      seen.push(s);
      return new Scripted([]);
    };
    evaluateDetector(make, streams);
    assert.deepEqual(seen, streams);
  });

  it("judges real detectors: a step is found soon, with no false alarm before it", () => {
    const rng = random(4);
    const reference = Table.of({ x: Array.from({ length: 500 }, () => rng.normal()) });
    const rows = Table.of({ x: Array.from({ length: 3000 }, (_, i) => rng.normal() + (i < 1500 ? 0 : 2)) });
    for (const name of ["jsd-probability", "ks", "psi", "page-hinkley", "adwin"]) {
      const [own] = evaluateDetector(
        () => createDetector(name, { reference }),
        [{ name: "step", rows, changes: [1500] }],
      );
      assert.equal(own.found, 1, name);
      assert.ok(own.medianDelay <= 300, `${name}: ${own.medianDelay}`);
      // 2000 stationary rows; a mean learnt from a few hundred rows costs page-hinkley some of its run length.
      assert.ok(own.falseAlarms <= 2, `${name}: ${own.falseAlarms} false alarms`);
    }
  });

  it("finds C to S with limits found on C, without a false alarm inside C (needs DATAPLANE_LAB_DRST)", function () {
    if (DRST === undefined) this.skip();
    const { C, S } = publishedTables();
    const features = driftFeatures(C, S);
    const reference = C.slice(0, -500).select(features);
    const rows = C.slice(-500).select(features).concat(S.slice(0, 1000).select(features));
    for (const name of ["jsd-probability", "jsd-v2", "jsd-v1", "jsd-vnf"]) {
      const made = (): Detector => createDetector(name, { reference });
      const [own] = evaluateDetector(made, [{ name: "C to S", rows, changes: [500] }]);
      assert.deepEqual([own.falseAlarms, own.missed], [0, 0], name);
      assert.ok(own.medianDelay <= 199, `${name}: ${own.medianDelay}`);
    }
  });

  it("refuses no stream, and changes that are no rows of it", () => {
    assert.throws(() => evaluateDetector(() => new Scripted([]), []), /at least one stream/);
    for (const changes of [[0], [10], [5, 5], [7, 3], [1.5]]) {
      assert.throws(() => scripted([], stream(10, ...changes)), /changes of stream "s".*rows 1 to 9/);
    }
  });
});

describe("scores of two samples of one distribution", () => {
  it("follow (k−1)/8 · (1/n + 1/m) while bins are well filled", () => {
    for (const [rows, referenceRows, bins] of [
      [2000, 2000, 8],
      [4000, 1000, 16],
      [20_000, 20_000, 64],
    ]) {
      const scores = nullScores({ rows, referenceRows, bins, distribution: "uniform", repeats: 60 });
      const mean = scores.reduce((sum, s) => sum + s, 0) / scores.length;
      const formula = expectedNullScore({ rows, referenceRows, bins });
      // The standard error of the mean: a χ² of k−1 degrees has a relative deviation of √(2/(k−1)).
      const error = 3 * Math.sqrt(2 / (bins - 1) / 60);
      assert.ok(Math.abs(mean / formula - 1) < error + 0.02, `${mean} against ${formula}`);
    }
  });

  it("depart from the formula where bins stay empty: 64 bins, 20 rows, the formula exceeds the bound", () => {
    const scores = nullScores({ rows: 20, bins: 64 });
    const mean = scores.reduce((sum, s) => sum + s, 0) / scores.length;
    assert.ok(expectedNullScore({ rows: 20, bins: 64 }) > Math.LN2);
    assert.ok(mean > 0.3 && mean < 0.9 * Math.LN2, String(mean));
  });

  it("come from the seed, in the wanted log", () => {
    assert.deepEqual(nullScores({ repeats: 3, seed: 2 }), nullScores({ repeats: 3, seed: 2 }));
    const nats = nullScores({ repeats: 3 });
    const bits = nullScores({ repeats: 3, log: "2" });
    assert.ok(bits.every((score, k) => Math.abs(score * Math.LN2 - nats[k]) < 1e-12));
    assert.ok(Math.abs(expectedNullScore({ rows: 10, bins: 9, log: "2" }) - 0.2 / Math.LN2) < 1e-15);
  });

  it("make a table that falls with the rows: a fixed threshold measures the sample size", () => {
    const t = nullScoreTable({ rows: [50, 200, 800], bins: [16], repeats: 40 });
    assert.deepEqual(t.names, ["rows", "bins", "mean", "q05", "q95", "formula", "bound"]);
    const [few, more, most] = t.numbers("mean");
    assert.ok(few > 3 * more && more > 3 * most, `${few}, ${more}, ${most}`);
    assert.ok(
      t
        .numbers("q05")
        .every((q, i) => q < t.numbers("mean")[i] && t.numbers("mean")[i] < t.numbers("q95")[i]),
    );
  });

  it("refuse sizes that make no sense", () => {
    assert.throws(() => nullScores({ rows: 0 }), /rows: a whole number 1 or more/);
    assert.throws(() => nullScores({ distribution: "cauchy" as "normal" }), /distribution/);
    assert.throws(() => expectedNullScore({ rows: 10, bins: 1 }), /bins/);
  });
});
