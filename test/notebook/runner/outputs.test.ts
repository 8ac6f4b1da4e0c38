import assert from "node:assert/strict";
import type { NotebookOutput } from "../../../src/lib/notebook/format";
import { collectOutputs } from "../../../src/lib/notebook/runner/outputs";

describe("collectOutputs", () => {
  it("merges neighbours of one stream and no others", () => {
    const collector = collectOutputs();
    const outputs: NotebookOutput[] = [];
    collector.begin(outputs, 1);
    collector.sink.stream("stdout", "a");
    collector.sink.stream("stdout", "b\n");
    collector.sink.stream("stderr", "c");
    collector.sink.stream("stdout", "d");
    assert.deepEqual(
      outputs.map(({ name, text }) => [name, text]),
      [
        ["stdout", "ab\n"],
        ["stderr", "c"],
        ["stdout", "d"],
      ],
    );
  });

  it("replaces a display in the cell that shows it, also from a later cell", () => {
    const collector = collectOutputs();
    const first: NotebookOutput[] = [];
    const second: NotebookOutput[] = [];
    collector.begin(first, 1);
    collector.sink.display({ data: { "text/plain": "1" }, metadata: {}, displayId: "x" }, false);
    collector.sink.display({ data: { "text/plain": "other" }, metadata: {} }, false);
    collector.begin(second, 2);
    collector.sink.display({ data: { "text/plain": "2" }, metadata: { m: 1 }, displayId: "x" }, true);
    collector.sink.display({ data: { "text/plain": "3" }, metadata: {}, displayId: "unknown" }, true);
    collector.sink.result("7");
    assert.deepEqual(first, [
      { output_type: "display_data", data: { "text/plain": "2" }, metadata: { m: 1 } },
      { output_type: "display_data", data: { "text/plain": "other" }, metadata: {} },
    ]);
    assert.deepEqual(second, [
      { output_type: "execute_result", execution_count: 2, data: { "text/plain": "7" }, metadata: {} },
    ]);
  });
});
