import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { Table } from "../../../../src/lib/table";
import * as view from "../../../../src/lib/view";
import { loopRun, loopSamples } from "../../support/loop-run";
import { parseXml } from "../../support/xml";

const texts = (figure: view.Figure): readonly string[] => parseXml(figure.svg()).texts;

describe("figures of a run of the loop", function () {
  this.timeout(60_000);

  it("say so when a run left nothing, as after a crash at its start", () => {
    const none = Table.of({ seq: [], truth: [], baseline: [], current: [] });
    const empty = { ...loopRun(), rows: none, readings: [], events: [] };
    assert.ok(texts(view.loopPredictions(empty)).includes("no row was predicted"));
    assert.ok(texts(view.loopAccuracy([empty])).includes("no row was predicted"));
    assert.ok(texts(view.loopDrift(empty)).includes("the monitor had no look"));
    assert.ok(texts(view.loopSigns(empty)).includes("the monitor had no look"));
    assert.ok(texts(view.loopErrors([empty])).includes("no data"));
    assert.ok(texts(view.loopErrorHistogram(empty)).includes("no row was predicted"));
    assert.ok(texts(view.loopResources([])).includes("nothing was measured"));
    assert.ok(texts(view.adoptionGains([])).includes("no challenger was judged"));
    assert.ok(texts(view.diagnosisMap([])).includes("nothing was diagnosed"));
    assert.ok(
      texts(view.hitRates([{ name: "a", hits: 0, of: 0, chance: 0.2 }])).includes("nothing was diagnosed"),
    );
  });

  it("draw readings as they come out of JSON, where what is not a number is null", () => {
    const record = loopRun();
    const readings = JSON.parse(JSON.stringify(record.readings)) as typeof record.readings;
    assert.equal(view.loopSigns({ ...record, readings }).svg(), view.loopSigns(record).svg());
    assert.equal(view.loopDrift({ ...record, readings }).svg(), view.loopDrift(record).svg());
  });

  it("stay small for tens of thousands of rows and hundreds of triggers", () => {
    const n = 50_000;
    const seq = Float64Array.from({ length: n }, (_, i) => i);
    const truth = seq.map((i) => 5000 + 4000 * Math.sin(i / 40));
    const rows = Table.of({
      seq,
      truth,
      baseline: truth.map((y) => y * 1.3),
      current: truth.map((y) => y * 1.01),
    });
    const record = loopRun();
    const events = Array.from({ length: 400 }, (_, k) => ({
      type: "drift" as const,
      seq: 120 * k,
      time: 0,
      trigger: { id: `t-${k}`, seq: 120 * k, tier: "A" as const, signs: [], reason: "" },
    }));
    const stages = [{ name: "one", from: 0, to: n }];
    const figure = view.loopPredictions({ ...record, head: { ...record.head, stages }, rows, events });
    assert.ok(JSON.stringify(figure.spec).length < 500_000, String(JSON.stringify(figure.spec).length));
    // No room for numbers between the marks: one label for all of them.
    const numbers = texts(figure).filter((text) => /^\d+–\d+$/.test(text));
    assert.deepEqual(numbers, []);
  });

  it("draw of a hundred thousand looks no more than can be seen", () => {
    const record = loopRun();
    const readings = Array.from({ length: 100_000 }, (_, k) => ({
      ...record.readings[50],
      seq: (600 * k) / 100_000,
    }));
    const events = Array.from({ length: 4000 }, (_, k) => ({
      type: "failure" as const,
      seq: k / 7,
      time: 0,
      component: "a",
      error: "b",
    }));
    for (const figure of [view.loopSigns, view.loopDrift]) {
      const size = JSON.stringify(figure({ ...record, readings, events }).spec).length;
      assert.ok(size < 500_000, String(size));
    }
  });

  it("name crowded marks once, by the numbers of the first and the last", () => {
    const record = loopRun();
    const events = [300, 302, 304, 306, 500].map((at, k) => ({
      type: "drift" as const,
      seq: at,
      time: 0,
      trigger: { id: `t-${k}`, seq: at, tier: "A" as const, signs: [], reason: "" },
    }));
    const shown = texts(view.loopDrift({ ...record, events }));
    assert.ok(shown.includes("1–4") && shown.includes("5"), shown.join(" "));
    assert.ok(!shown.includes("2"));
  });

  it("count predictions that one axis cannot hold", () => {
    assert.ok(
      texts(view.loopPredictions(loopRun())).some((text) => text.includes("outside the axis: 1 prediction")),
    );
  });

  it("leave the host out of the components' memory", () => {
    const memory = (view.loopResources(loopSamples()).spec.vconcat as { layer: unknown[] }[])[1];
    assert.ok(!JSON.stringify(memory).includes('"host"'));
  });

  it("show the first and last of many challengers, and say how many are left out", () => {
    const gains = Array.from({ length: 75 }, (_, k) => ({
      number: k + 1,
      adopted: k % 2 === 0,
      at: 100 * k,
      gate: { gain: 0.1, low: 0, high: 0.2, rows: 30 },
    }));
    const shown = texts(view.adoptionGains(gains));
    assert.ok(
      shown.includes("1 · row 0") && shown.includes("75 · row 7400") && !shown.includes("38 · row 3700"),
    );
    assert.ok(shown.includes("15 in the middle are left out"));
  });

  it("give a rate of 0 of 10 an interval that is not a point", () => {
    const spec = JSON.stringify(view.hitRates([{ name: "a", hits: 0, of: 10, chance: 0.2 }]).spec);
    // Wilson's upper end of 0 of 10 at 95 %: z² / (n + z²) = 27.8 %.
    assert.match(spec, /"f2":27\.7/);
  });
});
