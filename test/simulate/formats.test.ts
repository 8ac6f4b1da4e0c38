import assert from "node:assert/strict";
import { perf, simulate, table } from "../../src/lib/index";

const [ladder, stimulus, intervention] = ([0, 2, 3] as const).map(
  (stage) => simulate.stagePlan(stage, { seed: 9, experiments: 1 })[0],
);
const text = (plan: simulate.ExperimentPlan, file: string) =>
  simulate.experimentFiles(plan)[file].toString("latin1");

describe("simulated logs", () => {
  it("have CRLF after every line and nothing else at the end", () => {
    for (const plan of [ladder, stimulus, intervention]) {
      for (const [name, bytes] of Object.entries(simulate.experimentFiles(plan))) {
        if (name.endsWith(".pcap")) continue;
        const content = bytes.toString("latin1");
        assert.ok(content.endsWith("\r\n"), name);
        assert.equal(content.split("\n").length, content.split("\r\n").length, name);
      }
    }
  });

  it("write perf lines as perf does: comment, blank line, padded time, nine fields, sixteen events a second", () => {
    const lines = text(stimulus, "bridge.csv").split("\r\n");
    assert.match(lines[0], /^# started on Mon Jan {2}3 00:00:00 2000$/);
    assert.equal(lines[1], "");
    const data = lines.slice(2, -1);
    assert.equal(data.length, 16 * stimulus.seconds);
    for (const line of data) {
      assert.equal(line.split(",").length, 9, line);
      assert.match(line, /^ {4,5}\d{1,2}\.\d{9},(\d+(\.\d{6})?|<not counted>),,[\w-]+,0\.00%,\d+,\d+\.\d\d,/);
    }
    const events = data.slice(0, 16).map((line) => line.split(",")[3]);
    assert.deepEqual(events.slice(0, 11), [
      ..."instructions branches branch-misses branch-load-misses cache-misses cache-references cycles".split(
        " ",
      ),
      ..."context-switches cpu-clock minor-faults page-faults".split(" "),
    ]);
    assert.deepEqual(
      new Set(events.filter((event) => (table.EVENTS as readonly string[]).includes(event))),
      new Set(table.EVENTS),
    );
  });

  it("derive perf's metric from the counts beside it, and the share that it ran", () => {
    const fields = text(stimulus, "firewall.csv")
      .split("\r\n")
      .slice(2, 18)
      .map((line) => line.split(","));
    const count = (event: string) => Number(fields.find((field) => field[3] === event)?.[1]);
    const metric = (event: string) =>
      fields
        .find((field) => field[3] === event)
        ?.slice(7)
        .join(",");
    assert.equal(
      metric("instructions"),
      `${(count("instructions") / count("cycles")).toFixed(2)},insn per cycle`,
    );
    assert.equal(
      metric("cache-misses"),
      `${((100 * count("cache-misses")) / count("cache-references")).toFixed(3)},of all cache refs`,
    );
    for (const field of fields) {
      const share = Number(field[6]);
      const running = (100 * Number(field[5])) / 1_000_700_000;
      assert.ok(Math.abs(running - share) < 0.02 || share === 100, field.join());
      if ((table.EVENTS as readonly string[]).includes(field[3])) assert.ok(share >= 7 && share <= 20);
    }
  });

  it("say <not counted> for a VNF that still sleeps, with a hundred percent for what ran", () => {
    const first = text(intervention, "bridge.csv").split("\r\n").slice(2, 18);
    assert.ok(first.some((line) => line.includes("<not counted>,,cycles,0.00%,0,0.00,,")));
    assert.ok(first.some((line) => /,\d+,,instructions,0\.00%,\d+,100\.00,,$/.test(line)));
  });

  it("add 20 bytes a frame between Mbit and MbitWithFraming, and count up the totals", () => {
    const [header, ...rows] = text(ladder, "tx_stats.csv").trimEnd().split("\r\n");
    assert.equal(header, "Time,Device,Direction,PacketRate,Mbit,MbitWithFraming,TotalPackets,TotalBytes");
    let packets = 0;
    rows.forEach((row, k) => {
      const [time, device, direction, rate, mbit, framed, total] = row.split(",");
      assert.equal(Number(time), ladder.startedMs / 1000 + k);
      assert.deepEqual([device, direction], ["Device: id=0", "TX"]);
      assert.ok(Math.abs(Number(framed) - Number(mbit) - 160 * Number(rate)) < 1e-6);
      packets += Math.round(Number(rate) * 1e6);
      assert.equal(Number(total), packets);
    });
  });

  it("number the probes only where the original does, and take two a second in stage 2", () => {
    assert.match(text(ladder, "latency.csv"), /^(\d+\r\n){183}$/);
    assert.match(text(stimulus, "latency.csv"), /^(\d+\r\n){92}$/);
    assert.match(text(intervention, "latency.csv"), /^1 15000000\r\n2 \d+\r\n/);
  });

  it("write nf_out with 21 fields, the five tags, and flows that fit together", () => {
    const rows = text(intervention, "nf_out.csv")
      .trimEnd()
      .split("\r\n")
      .map((row) => row.split(","));
    assert.deepEqual(
      new Set(rows.map(([tag]) => tag)),
      new Set(["router", "ndpi_stat", "bridge", "payload_scan", "firewall"]),
    );
    for (const row of rows) {
      assert.equal(row.length, 21);
      assert.equal(row[12], "W");
    }
    const last = (tag: string) =>
      rows
        .filter((row) => row[0] === tag)
        .slice(-1)[0]
        .map(Number);
    const [rx, tx, rxDrop, txDrop] = [6, 7, 16, 17];
    const chain = ["firewall", "ndpi_stat", "router", "payload_scan", "bridge"].map(last);
    chain.slice(1).forEach((vnf, v) => {
      assert.ok(Math.abs(chain[v][tx] - vnf[rx]) <= 2, "what one sends the next receives");
      assert.equal(chain[v][txDrop], vnf[rxDrop]);
    });
    assert.ok(chain[0][rxDrop] > 0.2 * chain[0][rx], "the firewall's added rules overload it");
  });

  it("are read back by the perf room: counts, rates, latency", () => {
    const run = simulate.simulateExperiment(stimulus);
    const log = perf.parsePerfStat(simulate.experimentFiles(stimulus)["ndpi_stats.csv"]);
    const cycles = [...log.counts.numbers("cycles")];
    cycles.forEach((value, k) => {
      if (!Number.isNaN(value)) assert.equal(value, Math.round(run.counts.ndpi_stats.cycles[k]));
    });
    assert.ok(cycles.filter(Number.isNaN).length <= 1);
  });
});
