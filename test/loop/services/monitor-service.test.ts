import assert from "node:assert/strict";
import { loop, type stream } from "../../../src/lib/index";
import { decodeControl, encodeControl } from "../../../src/lib/loop/services/control";
import { MonitorService } from "../../../src/lib/loop/services/monitor-service";
import { linearStrategy, REFERENCE, STAGES } from "../run/drifting";

const schema = { run: "r", features: REFERENCE.names.slice(0, 4), target: "output_rate" };
const verdict = { adopt: true, reason: "", rows: 1, gain: 1, low: 0, high: 2, champion: {}, challenger: {} };

/** The rows of the drifting stages, and predictions that are wrong by a third where the stage has moved. */
const ROWS = STAGES.flatMap(({ name, rows }) => {
  const columns = schema.features.map((feature) => rows.numbers(feature));
  return [...rows.numbers("output_rate")].map((label, i) => ({
    stage: name,
    label,
    features: Float64Array.from(columns, (column) => column[i]),
  }));
}).map((row, seq) => ({ ...row, seq, segment: null, time: 0 }) satisfies stream.StreamRow);

type Told =
  | { readonly type: "trigger"; readonly trigger: loop.Trigger }
  | { readonly type: "settled"; readonly trigger: string; readonly seq: number }
  | {
      readonly type: "outcome";
      readonly outcome: loop.Outcome;
      readonly candidates: 0;
      readonly wallMs: 0;
      readonly time: 0;
    };

/** What a monitor told; `control` is the topic, `readings` the run folder. */
interface Life {
  readonly control: readonly Told[];
  readonly readings: readonly loop.DriftReading[];
}

/**
 * A monitor that lives from the first row until `until`, after what the topic had from an earlier life. A trigger's outcome
 * comes `lag` rows after it was raised; with an earlier life it stands there from the beginning.
 */
function live(strategy: loop.Strategy, until: number, lag: number, before: readonly Told[] = []): Life {
  const control: Told[] = [...before];
  const readings: loop.DriftReading[] = [];
  const service = new MonitorService(strategy.monitor({ schema, reference: REFERENCE, seed: 1 }), {
    reading: (reading) => readings.push(reading),
    trigger: (trigger) => control.push({ type: "trigger", trigger }),
    settled: (trigger, seq) => control.push({ type: "settled", trigger, seq }),
  });
  let taken = 0;
  const take = () => {
    for (; taken < control.length; taken++) {
      const record = control[taken];
      if (record.type === "trigger") service.raised(record.trigger);
      if (record.type === "settled") service.settled(record.trigger, record.seq);
      if (record.type === "outcome") service.outcome(record.outcome);
    }
  };
  take();
  for (const row of ROWS.slice(0, until)) {
    const current = row.label * (row.stage === "moved" && row.seq % 3 !== 0 ? 1.4 : 1.01);
    service.observe(row, { baseline: current, current, model: "m" });
    const { open } = service;
    const answered = control.some(
      (record) => record.type === "outcome" && record.outcome.trigger.id === open?.id,
    );
    if (open !== undefined && !answered && row.seq >= open.seq + lag) {
      const outcome = { kind: "adopted", trigger: open, model: "n", from: row.seq, verdict } as const;
      control.push({ type: "outcome", outcome, candidates: 0, wallMs: 0, time: 0 });
    }
    take();
  }
  return { control, readings };
}

describe("MonitorService", () => {
  for (const [name, strategy, step] of [
    ["a plain strategy", linearStrategy(), 7],
    ["the default strategy", loop.strategy("default"), 97],
  ] as const)
    it(`killed and started again, sees and raises what it would have without that: ${name}`, () => {
      const lag = 37;
      const whole = live(strategy, ROWS.length, lag);
      const settled = whole.control.flatMap((record) => (record.type === "settled" ? [record] : []));
      const triggers = whole.control.filter(({ type }) => type === "trigger");
      assert.ok(triggers.length > 1 && settled.length > 1, JSON.stringify(whole.control).slice(0, 300));
      assert.ok(settled.every(({ seq }) => seq > ROWS[0].seq));
      for (let killed = 301; killed < ROWS.length; killed += step) {
        const first = live(strategy, killed, lag);
        const second = live(strategy, ROWS.length, lag, first.control);
        assert.deepEqual(second.control, whole.control, `killed at row ${killed}`);
        assert.deepEqual(second.readings, whole.readings, `killed at row ${killed}`);
      }
    });

  it("without the rows of the topic would take an outcome too early, and see something else", () => {
    const whole = live(linearStrategy(), ROWS.length, 37);
    const forgotten = whole.control.filter(({ type }) => type !== "settled").slice(0, 2);
    const second = live(linearStrategy(), ROWS.length, 37, forgotten);
    assert.notDeepEqual(
      second.control.filter(({ type }) => type === "settled"),
      whole.control.filter(({ type }) => type === "settled"),
    );
  });

  it("takes only whole records from the topic", () => {
    const sent = { type: "settled", trigger: "r-1", seq: 7 } as const;
    const { value } = encodeControl(sent, "r");
    const record = (text: string) => ({
      ...{ topic: "c", partition: 0, offset: 0, time: 0, key: null, headers: { run_id: "r" } },
      value: Buffer.from(text),
    });
    assert.deepEqual(decodeControl(record(String(value)), "r"), sent);
    for (const wrong of [{ seq: "7" }, { seq: 1.5 }, { seq: null }, { trigger: 1 }, { trigger: undefined }])
      assert.equal(decodeControl(record(JSON.stringify({ ...sent, ...wrong })), "r"), undefined);
  });
});
