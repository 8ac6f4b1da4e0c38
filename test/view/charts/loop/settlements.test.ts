import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { LoopEvent } from "../../../../src/lib/loop";
import { settlementsOf } from "../../../../src/lib/view/charts/loop/settlements";
import { loopRun } from "../../support/loop-run";

describe("settlementsOf", () => {
  const { events } = loopRun();

  it("numbers triggers in order and says what became of each", () => {
    assert.deepEqual(
      settlementsOf(events).map(({ number, fate, at }) => [number, fate, at]),
      [
        [1, "failed", 310],
        [2, "refused", 350],
        [3, "adopted", 421],
        [4, "open", 560],
      ],
    );
    assert.equal(settlementsOf(events)[0].reason, "the worker went away");
    assert.equal(settlementsOf(events)[3].reason, "no outcome before the run ended");
  });

  it("counts the first outcome of a trigger alone, and a trigger that only its outcome tells of", () => {
    const outcomes = events.filter((event) => event.type === "outcome");
    const [, refused, adopted] = outcomes as Extract<LoopEvent, { type: "outcome" }>[];
    const again = { ...refused, outcome: { ...adopted.outcome, trigger: refused.outcome.trigger } };
    assert.deepEqual(
      settlementsOf([refused, again]).map(({ number, fate }) => [number, fate]),
      [[1, "refused"]],
    );
  });
});
