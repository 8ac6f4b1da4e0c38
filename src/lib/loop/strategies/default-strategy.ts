import type { Strategy } from "../adaptation";
import { DefaultMonitor } from "../monitor/default-monitor";
import { RowMemory } from "../train/row-memory";
import { referenceData, trainDefault } from "../train/train-default";
import { firstModel } from "./first-model";

const RECIPE = { model: { kind: "boosting", trees: 100 } } as const;
const MONITOR = {
  window: 300,
  stride: 10,
  tiers: [0.2, 0.35, 0.5],
  residualWindow: 50,
  residualLimit: 0.25,
  cooldown: 50,
} as const;
const MEMORY = 2000;
const HELD = 30;

/** Ours: watches inputs and errors, learns old and new rows together, adopts what it proves to be better. */
export function defaultStrategy(): Strategy {
  return {
    name: "default",
    about:
      "boosting over all counters with the reference kept in memory, adopted when it is better on unseen rows",
    start(context) {
      const first = firstModel(context, RECIPE);
      return { baseline: first, current: first };
    },
    monitor: (context) => new DefaultMonitor(context, MONITOR),
    trainer(context) {
      const memory = new RowMemory(context.schema, MEMORY);
      const replay = referenceData(context);
      return {
        observe: (row) => memory.push(row),
        job: (trigger, champion, baseline) => {
          const { features, target, x, y } = memory.dataset();
          return {
            strategy: "default",
            trigger,
            seed: `${context.seed}/${trigger.id}`,
            champion: champion.text,
            championId: champion.id,
            baseline,
            data: { recipe: RECIPE, replay, recent: { features, target, x, y }, held: HELD },
          };
        },
        settle: () => {},
      };
    },
    train: trainDefault,
  };
}
