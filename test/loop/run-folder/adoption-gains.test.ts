import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import { learn, loop, table } from "../../../src/lib/index";

const ROWS = 120;
const load = Float64Array.from({ length: ROWS }, (_, i) => 100 + (i % 10));
const stages = [40, 80].map((length, k) => ({
  name: `stage ${k}`,
  rows: table.Table.of({
    load: load.slice(40 * k, 40 * k + length),
    output_rate: load.slice(40 * k, 40 * k + length),
  }),
}));

/** A model that says `times` times the load. */
function model(times: number): learn.TrainedModel {
  const x = Float64Array.from({ length: 50 }, (_, i) => i);
  const data = learn.dataset(table.Table.of({ load: x, output_rate: x.map((value) => times * value) }), {
    target: "output_rate",
  });
  return learn.train(data, { model: { kind: "linear" } }, { evaluations: [] });
}

describe("loop.adoptionGains", () => {
  let folder = "";
  const ids: string[] = [];
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "gains-"));
    const registry = loop.folderRegistry(path.join(folder, "models"));
    for (const times of [1.5, 1.1, 1.3]) {
      ids.push((await registry.publish(model(times), { role: "challenger" })).id);
    }
    await registry.close();
  });
  after(() => rmSync(folder, { recursive: true }));

  const verdict: loop.Verdict = {
    ...{ adopt: true, reason: "", rows: 30, gain: 0.5, low: 0.4, high: 0.6, champion: {}, challenger: {} },
  };
  const trigger = (n: number, seq: number): loop.Trigger => ({
    id: `r-${n}`,
    seq,
    tier: "A",
    signs: [],
    reason: "",
  });

  /** 1.5 serves rows 0–29; the first challenger (1.1) is adopted from 30, the second (1.3) refused at row 79. */
  function run(events: readonly loop.LoopEvent[]): Parameters<typeof loop.adoptionGains>[0] {
    const seq = Float64Array.from({ length: ROWS }, (_, i) => i);
    return {
      folder,
      head: { features: ["load"], models: ids } as unknown as loop.RunHead,
      rows: table.Table.of({
        seq,
        truth: load,
        current: load.map((value, i) => value * (i < 30 ? 1.5 : 1.1)),
        model: seq.map((i) => Number(i >= 30)),
      }),
      events,
    };
  }
  const settled = (outcome: loop.Outcome): loop.LoopEvent[] => [
    { type: "drift", seq: outcome.trigger.seq, time: 0, trigger: outcome.trigger },
    { type: "outcome", seq: outcome.trigger.seq, time: 0, outcome, candidates: 1, wallMs: 1 },
  ];
  const adopted = () =>
    settled({ kind: "adopted", trigger: trigger(1, 19), model: ids[1], from: 30, verdict });
  const refused = () => settled({ kind: "refused", trigger: trigger(2, 79), model: ids[2], verdict });

  it("judges an adopted model on the rows that it served, beside the one that it replaced", async () => {
    const [gain, kept] = await loop.adoptionGains(run([...adopted(), ...refused()]), stages);
    assert.deepEqual([gain.number, gain.adopted, gain.at, gain.gate?.gain], [1, true, 30, 0.5]);
    // 50 % off before, 10 % off since: rows 30 to 79, over the boundary of the stages.
    assert.equal(gain.after?.rows, 50);
    assert.ok(Math.abs((gain.after?.gain ?? 0) - 0.4) < 1e-6, String(gain.after?.gain));
    // A refused one that would have been 30 % off, beside 10 %: rows 80 to 119.
    assert.deepEqual([kept.number, kept.adopted, kept.at, kept.after?.rows], [2, false, 80, 40]);
    assert.ok(Math.abs((kept.after?.gain ?? 0) + 0.2) < 1e-6, String(kept.after?.gain));
  });

  it("says nothing of too few rows, of a failed training, or of a challenger that was never stored", async () => {
    const late = settled({ kind: "adopted", trigger: trigger(1, 105), model: ids[1], from: 116, verdict });
    const failed = settled({ kind: "failed", trigger: trigger(2, 110), error: "gone" });
    const unborn = settled({ kind: "refused", trigger: trigger(3, 60), verdict });
    const gains = await loop.adoptionGains(run([...late, ...failed, ...unborn]), stages);
    assert.deepEqual(
      gains.map(({ number, after }) => [number, after]),
      [
        [1, undefined],
        [3, undefined],
      ],
    );
  });

  it("ends where a person went back to another model", async () => {
    const pointer: loop.Pointer = {
      version: 3,
      model: ids[0],
      previous: ids[1],
      from: 60,
      time: 0,
      cause: "rollback",
    };
    const back: loop.LoopEvent = { type: "swap", seq: 59, time: 0, pauseMs: 0, pointer };
    const [gain] = await loop.adoptionGains(run([...adopted(), back]), stages);
    assert.equal(gain.after?.rows, 30);
  });
});
