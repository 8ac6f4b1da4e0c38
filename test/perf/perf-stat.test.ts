import assert from "node:assert/strict";
import { perf } from "../../src/lib/index";
import { bytesOf, PERF } from "./samples";

function parse(lines: readonly string[], options: perf.ParseOptions = {}): perf.PerfStat {
  return perf.parsePerfStat(bytesOf(lines), options);
}

describe("perf stat interval logs", () => {
  it("take field 1 as the count, and keep the running share apart", () => {
    const log = parse(PERF);
    assert.deepEqual(log.events, ["instructions", "branch-misses"]);
    assert.deepEqual([...log.counts.numbers("time")], [1.000964438, 2.002105021]);
    assert.deepEqual([...log.counts.numbers("instructions")], [11211277373, 11239436842]);
    assert.deepEqual([...log.running.numbers("branch-misses")], [18.99, 0]);
    assert.equal(log.started, Date.UTC(2022, 6, 18, 13, 33, 9));
  });

  it("have <not counted> and <not supported> as missing, counted with the first line", () => {
    const log = parse([...PERF, "     3.0,<not supported>,,branch-misses,0.00%,0,0.00,,"]);
    assert.deepEqual([...log.counts.numbers("branch-misses")], [8360201, Number.NaN, Number.NaN]);
    assert.deepEqual(
      log.report.issues.map(({ kind, count, line }) => [kind, count, line]),
      [
        ["not-counted", 1, 6],
        ["not-supported", 1, 7],
      ],
    );
  });

  it("come with 6 to 9 fields: without deviation, without metric, with a unit", () => {
    for (const line of [
      "1.0,42,,cycles,0.00%,100,75.50,2.89,GHz",
      "1.0,42,,cycles,0.00%,100,75.50,,",
      "1.0,42,,cycles,100,75.50,2.89,GHz",
      "1.0,42,,cycles,0.00%,100,75.50",
      "1.0,42,,cycles,100,75.50",
      "1.0,42,msec,cycles,100,75.50,,",
    ]) {
      const log = parse([line]);
      assert.deepEqual([log.counts.at(0, "cycles"), log.running.at(0, "cycles")], [42, 75.5], line);
    }
  });

  it("keep an interval that lacks an event, whatever the order, and count a repeated one", () => {
    const log = parse([
      "1.0,1,,a,1,100",
      "1.0,2,,b,1,100",
      "2.0,3,,b,1,100",
      "3.0,5,,b,1,100",
      "3.0,4,,a,1,100",
      "3.0,9,,a,1,100",
    ]);
    assert.deepEqual([...log.counts.numbers("a")], [1, Number.NaN, 4]);
    assert.deepEqual([...log.counts.numbers("b")], [2, 3, 5]);
    assert.equal(log.report.issues.find(({ kind }) => kind === "repeated-event")?.line, 6);
  });

  it("grow beyond what the file's size promised", () => {
    const log = parse(Array.from({ length: 500 }, (_, i) => `${i},${i},,a,1,5`));
    assert.deepEqual([log.counts.length, log.counts.at(499, "a"), log.running.at(499, "a")], [500, 499, 5]);
  });

  it("fail with the line where time goes back: two logs in one file", () => {
    assert.throws(
      () => parse([...PERF, ...PERF], { file: "x.csv" }),
      /x\.csv:9.*at least 2\.002105021 s.*two logs/,
    );
  });

  it("keep a line that was cut behind its count, and leave out one that was cut in it", () => {
    const bytes = bytesOf(["1.0,10,,a,0.00%,5,99.00,,", "2.0,1234,,a,0.00%,5,99.00,,"]);
    const parseFirst = (length: number): perf.PerfStat => perf.parsePerfStat(bytes.subarray(0, length));
    const inCount = parseFirst(bytes.indexOf("1234") + 2);
    assert.deepEqual([...inCount.counts.numbers("a")], [10]);
    const inShare = parseFirst(bytes.lastIndexOf("99.00") + 3);
    assert.deepEqual([...inShare.counts.numbers("a")], [10, 1234]);
    assert.deepEqual([...inShare.running.numbers("a")], [99, Number.NaN]);
    assert.equal(inShare.report.issues[0].kind, "unterminated-line");
  });

  it("drst-compat: running time for rare events, zero and then the clock for <not counted>", () => {
    const compat = (line: string, event: string): number | string | null =>
      parse([line], { parser: "drst-compat" }).counts.at(0, event);
    assert.equal(compat(PERF[3], "branch-misses"), 189969292);
    assert.equal(compat(PERF[2], "instructions"), 11211277373);
    assert.equal(compat("     2.0,<not counted>,,cycles,0.00%,0,0.00,,", "cycles"), 0);
    assert.equal(compat("    12.001,<not counted>,,cycles,0.00%,0,0.00,,", "cycles"), 12.001);
    assert.equal(compat("1.0,5,,x,CYCLES", "cycles"), 5);
  });
});
