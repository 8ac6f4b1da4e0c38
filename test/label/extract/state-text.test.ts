import assert from "node:assert/strict";
import {
  type StateMetric,
  stateMetrics,
  stateText,
  stateValues,
} from "../../../src/lib/label/extract/state-text";
import { HOSTILE } from "../support/lab";

describe("a resource's state as text", () => {
  const at = (value: StateMetric["value"], place: Partial<StateMetric> = {}): StateMetric => ({
    value,
    topic: "t",
    partition: 0,
    time: 5,
    offset: 0,
    ...place,
  });

  it("comes back as it went in: values, null, and each metric's own record", () => {
    const metrics = new Map([
      ["a", at(0.1)],
      ["b", at(null, { offset: 9 })],
      ["c", at("x", { offset: 10, time: 6 })],
      ["d", at(5e-324, { offset: 2, partition: 1 })],
      ["e", at(1.7976931348623157e308, { offset: 2 ** 53 - 1, topic: 't"2' })],
    ]);
    const text = stateText(metrics);
    assert.deepEqual(stateMetrics(text), metrics);
    assert.deepEqual([...stateValues(text.metrics)].slice(0, 3), [
      ["a", 0.1],
      ["b", null],
      ["c", "x"],
    ]);
    assert.deepEqual(stateMetrics(stateText(new Map())), new Map());
  });

  it("says topic, partition and time once for a whole report", () => {
    const report = new Map([..."abcdef"].map((name, offset) => [name, at(1, { offset })]));
    assert.equal(stateText(report).records, '[["t",0,5,0,1,2,3,4,5]]');
  });

  it("takes hostile texts as names, values and topics", () => {
    const metrics = new Map(
      HOSTILE.filter((text) => text.length < 100).map((text) => [text, at(text, { topic: text })]),
    );
    assert.deepEqual(stateMetrics(stateText(metrics)), metrics);
  });

  it("is refused where somebody else changed it", () => {
    assert.throws(() => stateValues("{"), { code: "format", message: /JSON in the database/ });
    for (const metrics of ["null", "[1]", '"x"', "3"]) {
      assert.throws(() => stateValues(metrics), { code: "format" }, metrics);
    }
    for (const records of ["[]", '[["t",0,5,0,1,2]]', "{}", "[3]", "null"]) {
      assert.throws(() => stateMetrics({ metrics: '{"a":1}', records }), { code: "format" }, records);
    }
  });
});
