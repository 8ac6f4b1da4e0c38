import assert from "node:assert/strict";
import { random } from "../../../src/lib/core";
import { judge } from "../../../src/lib/loop";

const rows = 60;
const truth = Float64Array.from({ length: rows }, (_, i) => 1000 + 10 * i);

function predictions(share: number, seed: string): Float64Array {
  const draw = random(seed);
  return truth.map((y) => y * (1 + share * draw.normal()));
}

describe("judge", () => {
  it("refuses a worse model and says so (B8: the original's gate let it pass)", () => {
    const verdict = judge({ truth, champion: predictions(0.05, "a"), challenger: predictions(0.3, "b") });
    assert.equal(verdict.adopt, false);
    assert.ok(verdict.high < 0);
    assert.match(verdict.reason, /^kept: gain -/);
  });

  it("refuses an equal model, most of the time an equally good one, and adopts a better one", () => {
    const champion = predictions(0.2, "c");
    assert.equal(judge({ truth, champion, challenger: champion }).adopt, false);
    assert.equal(judge({ truth, champion, challenger: predictions(0.02, "d") }).adopt, true);
    let adopted = 0;
    for (let k = 0; k < 200; k++) {
      const pair = { truth, champion: predictions(0.2, `e${k}`), challenger: predictions(0.2, `f${k}`) };
      if (judge(pair).adopt) adopted++;
    }
    assert.ok(adopted > 0 && adopted < 60, `${adopted} of 200 equals adopted`);
  });

  it("never scores a row without a label, nor one that a model cannot predict (B17)", () => {
    const champion = predictions(0.2, "g");
    const challenger = predictions(0.02, "h");
    const whole = judge({ truth, champion, challenger });
    const gaps = judge({
      truth: Float64Array.of(...truth, Number.NaN, 1000),
      champion: Float64Array.of(...champion, 1, 1000),
      challenger: Float64Array.of(...challenger, 5e9, Number.NaN),
    });
    assert.equal(gaps.rows, rows);
    assert.equal(gaps.gain, whole.gain);
  });

  it("keeps the champion where there is little to judge by", () => {
    const few = Float64Array.of(1, 2, 3);
    const verdict = judge({ truth: few, champion: few.map((v) => 2 * v), challenger: few });
    assert.equal(verdict.adopt, false);
    assert.match(verdict.reason, /3 rows to judge by/);
  });
});
