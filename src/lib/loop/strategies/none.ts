import { fail } from "../../core";
import type { Strategy } from "../adaptation";
import { defaultStrategy } from "./default-strategy";

/** The first model of the default strategy, for ever: what every adaptation has to beat. Drift is shown all the same. */
export function noStrategy(options: Readonly<Record<string, unknown>> = {}): Strategy {
  const watching = defaultStrategy(options);
  return {
    name: "none",
    about: "no adaptation: the first model serves all rows",
    start: watching.start,
    monitor(context) {
      const monitor = watching.monitor(context);
      return {
        get due() {
          return monitor.due;
        },
        observe(row, served) {
          const step = monitor.observe(row, served);
          if (step?.trigger !== undefined) {
            const { trigger } = step;
            monitor.settle({ kind: "failed", trigger, error: "no adaptation" });
          }
          return step && { reading: step.reading };
        },
        settle: () => {},
      };
    },
    trainer: () => ({ observe: () => {}, job: refuse, settle: () => {} }),
    train: refuse,
  };
}

function refuse(): never {
  return fail({ code: "state", expected: "a strategy that adapts", found: "none" });
}
