import assert from "node:assert/strict";
import {
  matching,
  numberText,
  panelRows,
  spoken,
  valueText,
} from "../../../src/lib/label/client/parts/columns";

const columns = ["rule", "TC_rx", "TC_drops", "OVS_rx", "tcp", "__proto__"].map((name) => ({
  name,
  type: "number" as const,
  unit: "",
  formula: "",
  source: "",
}));

describe("columns on the workbench's cards", () => {
  it("are found by name or by beginning, in the order of the patterns, each once", () => {
    assert.deepEqual(matching(columns, ["OVS_*", "rule", "TC_rx", "TC_*"]), [3, 0, 1, 2]);
    assert.deepEqual(matching(columns, ["constructor", "__proto__", "tc_*"]), [5]);
  });

  it("stand side by side by technology; a metric that one lacks leaves a hole", () => {
    assert.deepEqual(panelRows(columns, ["TC", "OVS"], ["{}_*"]), [
      { metric: "rx", columns: [1, 3] },
      { metric: "drops", columns: [2, undefined] },
    ]);
  });

  it("show missing values as missing, never as zero", () => {
    assert.equal(valueText(null, "number"), undefined);
    assert.equal(valueText(0, "number"), "0");
    assert.equal(valueText("Infinity", "number"), "Infinity");
    assert.equal(valueText(0, "time"), "1970-01-01 00:00:00.000 UTC");
  });

  it("show numbers so that they can be read", () => {
    assert.deepEqual([1234567, -1000, 0.1 + 0.2, 1e-9, 1.5e300, 999].map(numberText), [
      "1\u202f234\u202f567",
      "-1\u202f000",
      "0.3",
      "1.0000e-9",
      "1.5000e+300",
      "999",
    ]);
    assert.equal(spoken("TC_rx_bytes"), "TC rx bytes");
  });
});
