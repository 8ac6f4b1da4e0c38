import { type Strategy, strategy } from "../../../src/lib/loop";

/** The default strategy without monitor and gate: retrains every so many rows and adopts whatever comes. */
export function alwaysRetrain(every: number): Strategy {
  const ours = strategy("default");
  return {
    ...ours,
    name: "always",
    monitor({ schema }) {
      let rows = 0;
      let open = false;
      return {
        get due() {
          return every - (rows % every);
        },
        observe({ seq }) {
          rows++;
          if (rows % every > 0) return undefined;
          const reading = {
            seq,
            score: Number.NaN,
            bound: Math.LN2,
            tier: 0,
            tiers: [],
            signs: [],
            perFeature: new Float64Array(schema.features.length),
            perVnf: {},
          };
          if (open) return { reading };
          open = true;
          const id = `${schema.run}-${rows / every}`;
          return { reading, trigger: { id, seq, tier: "A", signs: [], reason: "always" } };
        },
        settle() {
          open = false;
        },
      };
    },
    train(job) {
      const result = ours.train(job);
      return { ...result, verdict: { ...result.verdict, adopt: true } };
    },
  };
}
