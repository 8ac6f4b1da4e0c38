import assert from "node:assert/strict";
import { perf } from "../../src/lib/index";
import { bytesOf, RATES } from "./samples";

function parse(lines: readonly string[], options: perf.RateOptions = {}): perf.RateLog {
  return perf.parseRates(bytesOf(lines), options);
}

describe("rate logs", () => {
  it("give the column that was asked for", () => {
    assert.deepEqual([...parse(RATES).rate], [185.22979782842, 528.20166603101]);
    assert.deepEqual([...parse(RATES, { rate: "Mbit" }).rate], [175.35316688262, 500.00130735072]);
    assert.deepEqual([...parse(RATES).times], [1658143989000, 1658143990000]);
    assert.throws(
      () => parse([RATES[0].replace("MbitWithFraming", "Framed"), RATES[1]]),
      /"MbitWithFraming"/,
    );
  });

  it("tell millions of packets from packets by the frame size", () => {
    const [mega, single] = [parse(RATES), parse([RATES[0], "1757764435,d,TX,109760.0,916.0,916.7,0,0"])];
    assert.deepEqual([mega.packetUnit, mega.table.at(1, "packet_rate")], ["Mpps", 176252.2417518]);
    assert.deepEqual([single.packetUnit, single.table.at(0, "packet_rate")], ["pps", 109760]);
    assert.equal(parse([RATES[0], "1,d,TX,0,0,0,0,0"]).packetUnit, null);
    assert.equal(parse([RATES[0], "1,d,TX,0,0,0,0,0"]).table.at(0, "packet_rate"), 0);
  });

  it("skip repeated headers, keep rows with a spoilt value as missing, and count both", () => {
    const log = parse([RATES[0], RATES[1], RATES[0], RATES[2].replace("528.20166603101", "n/a")]);
    assert.deepEqual([...log.rate], [185.22979782842, Number.NaN]);
    assert.deepEqual(
      log.report.issues.map(({ kind, line }) => [kind, line]),
      [
        ["repeated-header", 3],
        ["not-a-number", 4],
      ],
    );
  });

  it("drst-compat: Mbit, whatever was asked", () => {
    assert.deepEqual([...parse(RATES, { parser: "drst-compat" }).rate], [175.35316688262, 500.00130735072]);
  });
});
