import assert from "node:assert/strict";
import { perf } from "../../src/lib/index";
import { bytesOf, MEMORY, NF_OUT, PCIE, PCM } from "./samples";

describe("PCM logs", () => {
  it("join both header rows, and have the clock as time", () => {
    const log = perf.parsePcm(bytesOf(PCM));
    assert.equal(log.fields, 6);
    assert.deepEqual(log.table.row(0), {
      time: Date.UTC(2024, 2, 5, 9, 30, 51, 600),
      "Socket 0-IPC": 3.43,
      "Socket 0-L3OCC": 11880,
      "Core7 (Socket 0)-L3MISS": 0.81,
    });
    const twice = perf.parsePcm(
      bytesOf(["System,System,S,S,S", "Date,Time,A,A,A", "2024-03-05,09:30:51,1,2,3"]),
    );
    assert.deepEqual(twice.table.names, ["time", "S-A", "S-A__dup1", "S-A__dup2"]);
  });

  it("memory: leave empty channels out, or keep them", () => {
    assert.deepEqual(perf.parsePcmMemory(bytesOf(MEMORY)).table.names, [
      "time",
      "SKT0-Ch0Read",
      "SKT0-Memory (MB/s)",
      "System-Read",
    ]);
    const kept = perf.parsePcmMemory(bytesOf(MEMORY), { emptyChannels: "keep" }).table;
    assert.deepEqual([...kept.numbers("SKT0-Ch2Read")], [Number.NaN, Number.NaN]);
  });

  it("memory, drst-compat: the second header is a row, and the labels are lost", () => {
    const { table } = perf.parsePcmMemory(bytesOf(MEMORY), { parser: "drst-compat" });
    assert.deepEqual(table.names, ["SKT0", "SKT0__dup1", "SKT0__dup2", "System"]);
    assert.deepEqual([...table.numbers("SKT0")], [0, 105.12, 108.74]);
  });

  it("pcie: fold the three layouts", () => {
    const split = perf.parsePcmPcie(bytesOf(PCIE));
    assert.deepEqual(
      [split.layout, split.table.length, split.table.at(1, "skt-0_WiL-miss")],
      ["split", 2, 197134],
    );
    const total = perf.parsePcmPcie(bytesOf(["Skt,RFO", "0,1", "1,2", "Skt,RFO", "0,3", "1,4"]));
    assert.deepEqual([total.layout, [...total.table.numbers("skt-1_RFO-total")]], ["total", [2, 4]]);
    const rows = ["0,1(Total)", "0,2(Miss)", "0,3(Hit)"];
    const stamped = perf.parsePcmPcie(
      bytesOf(
        ["Date,Time,Skt,RFO", ...rows, ...rows].map((line) =>
          line.startsWith("D") ? line : `2025-09-10,00:30:46.466,${line}`,
        ),
      ),
    );
    assert.deepEqual([stamped.layout, stamped.table.length], ["stamped", 2]);
    assert.equal(stamped.table.at(0, "time"), Date.UTC(2025, 8, 10, 0, 30, 46, 466));
  });

  it("pcie: a block that was cut is missing what it lacks", () => {
    const log = perf.parsePcmPcie(bytesOf(PCIE.slice(0, 7)));
    assert.equal(log.table.at(1, "skt-0_RFO-hit"), null);
    assert.equal(log.report.issues.find(({ kind }) => kind === "incomplete-block")?.count, 1);
  });

  it("nf_out: seconds by cycle, so a late function is missing first; by position as the original", () => {
    const late = [NF_OUT[0], NF_OUT[2], NF_OUT[1]];
    const column = (options: perf.NfOutOptions): number[] => [
      ...perf.parseNfOut(bytesOf(late), options).table.numbers("bridge-core"),
    ];
    assert.deepEqual(column({}), [Number.NaN, 7]);
    assert.deepEqual(column({ fold: "position" }), [7, Number.NaN]);
    const { table, tags } = perf.parseNfOut(
      bytesOf([...NF_OUT, NF_OUT[0].replace("router", "load_generator")]),
    );
    assert.deepEqual([table.names.length, tags], [90, { router: 2, bridge: 1, load_generator: 1 }]);
    assert.deepEqual([table.at(0, "router-state"), table.at(0, "firewall-rx_pps")], ["W", null]);
    assert.equal(
      perf.parseNfOut(bytesOf(NF_OUT), { parser: "drst-compat" }).tags.router,
      1,
      "the first line is lost",
    );
  });
});
