import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { random } from "../../../src/lib/core";
import { Adwin, createDetector, type DetectorOptions } from "../../../src/lib/drift";
import { PythonRandom } from "../python-random";

/** Rows at which the detector raised an alarm or (until the next alarm) first warned. */
function signs(name: string, options: DetectorOptions, values: readonly number[]) {
  const detector = createDetector(name, { features: ["x"], ...options });
  const alarms: number[] = [];
  const warnings: number[] = [];
  let quiet = true;
  for (const [i, value] of values.entries()) {
    const { alarm, warning } = detector.update([value]);
    if (warning && quiet) {
      warnings.push(i);
      quiet = false;
    }
    if (alarm) {
      alarms.push(i);
      quiet = true;
    }
  }
  return { alarms, warnings };
}

/** The stream of the examples in River's documentation of ADWIN, KSWIN and PageHinkley (0.26.1). */
function riverSteps(): number[] {
  const rng = new PythonRandom(12345);
  return [...rng.choices([0, 1], 1000), ...rng.choices([4, 5, 6, 7], 1000)];
}

/** The stream of its examples of DDM and EDDM. */
function riverErrors(): number[] {
  const rng = new PythonRandom(42);
  return [...rng.choices([0, 1], 1000), ...rng.bits(0.7, 1000)];
}

describe("worked examples of River's documentation", () => {
  it("are replayed on the same numbers", () => {
    assert.deepEqual(riverSteps().slice(0, 12), [0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0]);
    assert.deepEqual(riverErrors().slice(0, 12), [1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 1]);
  });

  it("ADWIN: change detected at index 1023", () => {
    assert.equal(signs("adwin", { scale: "none" }, riverSteps()).alarms[0], 1023);
  });

  it("Page-Hinkley: change detected at index 1006, and at no other", () => {
    const options = { scale: "none", mean: "running", delta: 0.005, threshold: 50, forgetting: 1 - 0.0001 };
    assert.deepEqual(signs("page-hinkley", options, riverSteps()).alarms, [1006]);
  });

  it("KSWIN: change detected at index 1016, give or take the rows it draws", () => {
    for (const seed of [1, 2, 42]) {
      const first = signs("kswin", { alpha: 0.0001, seed }, riverSteps()).alarms[0];
      assert.ok(first >= 1012 && first <= 1018, String(first));
    }
  });

  it("DDM: warnings at 1084 and 1492, change at 1334", () => {
    assert.deepEqual(signs("ddm", {}, riverErrors()), { alarms: [1334], warnings: [1084, 1492] });
  });

  it("EDDM: warning at 1059, change at 1278", () => {
    const found = signs("eddm", { warning: 0.8, alarm: 0.75 }, riverErrors());
    assert.deepEqual(found, { alarms: [1278], warnings: [1059] });
  });

  it("EDDM with its defaults: as River 0.26.1 on the same stream", () => {
    assert.deepEqual(
      signs("eddm", {}, riverErrors()).alarms,
      [103, 255, 328, 618, 690, 745, 798, 942, 1014, 1068],
    );
  });
});

describe("kswin", () => {
  it("draws anew at every look", () => {
    const rng = random(1);
    const period = Array.from({ length: 100 }, () => rng.normal());
    const detector = createDetector("kswin", { features: ["x"], window: 100, stride: 100, alpha: 1e-9 });
    const statistics: number[] = [];
    for (let i = 0; i < 500; i++) {
      const { evaluated, statistic } = detector.update([period[i % 100]]);
      if (evaluated) statistics.push(statistic);
    }
    // The window is the same five times over, the rows drawn from it are not.
    assert.equal(statistics.length, 5);
    assert.ok(new Set(statistics).size > 1);
  });
});

describe("Adwin", () => {
  it("keeps mean, width and variance of the window exactly while nothing is cut", () => {
    const adwin = new Adwin();
    const values = Array.from({ length: 5000 }, (_, i) => ((i * 7919) % 101) / 101);
    for (const value of values) assert.equal(adwin.update(value), false);
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
    assert.equal(adwin.width, 5000);
    assert.ok(Math.abs(adwin.mean - mean) < 1e-12);
    assert.ok(Math.abs(adwin.variance - variance) < 1e-12);
  });

  it("keeps state of logarithmic size", () => {
    const adwin = new Adwin();
    for (let i = 0; i < 100_000; i++) adwin.update((i * 7919) % 101);
    assert.equal(adwin.width, 100_000);
    assert.ok(adwin.save().length < 250, String(adwin.save().length));
  });

  it("drops what was before the change, and holds the new mean", () => {
    const adwin = new Adwin();
    for (let i = 0; i < 4000; i++) adwin.update((i < 2000 ? 0 : 3) + ((i * 7919) % 101) / 101);
    assert.ok(adwin.width <= 2000 && adwin.width > 1800, String(adwin.width));
    assert.ok(Math.abs(adwin.mean - 3.495) < 0.05, String(adwin.mean));
    // The merged buckets carry the variance of the values within them: that of the uniform grid, 1/12.
    assert.ok(Math.abs(adwin.variance - 1 / 12) < 0.01, String(adwin.variance));
  });

  it("looks at every clock-th value only", () => {
    const at = (clock: number): number => {
      const adwin = new Adwin({ clock });
      return Array.from({ length: 300 }, (_, i) => adwin.update(i < 150 ? 0 : 10)).indexOf(true);
    };
    // Five newer values are needed, of which one may still be old.
    assert.equal(at(1), 153);
    assert.equal(at(32), 159);
    assert.equal(at(100), 199);
  });

  it("refuses limits that make no sense", () => {
    assert.throws(() => new Adwin({ delta: 0 }), /delta: a number between 0 and 1/);
    assert.throws(() => new Adwin({ clock: 0 }), /clock: a whole number 1 or more/);
    assert.throws(() => new Adwin({ maxBuckets: 1 }), /maxBuckets/);
  });
});
