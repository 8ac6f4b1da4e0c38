import assert from "node:assert/strict";
import { core, loop, table } from "../../../src/lib/index";

const HEAD = "ts,component,event,pod,kv\r\n";

describe("metrics as CSV", () => {
  it("come back as they were, whatever stands in them", () => {
    const draw = core.random("metrics");
    const letters = ['"', ",", "\n", "\r", "\r\n", "\\", "{", "é", "\u2028", "a", "=1+1", "\u0000"];
    const text = () =>
      Array.from({ length: draw.integer(8) }, () => letters[draw.integer(letters.length)]).join("");
    const metrics: loop.Metric[] = Array.from({ length: 200 }, (_, ts) => ({
      ...{ ts, component: text(), event: text(), pod: text() },
      kv: { [text()]: text(), number: draw.uniform(), missing: null, list: [1, text(), null] },
    }));
    const csv = HEAD + metrics.map(loop.metricCsvLine).join("");
    assert.deepEqual(loop.metricsFromCsv(csv), metrics);
    // Cut anywhere, it is what was whole; or, where the cut fell into a quoted cell, nothing of that line.
    for (let i = 0; i < 200; i++) {
      const some = loop.metricsFromCsv(csv.slice(0, HEAD.length + draw.integer(csv.length)));
      assert.deepEqual(some, metrics.slice(0, some.length));
    }
  });

  it("are RFC 4180: the table room reads the same cells (B22)", async () => {
    const metric = {
      ts: 5,
      component: "infer1",
      event: "batch_metrics",
      pod: "a-1",
      kv: { hit_n: 3, "a,b": 'x"y' },
    };
    const read = await table.readCsv({ text: HEAD + loop.metricCsvLine(metric) });
    assert.deepEqual(read.row(0), { ...metric, kv: JSON.stringify(metric.kv) });
  });

  it("of another head, or with a kv that is no object, are refused with the place", () => {
    assert.throws(() => loop.metricsFromCsv("a,b\n"), /:1: expected the columns|expected the columns/);
    assert.throws(
      () => loop.metricsFromCsv(`${HEAD}1,a,b,c,{unquoted\n`, "m.csv"),
      /m\.csv:2: expected five cells/,
    );
    assert.deepEqual(loop.metricsFromCsv(""), []);
  });
});
