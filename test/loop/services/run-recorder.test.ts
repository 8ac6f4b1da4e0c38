import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { loop } from "../../../src/lib/index";
import type { JoinedRow } from "../../../src/lib/loop/services/ordered-results";
import { RunRecorder } from "../../../src/lib/loop/services/run-recorder";

const HEAD: loop.RunHead = {
  ...{ run: "r1", state: "running", started: 1000, strategy: "default", broker: "kafka", seed: 7 },
  ...{ target: "y", features: ["a"], models: [], segments: [], simulated: true, caption: "" },
  stages: [
    { name: "one", from: 0, to: 4 },
    { name: "two", from: 4, to: 8 },
  ],
};

const joined = (seq: number, model: string): JoinedRow => ({
  row: { seq, stage: "", time: seq, label: 1, values: Float64Array.of(1) } as unknown as JoinedRow["row"],
  ...{ baseline: 1, current: 1, model, partition: 0, offset: seq, index: 0, latencyUs: 1 },
});

describe("recorder of a run", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "dataplane-lab-recorder-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const served = async () => {
    const { rows, head } = await loop.openRun(folder);
    return [...rows.numbers("model")].map((at) => head.models[at]);
  };

  it("gives every row its model, also when it was killed between rows and the head that names theirs", async () => {
    const first = await loop.RunWriter.open(folder, HEAD);
    const killed = new RunRecorder(first);
    killed.row(joined(0, "m-a"), 0);
    await killed.flush();
    killed.row(joined(1, "m-a"), 0);
    killed.row(joined(2, "m-b"), 0);
    killed.row(joined(3, "m-b"), 0);
    // The stage's event puts the rows before it into their file.
    killed.row(joined(4, "m-b"), 0);
    const { head, rows } = await loop.openRun(folder);
    assert.deepEqual([head.models, rows.length], [["m-a"], 4]);

    const again = await loop.RunWriter.open(folder, head);
    const recorder = new RunRecorder(again, rows.length);
    const models = ["m-a", "m-a", "m-b", "m-b", "m-b", "m-c"];
    for (const [seq, model] of models.entries()) recorder.row(joined(seq, model), 0);
    await recorder.flush();
    await again.close();
    assert.deepEqual(await served(), models);
    await first.close();
  });

  it("gives the next model its own number, when the one before it was named by nobody", async () => {
    const first = await loop.RunWriter.open(folder, HEAD);
    const killed = new RunRecorder(first);
    for (const seq of [0, 1, 2, 3]) killed.row(joined(seq, seq < 2 ? "m-a" : "m-b"), 0);
    killed.row(joined(4, "m-c"), 0);
    const { head, rows } = await loop.openRun(folder);
    assert.deepEqual([head.models, rows.length], [[], 4]);
    const again = await loop.RunWriter.open(folder, head);
    const recorder = new RunRecorder(again, rows.length);
    const models = ["m-a", "m-a", "m-b", "m-b", "m-c"];
    for (const [seq, model] of models.entries()) recorder.row(joined(seq, model), 0);
    await recorder.flush();
    await again.close();
    assert.deepEqual(await served(), models);
    await first.close();
  });
});
