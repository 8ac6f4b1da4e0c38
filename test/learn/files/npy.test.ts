import assert from "node:assert/strict";
import * as core from "../../../src/lib/core";
import * as learn from "../../../src/lib/learn";

/** What numpy.save writes for the array, header and all. */
function numpyBytes(descr: string, fortran: string, shape: string, values: Buffer): Buffer {
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;
  const header = `${text.padEnd(117)}\n`;
  return Buffer.concat([
    Buffer.from("\x93NUMPY\x01\x00", "latin1"),
    Buffer.from([118, 0]),
    Buffer.from(header),
    values,
  ]);
}

describe("learn: npy", () => {
  it("comes back as it was, aligned to 64 bytes as NumPy wants it", () => {
    for (const data of [
      Float64Array.of(1.5, Number.NaN, -0, 1e300, 5, 6),
      Float32Array.of(1, 2, 3, 4, 5, 6),
      Int32Array.of(-1, 2, 3, 4, 5, 6),
      Uint8Array.of(0, 255, 3, 4, 5, 6),
    ]) {
      for (const shape of [[6], [2, 3], [3, 1, 2]]) {
        const bytes = learn.encodeNpy({ shape, data });
        assert.equal((bytes.length - data.byteLength) % 64, 0);
        assert.deepEqual(learn.decodeNpy(bytes), { shape, data });
      }
    }
  });

  it("reads NumPy's own bytes: Fortran order, big-endian, int64, no dimension", () => {
    const column = Buffer.from(Float64Array.of(1, 3, 5, 2, 4, 6).buffer);
    assert.deepEqual(
      [...learn.decodeNpy(numpyBytes("<f8", "True", "(3, 2)", column)).data],
      [1, 2, 3, 4, 5, 6],
    );
    const big = Buffer.from([0, 0, 1, 0]);
    assert.deepEqual(learn.decodeNpy(numpyBytes(">i4", "False", "(1,)", big)), {
      shape: [1],
      data: Int32Array.of(256),
    });
    const long = Buffer.from(BigInt64Array.of(-7n).buffer);
    assert.deepEqual(learn.decodeNpy(numpyBytes("<i8", "False", "()", long)), {
      shape: [],
      data: Float64Array.of(-7),
    });
  });

  it("refuses whatever is no such array", () => {
    const good = Buffer.from(learn.encodeNpy({ shape: [2], data: Float64Array.of(1, 2) }));
    for (let end = 0; end < good.length; end++) {
      assert.throws(() => learn.decodeNpy(good.subarray(0, end)), core.LabError, `cut at ${end}`);
    }
    assert.throws(() => learn.decodeNpy(numpyBytes("|O", "False", "(1,)", Buffer.alloc(8))), {
      code: "format",
    });
    assert.throws(() => learn.decodeNpy(numpyBytes("<f8", "False", "(999999999,)", Buffer.alloc(8))), {
      code: "format",
    });
    const beyond = Buffer.from(BigInt64Array.of(2n ** 60n).buffer);
    assert.throws(() => learn.decodeNpy(numpyBytes("<i8", "False", "(1,)", beyond)), { code: "value" });
    assert.throws(() => learn.encodeNpy({ shape: [3], data: Float64Array.of(1) }), { code: "argument" });
  });
});
