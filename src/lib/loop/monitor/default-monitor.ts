import { levelOf } from "../../drift";
import type { StreamRow } from "../../stream";
import type { AdaptationContext, Monitor, MonitorStep, Outcome, Served, Sign, Trigger } from "../adaptation";
import { FollowUp, type FollowUpOptions } from "./follow-up";
import { InputsSign } from "./inputs-sign";
import { RecentRows } from "./recent-rows";
import { referenceBlocks } from "./reference-blocks";
import { ResidualSign } from "./residual-sign";
import { StructureSign } from "./structure-sign";

export interface MonitorOptions extends FollowUpOptions {
  /** Rows of the sliding window for the divergence. */
  readonly window: number;
  /** Rows from one look to the next. */
  readonly stride: number;
  /** Limits of the mean divergence for the tiers A, B and C. */
  readonly tiers: readonly [number, number, number];
  /** Rows in the mean of the losses, and the mean that counts as an alarm. */
  readonly residualWindow: number;
  readonly residualLimit: number;
  readonly structureWindow: number;
  readonly sensitivity: number;
}

/** Watches inputs, their structure and errors, and asks for a retraining while one of them is up. */
export class DefaultMonitor implements Monitor {
  readonly #context: AdaptationContext;
  readonly #options: MonitorOptions;
  readonly #inputs: InputsSign;
  readonly #structure: StructureSign;
  readonly #residuals: ResidualSign;
  readonly #recent: RecentRows;
  readonly #followUp: FollowUp;
  #untilLook: number;
  #open = false;
  #triggers = 0;

  constructor(context: AdaptationContext, options: MonitorOptions) {
    this.#context = context;
    this.#options = options;
    const { reference, schema } = context;
    this.#inputs = new InputsSign(reference, schema.features, options);
    this.#recent = new RecentRows(reference, schema.features);
    this.#structure = new StructureSign(
      {
        rows: this.#recent.rows(),
        features: schema.features.length,
        segments: referenceBlocks(reference),
      },
      { window: options.structureWindow, sensitivity: options.sensitivity },
    );
    this.#residuals = new ResidualSign(options.residualWindow);
    this.#followUp = new FollowUp(options);
    this.#untilLook = options.stride;
  }

  get due(): number {
    return this.#untilLook;
  }

  observe(row: StreamRow, served: Served): MonitorStep | undefined {
    this.#residuals.update(row.label, served.current);
    this.#structure.update(row.features);
    this.#recent.push(row.features);
    this.#followUp.tick();
    const score = this.#inputs.update(row.features);
    if (--this.#untilLook > 0 || score === undefined) return undefined;
    this.#untilLook = this.#options.stride;
    const { tiers, residualLimit } = this.#options;
    const tier = levelOf(score.score, tiers);
    const signs: Sign[] = [
      { name: "inputs", statistic: score.score, threshold: tiers[0], alarm: tier > 0 },
      sign("vnf", Math.max(...Object.values(score.perVnf)), tiers[1]),
      sign("structure", this.#structure.statistic, this.#structure.threshold),
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
    if (this.#open || !this.#followUp.asks(raised.length > 0)) return { reading };
    this.#open = true;
    this.#triggers++;
    const trigger: Trigger = {
      id: `${this.#context.schema.run}-${this.#triggers}`,
      seq: row.seq,
      tier: (["A", "A", "B", "C"] as const)[tier],
      signs: raised.map(({ name }) => name),
      reason: raised.length === 0 ? "the last retraining paid, and there are new rows" : reasonOf(raised),
    };
    return { reading, trigger };
  }

  settle(outcome: Outcome): void {
    this.#open = false;
    this.#followUp.settle(outcome);
    if (outcome.kind !== "adopted") return;
    this.#inputs.rebase();
    this.#structure.rebase(this.#recent.rows(), this.#context.schema.features.length);
    this.#residuals.reset();
  }
}

function sign(name: Sign["name"], statistic: number, threshold: number): Sign {
  return { name, statistic, threshold, alarm: statistic >= threshold };
}

function reasonOf(raised: readonly Sign[]): string {
  return raised
    .map(({ name, statistic, threshold }) => `${name} ${statistic.toFixed(3)} ≥ ${threshold.toFixed(3)}`)
    .join(", ");
}
