import assert from "node:assert/strict";
import { FlowExporter } from "../../src/lib/flow";
import { capture, core, flow, table } from "../../src/lib/index";
import { frames, type Step, there } from "./support";

/** Writes the given numbers through the writer, as one row. */
function written(numbers: readonly number[]): string {
  const extra = numbers.map(
    (value, i): flow.FeatureGroup => ({
      name: `n${i}`,
      slots: 0,
      columns: [{ name: `N${i}`, type: "number", unit: "1", formula: "given", source: "test" }],
      finish(_state, _at, _flow, out, to) {
        out[to] = value;
      },
    }),
  );
  let text = "";
  const csv = new flow.CsvWriter((bytes) => (text += Buffer.from(bytes).toString("utf8")));
  const exporter = new FlowExporter({ extra, context: false, features: 43 }, (row) => csv.row(row));
  const parser = new capture.CaptureParser(exporter.frame);
  parser.write(capture.encodePcap(frames([[0, there()]])));
  exporter.finish();
  csv.flush();
  return text.trim().split(",").slice(43).join(",");
}

describe("flow: CSV", () => {
  it("writes numbers as they are written everywhere", () => {
    const random = core.random("csv");
    const numbers = [
      ...[
        0,
        1,
        9,
        10,
        99,
        100,
        999_999_999,
        1e9,
        1_000_000_001,
        1e12 - 1,
        1e12,
        1.7e15,
        2 ** 53,
        1e21,
        -1,
        -0.5,
      ],
      ...[
        0.1,
        0.001,
        0.01,
        0.999,
        1.5,
        12.34,
        99.9,
        1e-7,
        1 / 3,
        1e9 + 0.5,
        123456789.125,
        0.0015,
        Number.POSITIVE_INFINITY,
      ],
      ...Array.from({ length: 2000 }, () => Math.round(random.uniform() * 10 ** random.integer(13)) / 1000),
      ...Array.from({ length: 500 }, () => random.uniform() * 10 ** random.integer(16)),
    ];
    const texts = written(numbers).split(",");
    const wrong = numbers.findIndex((number, i) => texts[i] !== String(number));
    assert.equal(wrong < 0 ? "" : `${numbers[wrong]} as ${texts[wrong]}`, "");
    assert.equal(texts.length, numbers.length);
  });

  it("leaves missing cells blank", () => assert.equal(written([Number.NaN, 3, Number.NaN]), ",3,"));

  it("is what the table of the same flows gives", async () => {
    const steps = Array.from(
      { length: 500 },
      (_, i): Step => [i * 0.0137, there({ sourcePort: 1 + (i % 40) })],
    );
    const bytes = capture.encodePcap(frames(steps));
    const { table: flows } = await flow.exportFlows(bytes);
    let text = "";
    const csv = new flow.CsvWriter((part) => (text += Buffer.from(part).toString("utf8")));
    csv.header(flows.names);
    await flow.streamFlows(bytes, (row) => csv.row(row));
    csv.flush();
    assert.equal(text, table.csvText(flows));
  });
});
