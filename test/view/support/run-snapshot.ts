import { random } from "../../../src/lib/core";
import type { Band, RunSnapshot } from "../../../src/lib/loop";

/** A small state of a run in two stages, with a missing stretch; `text` stands in place of every name and reason. */
export function runSnapshot(text?: string): RunSnapshot {
  const draw = random("snapshot");
  const columns = 60;
  const seq = Array.from({ length: columns + 1 }, (_, k) => k * 10);
  const band = (level: (k: number) => number, width: number, holes = false): Band => {
    const min: (number | null)[] = [];
    const max: (number | null)[] = [];
    for (let k = 0; k < columns; k++) {
      const missing = holes && k >= 12 && k < 16;
      const [a, b] = [level(k) - width * draw.uniform(), level(k) + width * draw.uniform()];
      min.push(missing ? null : a);
      max.push(missing ? null : b);
    }
    return [min, max];
  };
  const level = (k: number): number => (k < 30 ? 2000 : 2600);
  const learnt = (k: number): number => (k < 30 || k > 42 ? level(k) : 2000);
  const looks = Array.from({ length: 12 }, (_, k) => (k + 1) * 50 - 1);
  const score = looks.map((at) => (at < 320 ? 0.06 : 0.42 - at / 4000));
  return {
    time: Date.UTC(2026, 0, 2, 3, 4, 5),
    state: {
      run: text ?? "try-1",
      state: text ?? "running",
      error: null,
      strategy: text ?? "default",
      broker: text ?? "embedded",
      seed: "1",
      target: text ?? "latency",
      simulated: true,
      caption: "",
      started: 0,
      ended: null,
      stages: [
        { name: text ?? "load_stimulus", from: 0, to: 300 },
        { name: text ?? "intervention", from: 300, to: 900 },
      ],
      models: [text ?? "m-0f3a5c7e9b12"],
      rows: 600,
      first: 0,
      last: 599,
      rate: null,
      asked: null,
      readings: looks.length,
      events: 1,
      tolerance: 0.2,
      window: 256,
      latest: {
        baseline: 0.41,
        current: 0.83,
        score: 0.27,
        tier: 1,
        bound: Math.LN2,
        tiers: [0.2, 0.35, 0.5],
        model: text ?? "m-0f3a5c7e9b12",
      },
      loading: 0,
      damaged: 0,
    },
    rows: {
      seq,
      truth: band(level, 200, true),
      baseline: band(() => 2000, 150),
      current: band(learnt, 120),
      exact: false,
      accuracy: {
        seq: seq.slice(1),
        baseline: band((k) => (k < 30 ? 0.8 : 0.4), 0.02),
        current: band((k) => (k < 30 || k > 42 ? 0.85 : 0.45), 0.02),
      },
    },
    drift: {
      seq: looks,
      score: [score, score],
      tiers: looks.map(() => [0.2, 0.35, 0.5]),
      tier: looks.map(() => 0),
      bound: Math.LN2,
      signs: [],
      from: 0,
      to: 599,
      features: { names: [], columns: 0, top: 1, cells: "" },
      vnfs: { names: [], columns: 0, top: 1, cells: "" },
    },
    events: [
      {
        n: 0,
        seq: 340,
        time: 0,
        kind: "drift",
        title: text ?? "Drift, tier B",
        reason: text ?? "score 0.41 ≥ 0.35",
      },
    ],
  };
}
