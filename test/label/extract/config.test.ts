import assert from "node:assert/strict";
import { parseExtractionConfig } from "../../../src/lib/label";

const good = {
  database: { kind: "duckdb" },
  intervalSeconds: 3,
  finite: true,
  iterations: 100,
  outputFolder: "unlabelled",
};

describe("extraction configuration", () => {
  it("is read with its defaults", () => {
    assert.deepEqual(parseExtractionConfig(JSON.stringify(good)), {
      ...good,
      layout: {},
      features: null,
      perRule: false,
    });
    const { iterations, ...rest } = good;
    assert.equal(parseExtractionConfig({ ...rest, finite: false }).iterations, null);
    const layout = { technologies: ["TC", "OVS"], queues: 2 };
    const config = parseExtractionConfig({
      ...good,
      layout,
      features: ["TC_queue2_queue_usage"],
      perRule: true,
    });
    assert.deepEqual(
      [config.layout, config.features, config.perRule],
      [layout, ["TC_queue2_queue_usage"], true],
    );
  });

  it("says what is wrong, where, and what may have been meant", () => {
    const cases: [object, string, RegExp][] = [
      [{ intervalSeconds: -1 }, "format", /intervalSeconds/],
      [{ finite: "yes" }, "format", /true or false as finite/],
      [{ iterations: undefined }, "format", /iterations/],
      [{ finite: false }, "format", /none \(finite is false\)/],
      [{ interval: 3 }, "format", /only database/],
      [{ outputFolders: "x" }, "format", /Did you mean "outputFolder"/],
      [{ features: ["rx_packet"] }, "format", /Did you mean "rx_packets"/],
      [{ features: [] }, "format", /a list of column names/],
      [{ features: [3] }, "format", /found 3/],
      [{ layout: { technology: ["TC"] } }, "format", /Did you mean "technologies"/],
      [{ layout: { queues: 0 } }, "argument", /1 to 64 queues/],
      [{ database: { kind: "mysql" } }, "format", /user/],
    ];
    for (const [change, code, message] of cases) {
      assert.throws(() => parseExtractionConfig({ ...good, ...change }, { file: "c.json" }), {
        code,
        message,
      });
    }
    for (const bad of ["", "{", "[]", "null"])
      assert.throws(() => parseExtractionConfig(bad), { code: "format" });
  });
});
