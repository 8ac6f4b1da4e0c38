import { fail, quote } from "../../core";
import { DRST_RECIPES, type OptionCheck, oneOf, readOptions, whole } from "../../learn";
import type { Strategy } from "../adaptation";
import { OriginalMonitor } from "../monitor/original-monitor";
import { frozen } from "../train/frozen-data";
import { RowMemory } from "../train/row-memory";
import { type OriginalJobData, trainOriginal } from "../train/train-original";
import { firstModel } from "./first-model";

/** What can be set of the strategy `original`; the defaults are DRST V2's. */
export interface OriginalOptions {
  /** Rows of the window, and of a retraining's batch. Default 300. */
  readonly window: number;
  /** Rows from one look to the next. Default 50. */
  readonly stride: number;
  /** Limits of the tiers, in nats. Default 0.2, 0.5 and 0.8, of which the last can never be reached. */
  readonly tiers: readonly [number, number, number];
  /** Rows to rest after a retraining. Default 100: ten seconds at ten rows a second. */
  readonly cooldown: number;
  /** Default "auto". */
  readonly mode: "scratch" | "fine-tune" | "auto";
  /** Layers that keep their weights. Default 0. */
  readonly freeze: number;
}

const DEFAULTS: OriginalOptions = {
  window: 300,
  stride: 50,
  tiers: [0.2, 0.5, 0.8],
  cooldown: 100,
  mode: "auto",
  freeze: 0,
};

const increasing: OptionCheck = (value, name) =>
  Array.isArray(value) && value.length === 3 && value.every((v, i) => v > (i === 0 ? 0 : value[i - 1]))
    ? value
    : fail({ code: "argument", expected: `three increasing limits for ${name}`, found: quote(value) });

/**
 * DRST V2 as it is: ten features and their scales frozen at the start, fixed limits, grids of small networks, and a swap
 * without a question. One thing is mended: a retraining that fails does not stop it for ever.
 */
export function originalStrategy(given: Readonly<Record<string, unknown>> = {}): Strategy {
  const { window, stride, tiers, cooldown, mode, freeze } = readOptions<OriginalOptions>(
    "the strategy original",
    given,
    DEFAULTS,
    {
      window: whole(10),
      stride: whole(1),
      tiers: increasing,
      cooldown: whole(0),
      mode: oneOf("scratch", "fine-tune", "auto"),
      freeze: whole(0),
    },
  );
  return {
    name: "original",
    about: "DRST V2: ten frozen features, fixed limits, grids of small networks, unconditional swap",
    start(context) {
      const first = firstModel(context, DRST_RECIPES.v2);
      return { baseline: first, current: first };
    },
    monitor: (context) => new OriginalMonitor(context, { window, stride, tiers, cooldown }),
    trainer(context) {
      const memory = new RowMemory(context.schema, window);
      return {
        observe: (row) => memory.push(row),
        job: (trigger, champion, baseline) => {
          const data: OriginalJobData = { batch: frozen(memory.dataset()), mode, freeze };
          return {
            strategy: "original",
            trigger,
            // Not by its id, which holds the name of the run: the same seed gives the same run under any name.
            seed: `${context.seed}/${trigger.seq}`,
            champion: champion.text,
            championId: champion.id,
            baseline,
            data,
          };
        },
        settle: () => {},
      };
    },
    train: trainOriginal,
  };
}
