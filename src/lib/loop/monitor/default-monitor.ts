import { levelOf } from "../../drift";
import type { StreamRow } from "../../stream";
import type { AdaptationContext, Monitor, MonitorStep, Outcome, Served, Sign, Trigger } from "../adaptation";
import { InputsSign } from "./inputs-sign";
import { ResidualSign } from "./residual-sign";

export interface MonitorOptions {
  readonly window: number;
  readonly stride: number;
  /** Limits of the mean divergence for the tiers A, B and C. */
  readonly tiers: readonly [number, number, number];
  /** Rows in the mean of the losses, and the mean that counts as an alarm. */
  readonly residualWindow: number;
  readonly residualLimit: number;
  /** Rows from a settled trigger to the next at the earliest. */
  readonly cooldown: number;
}

/** Watches inputs and errors, and asks for a retraining while one of them is up. */
export class DefaultMonitor implements Monitor {
  readonly #context: AdaptationContext;
  readonly #options: MonitorOptions;
  readonly #inputs: InputsSign;
  readonly #residuals: ResidualSign;
  #untilLook: number;
  #rest = 0;
  #open = false;
  #triggers = 0;

  constructor(context: AdaptationContext, options: MonitorOptions) {
    this.#context = context;
    this.#options = options;
    this.#inputs = new InputsSign(context.reference, context.schema.features, options);
    this.#residuals = new ResidualSign(options.residualWindow);
    this.#untilLook = options.stride;
  }

  get due(): number {
    return this.#untilLook;
  }

  observe(row: StreamRow, served: Served): MonitorStep | undefined {
    this.#residuals.update(row.label, served.current);
    this.#rest--;
    const score = this.#inputs.update(row.features);
    if (--this.#untilLook > 0 || score === undefined) return undefined;
    this.#untilLook = this.#options.stride;
    const { tiers, residualLimit } = this.#options;
    const tier = levelOf(score.score, tiers);
    const signs: Sign[] = [
      { name: "inputs", statistic: score.score, threshold: tiers[0], alarm: tier > 0 },
      sign("residuals", this.#residuals.statistic, residualLimit),
    ];
    const reading = {
      seq: row.seq,
      score: score.score,
      bound: this.#inputs.bound,
      tier,
      tiers,
      signs,
      perFeature: score.values,
      perVnf: score.perVnf,
    };
    const raised = signs.filter(({ alarm }) => alarm);
    if (raised.length === 0 || this.#open || this.#rest > 0) return { reading };
    this.#open = true;
    this.#triggers++;
    const trigger: Trigger = {
      id: `${this.#context.schema.run}-${this.#triggers}`,
      seq: row.seq,
      tier: (["A", "A", "B", "C"] as const)[tier],
      signs: raised.map(({ name }) => name),
      reason: raised
        .map(({ name, statistic, threshold }) => `${name} ${statistic.toFixed(3)} ≥ ${threshold.toFixed(3)}`)
        .join(", "),
    };
    return { reading, trigger };
  }

  settle(outcome: Outcome): void {
    this.#open = false;
    this.#rest = this.#options.cooldown;
    if (outcome.kind !== "adopted") return;
    this.#inputs.rebase();
    this.#residuals.reset();
  }
}

function sign(name: Sign["name"], statistic: number, threshold: number): Sign {
  return { name, statistic, threshold, alarm: statistic >= threshold };
}
