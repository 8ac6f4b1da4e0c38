import { random } from "../../../src/lib/core";
import type { AdoptionGain, LoopEvent, ResourceSample, Verdict } from "../../../src/lib/loop";
import { Table } from "../../../src/lib/table";
import type * as view from "../../../src/lib/view";

const ROWS = 600;
const CHANGE = 300;

/**
 * A small run as a folder would hold it: two stages, a baseline that is off in the second one, a model in service that
 * learns from its third trigger; one label is missing, one trigger failed, one is open. `text` stands wherever a run may
 * carry a text.
 */
export function loopRun(strategy = "default", text?: string): view.LoopRecord {
  const random_ = random(`loop-run-${strategy}`);
  const seq = Float64Array.from({ length: ROWS }, (_, i) => i);
  const truth = seq.map((i) =>
    i === 420 ? Number.NaN : 5000 + 3000 * Math.sin(i / 25) * (i < CHANGE ? 1 : 0.4),
  );
  const noisy = (share: number) => 1 + share * (random_.uniform() - 0.5);
  const baseline = truth.map((y, i) => (Number.isNaN(y) ? 5000 : y) * (i < CHANGE ? 1 : 1.5) * noisy(0.2));
  const current = baseline.map((y, i) => (i < 421 || strategy === "none" ? y : (y / 1.5) * noisy(0.1)));
  current[200] = 60_000;
  const readings = Array.from({ length: 59 }, (_, k) => {
    const at = 10 * (k + 1);
    const score = at < CHANGE ? 0.03 : Math.min(0.4, (at - CHANGE) / 250);
    return {
      seq: at,
      score,
      bound: Math.LN2,
      tier: Number(score > 0.2),
      tiers: [0.2, 0.35, at < 450 ? 0.5 : 0.55],
      signs: [
        { name: "inputs" as const, statistic: score, threshold: 0.2, alarm: score >= 0.2 },
        {
          name: "residuals" as const,
          statistic: at < 40 ? Number.NaN : at < CHANGE ? 0.1 : 1.6,
          threshold: 0.25,
          alarm: at >= CHANGE,
        },
        // On a logarithmic scale, which goes below 0.
        {
          name: "structure" as const,
          statistic: at < CHANGE ? -2.6 : at < 450 ? -0.4 : -1.9,
          threshold: -1,
          alarm: at >= CHANGE && at < 450,
        },
      ],
      perVnf: {},
    };
  });
  return {
    head: {
      run: text ?? "run-1",
      strategy: text ?? strategy,
      target: text ?? "output_rate",
      simulated: true,
      stages: [
        { name: text ?? "load_stimulus", from: 0, to: CHANGE },
        { name: text ?? "resource_stimulus", from: CHANGE, to: ROWS },
      ],
    },
    rows: Table.of({ seq, truth, baseline, current }),
    readings,
    events: eventsOf(text),
  };
}

function eventsOf(text: string | undefined): LoopEvent[] {
  const verdict = (adopt: boolean, gain: number): Verdict => ({
    adopt,
    reason: text ?? (adopt ? "adopted: gain" : "kept: gain"),
    rows: 30,
    gain,
    low: gain - 0.05,
    high: gain + 0.05,
    champion: { loss: 0.5 },
    challenger: { loss: 0.5 - gain },
  });
  const trigger = (n: number, seq: number) => ({
    id: `run-1-${n}`,
    seq,
    tier: "A" as const,
    signs: ["residuals" as const],
    reason: text ?? "residuals 1.6 ≥ 0.25",
  });
  const drift = (n: number, seq: number): LoopEvent => ({
    type: "drift",
    seq,
    time: 1000 * seq,
    trigger: trigger(n, seq),
  });
  const outcome = (seq: number, result: Extract<LoopEvent, { type: "outcome" }>["outcome"]): LoopEvent => ({
    type: "outcome",
    seq,
    time: 1000 * seq,
    outcome: result,
    candidates: 1,
    wallMs: 210,
  });
  return [
    drift(1, 310),
    outcome(315, { kind: "failed", trigger: trigger(1, 310), error: text ?? "the worker went away" }),
    drift(2, 350),
    outcome(355, { kind: "refused", trigger: trigger(2, 350), model: "m-1", verdict: verdict(false, 0.01) }),
    drift(3, 410),
    outcome(415, {
      kind: "adopted",
      trigger: trigger(3, 410),
      model: "m-2",
      from: 421,
      verdict: verdict(true, 0.3),
    }),
    drift(4, 560),
    { type: "failure", seq: 570, time: 570_000, component: text ?? "trainer", error: text ?? "exit 1" },
  ];
}

/** Half a minute of four components; a thread has no memory of its own. */
export function loopSamples(component = "predict"): ResourceSample[] {
  return Array.from({ length: 60 }, (_, i) =>
    [component, "retrain", "host"].map((name, c) => ({
      ts: 1e12 + 500 * i + c,
      component: name,
      cpu_pct: 0,
      vcpu: [0.6 + 0.1 * Math.sin(i), i % 12 < 4 ? 0.9 : 0, 1.7][c],
      rss_mb: [180 + i, Number.NaN, 5200][c],
      host_cpus: 2,
      js: Number.NaN,
    })),
  ).flat();
}

/** Two adoptions and a refusal, one of them not judged at the gate. */
export function loopGains(note = "tier A"): AdoptionGain[] {
  return [
    { number: 1, adopted: false, at: 350, note, gate: { gain: 0.01, low: -0.04, high: 0.06, rows: 30 } },
    {
      number: 2,
      adopted: true,
      at: 421,
      note,
      gate: { gain: 0.3, low: 0.25, high: 0.35, rows: 30 },
      after: { gain: 0.22, low: 0.18, high: 0.26, rows: 150 },
    },
    { number: 3, adopted: true, at: 500, note, after: { gain: -0.05, low: -0.1, high: 0, rows: 99 } },
  ];
}

export function loopStretches(text?: string): view.DiagnosedStretch[] {
  const functions = [text ?? "firewall", "nf_router", "bridge"];
  return Array.from({ length: 9 }, (_, k) => ({
    name: text ?? `exp-${k + 1}-1`,
    stressed: k === 8 ? [] : [functions[k % 3]],
    scores: Object.fromEntries(
      functions.map((name, f) => [
        name,
        k === 7 ? Number.NaN : 0.1 + Math.abs(Math.sin(3 * k + f)) + Number(f === k % 3),
      ]),
    ),
  }));
}
