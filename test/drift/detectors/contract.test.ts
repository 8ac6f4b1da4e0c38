import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type Random, random } from "../../../src/lib/core";
import {
  createDetector,
  DETECTORS,
  type Detector,
  type DetectorKind,
  type DetectorOptions,
  detectorKind,
  restoreDetector,
  type Verdict,
} from "../../../src/lib/drift";
import { Table } from "../../../src/lib/table";

const FEATURES = ["bridge_cycles", "firewall_cycles", "bridge_branches"];

/** Settings small enough for a test; a new kind of detector works with its defaults until it has some here. */
const SMALL: Readonly<Record<string, Record<string, unknown>>> = {
  "jsd-probability": { window: 40, stride: 20, bins: 8, resamples: 99, method: "iid", start: "empty" },
  "jsd-v2": { window: 40, stride: 20, bins: 8, resamples: 99, method: "iid", start: "empty" },
  "jsd-v1": { window: 40, stride: 20, bins: 8, resamples: 99, method: "iid", start: "empty" },
  "jsd-vnf": { window: 40, stride: 20, bins: 8, resamples: 99, method: "iid", start: "empty" },
  ks: { window: 40, stride: 20 },
  psi: { window: 40, stride: 20, bins: 4 },
  kswin: { window: 60, recent: 20 },
  "error-window": { window: 20, stride: 10 },
};

function featuresOf(kind: DetectorKind): string[] {
  return kind.watches === "error" ? ["error"] : FEATURES;
}

/** One value of a stationary stream; of 0/1 errors with rate 0.2 where that is what is watched. */
function draw(kind: DetectorKind, rng: Random): number {
  return kind.binary ? Number(rng.uniform() < 0.2) : rng.normal();
}

function rowsOf(
  kind: DetectorKind,
  count: number,
  rng: Random,
  change = (v: number): number => v,
): number[][] {
  return Array.from({ length: count }, () => featuresOf(kind).map(() => change(draw(kind, rng))));
}

function tableOf(kind: DetectorKind, rows: readonly number[][]): Table {
  return Table.of(featuresOf(kind).map((name, f) => [name, rows.map((row) => row[f])] as const));
}

function make(kind: DetectorKind, rows: readonly number[][], more: DetectorOptions = {}): Detector {
  const reference = rows.length > 0 ? { reference: tableOf(kind, rows) } : {};
  return createDetector(kind.name, {
    ...reference,
    features: featuresOf(kind),
    ...SMALL[kind.name],
    ...more,
  });
}

function run(detector: Detector, rows: readonly number[][]): Verdict[] {
  return rows.map((row) => detector.update(row));
}

for (const kind of DETECTORS) {
  describe(`detector ${kind.name}`, () => {
    const rng = random(`contract/${kind.name}`);
    const reference = rowsOf(kind, 200, rng.fork("reference"));

    it("is found by its name, and names itself", () => {
      assert.equal(detectorKind(kind.name), kind);
      const detector = make(kind, reference);
      assert.equal(detector.name, kind.name);
      assert.deepEqual(detector.features, featuresOf(kind));
      assert.equal(detector.toJSON().detector, kind.name);
    });

    it("raises no alarm on constant input", () => {
      for (const value of kind.binary ? [0, 1] : [0, 5, -1e12]) {
        const constant = Array.from({ length: 200 }, () => featuresOf(kind).map(() => value));
        const detector = make(kind, constant);
        assert.deepEqual(
          run(detector, [...constant, ...constant, ...constant]).filter((verdict) => verdict.alarm),
          [],
        );
      }
    });

    it("finds a change that anyone would see, and says what was compared", () => {
      const detector = make(kind, reference);
      const stream = rng.fork("change");
      const before = rowsOf(kind, 300, stream);
      const after = rowsOf(
        kind,
        400,
        stream,
        kind.binary ? () => Number(stream.uniform() < 0.9) : (v) => 3 + 2 * v,
      );
      run(detector, before);
      const alarm = run(detector, after).find((verdict) => verdict.alarm);
      assert.ok(alarm, "an alarm within 400 rows");
      const { statistic, threshold } = alarm;
      assert.ok(kind.fires === "above" ? statistic >= threshold : statistic < threshold);
      assert.ok(alarm.evaluated && alarm.level >= 1);
    });

    it("takes a rebase: what came last is normal from then on", () => {
      const detector = make(kind, reference);
      const stream = rng.fork("rebase");
      const shifted = (count: number): number[][] =>
        rowsOf(
          kind,
          count,
          stream,
          kind.binary ? (v) => v : (v) => (kind.watches === "error" ? 3 * v : 2 + v),
        );
      run(detector, shifted(200));
      detector.rebase();
      const verdicts = run(detector, shifted(300)).filter((verdict) => verdict.evaluated);
      const alarms = verdicts.filter((verdict) => verdict.alarm).length;
      assert.ok(alarms <= Math.max(1, 0.1 * verdicts.length), `${alarms} of ${verdicts.length}`);
    });

    if (kind.orderFree) {
      it("does not care about the order of rows within a window", () => {
        const stream = rowsOf(kind, 400, rng.fork("order"), (v) => 1.3 * v + 0.3);
        const window = Number(SMALL[kind.name].window);
        // Blocks of a window's length, each shuffled; with a stride of a window each look sees one whole block.
        const mixed: number[][] = [];
        for (let i = 0; i < stream.length; i += window) {
          mixed.push(...rng.fork(`block ${i}`).shuffle(stream.slice(i, i + window)));
        }
        const looks = (rows: number[][]): Verdict[] =>
          run(make(kind, reference, { stride: window }), rows).filter((verdict) => verdict.evaluated);
        assert.equal(looks(stream).length, 400 / window);
        assert.deepEqual(looks(mixed), looks(stream));
        const turned = make(kind, rng.shuffle(reference.slice()), { stride: window });
        if (!kind.name.startsWith("jsd")) {
          assert.deepEqual(run(turned, stream), run(make(kind, reference, { stride: window }), stream));
        }
      });
    }

    it("leaves missing values out, counts them, and never alarms on nothing but them", () => {
      const detector = make(kind, reference);
      const missing = Array.from({ length: 300 }, () => featuresOf(kind).map(() => Number.NaN));
      const verdicts = run(detector, missing);
      assert.equal(detector.missing, 300 * featuresOf(kind).length);
      assert.equal(detector.rows, 300);
      assert.ok(verdicts.every((verdict) => !verdict.alarm));
      // A tenth missing at random is no drift.
      const holes = rng.fork("holes");
      const stream = rowsOf(kind, 600, holes, (v) => (holes.uniform() < 0.1 ? Number.NaN : v));
      const fresh = make(kind, reference);
      const looks = run(fresh, stream).filter((verdict) => verdict.evaluated);
      const alarms = looks.filter((verdict) => verdict.alarm).length;
      if (kind.rate !== "none") assert.ok(alarms <= 0.1 * looks.length, `${alarms} of ${looks.length}`);
    });

    it("goes on after saving as if it had never stopped", () => {
      const stream = rowsOf(kind, 500, rng.fork("save"), kind.binary ? undefined : (v) => v + 0.4);
      for (const at of [0, 1, 77, 250]) {
        const whole = make(kind, reference);
        const first = make(kind, reference);
        run(whole, stream.slice(0, at));
        run(first, stream.slice(0, at));
        const restored = restoreDetector(JSON.parse(JSON.stringify(first)));
        assert.equal(restored.rows, at);
        assert.deepEqual(run(restored, stream.slice(at)), run(whole, stream.slice(at)));
        assert.deepEqual(JSON.stringify(restored), JSON.stringify(whole));
      }
    });

    it("refuses rows and options that make no sense, and is as before", () => {
      const detector = make(kind, reference);
      run(detector, reference.slice(0, 25));
      const before = JSON.stringify(detector);
      const width = featuresOf(kind).length;
      assert.throws(
        () => detector.update(new Float64Array(width + 1)),
        /a row of \d numbers.*found \d in row 25/,
      );
      assert.throws(
        () => detector.update(featuresOf(kind).map(() => Number.NEGATIVE_INFINITY)),
        /expected finite numbers.*-Infinity in row 25/,
      );
      if (kind.binary) assert.throws(() => detector.update([0.5]), /0 \(right\) or 1 \(wrong\).*found 0.5/);
      assert.equal(JSON.stringify(detector), before);
      assert.throws(() => make(kind, reference, { windoww: 3 }), /an option of detector/);
      if (kind.needsReference) {
        assert.throws(() => make(kind, reference, { features: ["no_such"] }), /no_such/);
      }
      if (kind.needsReference) assert.throws(() => make(kind, []), /a reference with rows/);
      for (const name of Object.keys(kind.defaults).filter((option) =>
        ["window", "stride", "bins"].includes(option),
      )) {
        for (const bad of [0, -1, 1.5, Number.NaN]) {
          assert.throws(() => make(kind, reference, { [name]: bad }), /a whole number/);
        }
        assert.throws(() => make(kind, reference, { [name]: "7" }), /a number, found string/);
      }
    });

    it("refuses a state that is not whole", () => {
      const state = JSON.parse(JSON.stringify(make(kind, reference)));
      assert.throws(() => restoreDetector({ ...state, version: 2 }), /version 1/);
      assert.throws(() => restoreDetector({ ...state, detector: "nope" }), /a detector among/);
      for (const key of Object.keys(state).filter((key) => !["detector", "version"].includes(key))) {
        const { [key]: _, ...rest } = state;
        assert.throws(() => restoreDetector(rest), { name: "LabError" }, key);
      }
    });
  });
}

describe("false-alarm rate on stationary rows", () => {
  /** The share of looks with an alarm, over fresh references so that looks are nearly independent. */
  function share(
    kind: DetectorKind,
    repeats: number,
    perReference: number,
    options: DetectorOptions,
  ): number {
    let looks = 0;
    let alarms = 0;
    for (let k = 0; k < repeats; k++) {
      const rng = random(`rate/${kind.name}/${k}`);
      const detector = make(kind, rowsOf(kind, 200, rng), {
        ...options,
        ...(kind.rate === "look" && "seed" in kind.defaults ? { seed: k } : {}),
      });
      for (const verdict of run(detector, rowsOf(kind, perReference, rng))) {
        if (!verdict.evaluated) continue;
        looks++;
        if (verdict.alarm) alarms++;
      }
    }
    assert.ok(looks >= 150, `${looks} looks`);
    return alarms / looks;
  }
  const named = 0.1;
  const settings: Record<string, [repeats: number, rows: number, options: DetectorOptions]> = {
    "jsd-probability": [300, 40, { falseAlarmRate: named, stride: 40 }],
    "jsd-v2": [300, 40, { falseAlarmRate: named, stride: 40 }],
    "jsd-v1": [300, 40, { falseAlarmRate: named, stride: 40 }],
    "jsd-vnf": [300, 40, { falseAlarmRate: named, stride: 40 }],
    ks: [400, 40, { alpha: named, stride: 40 }],
    psi: [400, 200, { alpha: named, window: 200, stride: 200 }],
    "error-window": [600, 20, { alpha: named, stride: 20 }],
    kswin: [200, 60, { alpha: named }],
    adwin: [100, 320, { delta: named }],
  };
  for (const kind of DETECTORS.filter(({ rate }) => rate === "look" || rate === "limit")) {
    it(`of ${kind.name} is ${kind.rate === "look" ? "the one it names" : "at most the one it names"}`, () => {
      assert.ok(kind.name in settings, "a line in `settings` for a detector that names its rate");
      const [repeats, rows, options] = settings[kind.name];
      const measured = share(kind, repeats, rows, options);
      const deviation = Math.sqrt((named * (1 - named)) / repeats);
      assert.ok(measured <= named + 3 * deviation, `${measured} against ${named} ± ${3 * deviation}`);
      if (kind.rate === "look") assert.ok(measured >= named - 3 * deviation, `${measured} against ${named}`);
    });
  }

  it("of page-hinkley is one in its run length", () => {
    const kind = detectorKind("page-hinkley");
    const rng = random("run length");
    // The mean run length holds for a known mean: the reference is symmetric around 0, with deviation 1.
    const reference = Table.of({ x: [-1, 1, -1, 1].map((v) => v * Math.sqrt(3 / 4)) });
    const detector = kind.create({ reference, features: ["x"], runLength: 500, delta: 0.25, warmUp: 0 });
    const rows = 100_000;
    let alarms = 0;
    for (let i = 0; i < rows; i++) if (detector.update([rng.normal()]).alarm) alarms++;
    const expected = rows / 500;
    assert.ok(Math.abs(alarms - expected) < 3 * Math.sqrt(expected), `${alarms} against ${expected}`);
  });

  it("is not named by ddm and eddm, which have none", () => {
    const without = DETECTORS.filter(({ rate }) => rate === "none").map(({ name }) => name);
    assert.deepEqual(without, ["ddm", "eddm"]);
  });
});
