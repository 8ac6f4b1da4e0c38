import assert from "node:assert/strict";
import { systemClock, virtualClock } from "../../src/lib/core";

describe("core clock", () => {
  it("the virtual one moves only when told", () => {
    const clock = virtualClock(1000);
    assert.equal(clock.now(), 1000);
    assert.equal(clock.now(), 1000);
    clock.advance(500);
    clock.advance(0.5);
    assert.equal(clock.now(), 1500.5);
    assert.equal(virtualClock().now(), 0);
  });

  it("the system's is in milliseconds since the epoch", () => {
    const before = Date.now();
    const now = systemClock.now();
    assert.ok(now >= before && now <= Date.now());
  });
});
