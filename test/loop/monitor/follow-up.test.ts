import assert from "node:assert/strict";
import type { Outcome } from "../../../src/lib/loop";
import { FollowUp } from "../../../src/lib/loop/monitor/follow-up";

const outcome = (kind: Outcome["kind"]) => ({ kind }) as Outcome;

function rowsUntilAsks(policy: FollowUp, alarm: boolean, most = 10_000): number {
  let rows = 0;
  while (!policy.asks(alarm) && rows < most) {
    policy.tick();
    rows++;
  }
  return rows;
}

describe("FollowUp", () => {
  it("asks at once for a sign, and not without one before anything was learnt", () => {
    const policy = new FollowUp({ every: 40, patience: 3 });
    assert.equal(policy.asks(false), false);
    assert.equal(policy.asks(true), true);
  });

  it("follows up what paid until it has not paid three times", () => {
    const policy = new FollowUp({ every: 40, patience: 3 });
    policy.settle(outcome("adopted"));
    assert.equal(rowsUntilAsks(policy, false), 40);
    for (let k = 0; k < 2; k++) {
      policy.settle(outcome("refused"));
      assert.equal(rowsUntilAsks(policy, false), 40);
    }
    policy.settle(outcome("refused"));
    assert.equal(rowsUntilAsks(policy, false), 10_000);
  });

  it("asks ever more rarely for a sign that stays up and never pays, failures included", () => {
    const policy = new FollowUp({ every: 40, patience: 2 });
    const pauses = ["refused", "failed", "refused", "refused", "refused", "refused", "refused"].map(
      (kind) => {
        policy.settle(outcome(kind as Outcome["kind"]));
        return rowsUntilAsks(policy, true);
      },
    );
    assert.deepEqual(pauses, [40, 40, 80, 160, 320, 640, 640]);
    policy.settle(outcome("adopted"));
    assert.equal(rowsUntilAsks(policy, true), 40);
  });
});
