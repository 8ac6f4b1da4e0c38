import assert from "node:assert/strict";
import { random } from "../../../src/lib/core";
import { packNumbers, packWhole, unpack } from "../../../src/lib/label/event/packed";

describe("many numbers in one event", () => {
  it("come back as they were, however many and however scattered", () => {
    const rng = random(11);
    for (let length = 0; length <= 40; length++) {
      for (const spread of [1, 2, 10, 300, 1e6]) {
        let at = rng.integer(spread);
        const ascending = Array.from({ length }, () => {
          at += 1 + rng.integer(spread);
          return at;
        });
        const any = Array.from({ length }, () => rng.integer(2 ** 31));
        for (const numbers of [ascending, any, [...ascending].reverse()]) {
          assert.deepEqual([...unpack(packWhole(numbers), length)], numbers, JSON.stringify(numbers));
        }
      }
    }
  });

  it("are short: runs where there are any, bytes where that is enough", () => {
    assert.deepEqual(packWhole([3, 10, 17, 24, 31, 38]), { runs: [3, 1, 10, 1, 17, 1, 24, 1, 31, 1, 38, 1] });
    const million = Uint32Array.from({ length: 1e6 }, (_, i) => i + 5);
    assert.deepEqual(packWhole(million), { runs: [5, 1e6] });
    assert.ok("u8" in packWhole([9, 7, 5, 3, 1, 9, 7, 5, 3, 1]));
    assert.ok("u32" in packWhole([9, 7, 5, 3, 1, 9, 7, 5, 3, 1000]));
  });

  it("hold any double", () => {
    const numbers = [0.1, -0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324];
    assert.deepEqual([...unpack(packNumbers(numbers), 5)], numbers);
  });

  it("are believed only when they are packed numbers, and no more than make sense", () => {
    const wrong = [
      { runs: [1] },
      { runs: [0, 11] },
      { runs: [-1, 2] },
      { runs: [2 ** 32 - 1, 2] },
      { runs: ["0", 1] },
      { u32: "AAA=" },
      { f64: "A".repeat(1000) },
      {},
    ];
    for (const packed of wrong) {
      assert.throws(() => unpack(packed as never, 10), { code: "format" }, JSON.stringify(packed));
    }
  });
});
