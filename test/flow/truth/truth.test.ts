import assert from "node:assert/strict";
import { LabError } from "../../../src/lib/core";
import { readTruth } from "../../../src/lib/flow";
import { Table } from "../../../src/lib/table";

const unsw = (rows: Record<string, string | number | null>[]): Table =>
  Table.fromRows(
    rows.map((row) => ({
      "Start time": 1421927414,
      "Last time": 1421927416,
      "Attack category": "Reconnaissance",
      Protocol: "tcp",
      "Source IP": "175.45.176.0",
      "Source Port": 13284,
      "Destination IP": "149.171.126.16",
      "Destination Port": 80,
      ...row,
    })),
  );

describe("ground truth", () => {
  it("reads the UNSW-NB15 layout: epoch seconds, blanks around categories", () => {
    const truth = readTruth(unsw([{ "Attack category": " Fuzzers " }]));
    assert.equal(truth.layout, "unsw-nb15");
    assert.deepEqual(truth.table.row(0), {
      start_ms: 1421927414000,
      end_ms: 1421927416000,
      protocol: 6,
      src_addr: "175.45.176.0",
      src_port: 13284,
      dst_addr: "149.171.126.16",
      dst_port: 80,
      attack: "Fuzzers",
    });
  });

  it("reads labelled NetFlow tables, with times (v3) and without (v2)", () => {
    const base = {
      IPV4_SRC_ADDR: "10.0.0.1",
      L4_SRC_PORT: 5000,
      IPV4_DST_ADDR: "10.0.0.2",
      L4_DST_PORT: 53,
      PROTOCOL: 17,
      Label: 0,
      Attack: "Benign",
    };
    const v2 = readTruth(Table.fromRows([base]));
    assert.equal(v2.layout, "netflow");
    assert.ok(Number.isNaN(v2.table.numbers("start_ms")[0]), "no time is no bound");
    assert.equal(v2.table.at(0, "attack"), "", "Benign is no attack");
    const v3 = readTruth(
      Table.fromRows([
        { ...base, FLOW_START_MILLISECONDS: 1000, FLOW_END_MILLISECONDS: 2000, Attack: "DoS" },
      ]),
    );
    assert.deepEqual(
      [v3.table.at(0, "start_ms"), v3.table.at(0, "end_ms"), v3.table.at(0, "attack")],
      [1000, 2000, "DoS"],
    );
  });

  it("counts what it cannot use, by reason, and keeps the rest", () => {
    const truth = readTruth(
      unsw([
        {},
        { Protocol: "sep" },
        { "Source IP": null },
        { "Last time": 1421927000 },
        { "Destination Port": null },
      ]).with("Source Port", ["1", "2", "3", "4", "0x000b"]),
    );
    assert.deepEqual(truth.refused, { "unknown protocol": 1, "missing address": 1, "end before start": 1 });
    assert.equal(truth.table.length, 2);
    assert.ok(Number.isNaN(truth.table.numbers("src_port")[1]), "a port that is no number means any");
  });

  it("says which layouts it knows when it knows none", () => {
    assert.throws(
      () => readTruth(Table.of({ a: [1] })),
      (error: unknown) =>
        error instanceof LabError && /unsw-nb15/.test(error.message) && /"a"/.test(error.message),
    );
  });
});
