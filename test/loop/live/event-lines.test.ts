import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { eventLine } from "../../../src/lib/loop/live/event-lines";

const trigger = { id: "r-1", seq: 40, tier: "B", signs: ["inputs"], reason: "score 0.41 ≥ 0.35" };

describe("events in words", () => {
  it("say what happened and why", () => {
    const drift = eventLine({ type: "drift", seq: 40, time: 7, trigger }, 3);
    assert.deepEqual(drift, {
      n: 3,
      seq: 40,
      time: 7,
      kind: "drift",
      title: "Drift, tier B",
      reason: "score 0.41 ≥ 0.35 · signs: inputs",
    });
    const again = { ...trigger, signs: [], reason: "the last retraining paid" };
    assert.deepEqual(eventLine({ type: "drift", seq: 90, time: 9, trigger: again }, 4), {
      n: 4,
      seq: 90,
      time: 9,
      kind: "follow-up",
      title: "Retraining again, tier B",
      reason: "the last retraining paid",
    });
    const verdict = { adopt: false, reason: "too near", rows: 30, gain: 1.23456, low: -1, high: 3 };
    const refused = eventLine(
      {
        type: "outcome",
        seq: 40,
        time: 8,
        outcome: { kind: "refused", trigger, model: "m-2", verdict },
        candidates: 9,
        wallMs: 2140,
      },
      4,
    );
    assert.equal(refused?.title, "Refused m-2");
    assert.equal(
      refused?.reason,
      "too near · gain 1.235 (-1 to 3) on 30 unseen rows · 9 candidates in 2.1 s",
    );
    const failed = eventLine(
      {
        type: "outcome",
        seq: 40,
        time: 8,
        outcome: { kind: "failed", trigger, error: "out of memory" },
        candidates: 1,
        wallMs: 10,
      },
      5,
    );
    assert.deepEqual([failed?.kind, failed?.reason], ["failure", "out of memory · 1 candidate in 0.0 s"]);
  });

  it("place an adoption where it acts, and tell a rollback from a swap", () => {
    const adopted = eventLine(
      {
        type: "outcome",
        seq: 40,
        time: 8,
        outcome: { kind: "adopted", trigger, model: "m-2", from: 61, verdict: {} },
      },
      0,
    );
    assert.deepEqual([adopted?.seq, adopted?.kind], [61, "adopted"]);
    const pointer = { model: "m-1", from: 70, cause: "rollback" };
    assert.equal(
      eventLine({ type: "swap", seq: 70, time: 0, pointer, pauseMs: 0.5 }, 0)?.title,
      "Rolled back to m-1",
    );
  });

  it("read whatever a file holds without a fault", () => {
    const odd: unknown[] = [
      null,
      1,
      "x",
      [],
      {},
      { kind: 1 },
      { trigger: 5, verdict: [], outcome: null },
      "y".repeat(1e6),
    ];
    for (const type of [
      "stage",
      "drift",
      "outcome",
      "swap",
      "failure",
      "pause",
      "end",
      "constructor",
      "__proto__",
      7,
    ]) {
      for (const value of odd) {
        const line = eventLine(
          {
            type,
            seq: value,
            time: value,
            trigger: value,
            outcome: value,
            pointer: value,
            error: value,
            stage: value,
            by: value,
          },
          0,
        );
        if (line === undefined) continue;
        assert.ok(line.title.length < 1000 && line.reason.length < 2000);
        assert.ok(line.seq === null || Number.isFinite(line.seq));
      }
    }
    assert.equal(eventLine({ type: "unheard of" }, 0), undefined);
  });
});
