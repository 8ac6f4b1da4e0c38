import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { random } from "../../../src/lib/core";
import { createDetector, evaluateDetector, recordAlarms, scoreAlarms } from "../../../src/lib/drift";
import { Table } from "../../../src/lib/table";

const draw = random("two truths");
const rows = Table.of({ x: Array.from({ length: 900 }, (_, i) => draw.normal() + (i < 400 ? 0 : 4)) });
const made = () => createDetector("adwin", { features: ["x"], scale: "none" });

describe("scoreAlarms", () => {
  it("holds one record against several truths as evaluateDetector would each", () => {
    const record = recordAlarms(made, [{ name: "stream", rows }]);
    assert.ok(record.streams[0].alarms.length > 0);
    for (const changes of [[400], [100, 380, 700], []]) {
      const wanted = evaluateDetector(made, [{ name: "stream", rows, changes }], { horizon: 90 });
      assert.deepEqual(scoreAlarms(record, [changes], { horizon: 90 }), wanted);
    }
  });

  it("refuses changes that are no rows, and lists that are not one a stream", () => {
    const record = { detector: "d", streams: [{ name: "a", rows: 10, alarms: [], evaluations: 10 }] };
    for (const changes of [[0], [10], [5, 4], [1.5]])
      assert.throws(() => scoreAlarms(record, [changes]), /stream "a" that increase within rows 1 to 9/);
    assert.throws(() => scoreAlarms(record, []), /changes for 1 streams.*0 lists/);
    assert.throws(() => scoreAlarms(record, [[5]], { horizon: 0 }), /horizon/);
  });
});
