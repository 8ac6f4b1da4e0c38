import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { core, type loop, table } from "../../../src/lib/index";

/** Rows of four counters and a rate that depends on them; `shift` moves counters and relation alike. */
export function counters(rows: number, seed: string, shift = 0): table.Table {
  const draw = core.random(seed);
  const columns: Record<string, Float64Array> = {};
  for (const name of ["firewall_cycles", "firewall_LLC-loads", "bridge_cycles", "bridge_LLC-loads"]) {
    columns[name] = Float64Array.from({ length: rows }, () => 100 + shift * 40 + 10 * draw.normal());
  }
  const [a, b, c] = Object.values(columns);
  const rate = a.map((x, i) => 10 * x + (shift > 0 ? -4 : 5) * b[i] + c[i] + draw.normal());
  return table.Table.of({ ...columns, output_rate: rate });
}

export const REFERENCE = counters(400, "reference");

/** A calm stage, then one in which counters and relation have moved. */
export const STAGES: readonly loop.StageRows[] = [
  { name: "calm", rows: counters(300, "calm") },
  { name: "moved", rows: counters(500, "moved", 1) },
];

export function newFolder(): string {
  return path.join(mkdtempSync(path.join(tmpdir(), "loop-")), "run");
}

/** A cheap strategy of two linear models: adopts what is better on the last 20 rows; trains within this thread. */
export function linearStrategy(overrides: Partial<loop.Strategy> = {}): loop.Strategy {
  const { learn } = require("../../../src/lib/index") as typeof import("../../../src/lib/index");
  const fitted = (rows: table.Table, schema: { target: string; features: readonly string[] }) =>
    learn.train(
      learn.dataset(rows, { target: schema.target, features: schema.features }),
      { model: { kind: "linear" } },
      { evaluations: [] },
    );
  return {
    name: "linear",
    about: "for tests",
    start({ reference, schema }) {
      const first = fitted(reference, schema);
      return { baseline: first, current: first };
    },
    monitor(context) {
      let seen = 0;
      let triggers = 0;
      let open = false;
      let errors = 0;
      return {
        get due() {
          return 20 - (seen % 20);
        },
        observe({ seq, label }, { current }) {
          errors += Number.isNaN(label) ? 0 : Math.abs(current - label) / Math.abs(label);
          if (++seen % 20 > 0) return undefined;
          const score = errors / 20;
          errors = 0;
          const alarm = score > 0.2;
          const reading: loop.DriftReading = {
            ...{ seq, score, bound: 1, tier: alarm ? 1 : 0, tiers: [0.2] },
            signs: [{ name: "residuals", statistic: score, threshold: 0.2, alarm }],
            perFeature: Float64Array.of(score),
            perVnf: {},
          };
          if (!alarm || open) return { reading };
          open = true;
          const id = `${context.schema.run}-${++triggers}`;
          return { reading, trigger: { id, seq, tier: "A", signs: ["residuals"], reason: "errors" } };
        },
        settle() {
          open = false;
        },
      };
    },
    trainer({ schema }) {
      const kept: { x: number[]; y: number }[] = [];
      return {
        observe({ features, label }) {
          if (!Number.isNaN(label)) kept.push({ x: [...features], y: label });
        },
        job: (trigger, champion, baseline) => ({
          ...{ strategy: "linear", trigger, seed: trigger.seq, baseline },
          ...{ champion: champion.text, championId: champion.id },
          data: { schema, rows: kept.slice(-60) },
        }),
        settle: () => {},
      };
    },
    train(job) {
      const { schema, rows } = job.data as {
        schema: { target: string; features: readonly string[] };
        rows: { x: number[]; y: number }[];
      };
      const columns = schema.features.map((name, f) => [name, rows.map(({ x }) => x[f])] as const);
      const all = table.Table.of([...columns, [schema.target, rows.map(({ y }) => y)] as const]);
      const challenger = fitted(all.slice(-20), schema);
      const scores = { champion: {}, challenger: {} };
      const verdict = { adopt: true, reason: "newer", rows: 20, gain: 1, low: 0, high: 2, ...scores };
      return { trigger: job.trigger, challenger, candidates: 1, verdict, wallMs: 1 };
    },
    ...overrides,
  };
}
