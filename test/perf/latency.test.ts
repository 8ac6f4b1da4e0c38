import assert from "node:assert/strict";
import { perf } from "../../src/lib/index";
import { bytesOf } from "./samples";

function parse(lines: readonly string[], options: perf.ParseOptions = {}): perf.LatencyLog {
  return perf.parseLatency(bytesOf(lines), options);
}

describe("latency logs", () => {
  it("in any layout have the last number as the value, in µs", () => {
    assert.deepEqual([...parse(["6691", "341212"]).values], [6.691, 341.212]);
    assert.deepEqual([...parse(["1 6691", "2\t341212"]).values], [6.691, 341.212]);
    const stamped = parse(["1757115319,10986"]);
    assert.deepEqual(
      [stamped.layout, [...stamped.values], [...(stamped.times ?? [])]],
      ["epoch,value", [10.986], [1757115319000]],
    );
  });

  it("keep a time-out as 15000 µs, flagged and counted", () => {
    const log = parse(["1 15000000", "2 14999999", "3 15000000"]);
    assert.deepEqual(
      [[...log.values], [...log.censored]],
      [
        [15000, 14999.999, 15000],
        [1, 0, 1],
      ],
    );
    assert.equal(log.report.issues.find(({ kind }) => kind === "probe-timeout")?.count, 2);
  });

  it("skip a header, name a mixture, never take half a value", () => {
    const log = parse(["latency", "5000", "1 6000"]);
    assert.deepEqual([log.layout, [...log.values]], ["mixed", [5, 6]]);
    assert.deepEqual(
      log.report.issues.map(({ kind }) => kind),
      ["header", "mixed-layouts"],
    );
    const cut = perf.parseLatency(Buffer.from("1 15000000\n2 1500000"));
    assert.deepEqual([...cut.values], [15000, Number.NaN]);
    for (const line of ["1 2 3", "1,2,3", "-5", "1 x", "7840ns"])
      assert.throws(() => parse([line]), { code: "format" }, line);
  });

  it("drst-compat: row numbers for two columns, and the unit by the median", () => {
    const compat = (lines: string[]): number[] => [...parse(lines, { parser: "drst-compat" }).values];
    assert.deepEqual(compat(["1 15000000", "2 7840", "3 302298"]), [1, 2, 3]);
    assert.deepEqual(compat(["<<<<<<< HEAD", "7840", "=======", "8000"]), [7.84, 8]);
  });
});
