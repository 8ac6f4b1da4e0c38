import { divergenceBound, levelOf, scorePerVnf, type WindowScorer, windowScorer } from "../../drift";
import type { StreamRow } from "../../stream";
import { Table } from "../../table";
import type { AdaptationContext, Monitor, MonitorStep, Outcome } from "../adaptation";

export interface OriginalMonitorOptions {
  /** Rows of the window, and of the baseline. */
  readonly window: number;
  readonly stride: number;
  /** Limits of the tiers A, B and C, in nats. */
  readonly tiers: readonly [number, number, number];
  /** Rows to rest after a retraining. */
  readonly cooldown: number;
}

/**
 * DRST V2's monitor: the first window of the stream is normal, the mean divergence of the newest window from it is
 * looked at every stride, and fixed limits decide. The third, 0.8, lies above the bound of ln 2 and never fires.
 */
export class OriginalMonitor implements Monitor {
  readonly #context: AdaptationContext;
  readonly #options: OriginalMonitorOptions;
  readonly #first: Float64Array[] = [];
  #scorer: WindowScorer | undefined;
  #sinceLook = 0;
  #rest = 0;
  #open = false;
  #triggers = 0;

  constructor(context: AdaptationContext, options: OriginalMonitorOptions) {
    this.#context = context;
    this.#options = options;
  }

  get due(): number {
    const { window, stride } = this.#options;
    const toFill = window - this.#first.length;
    return toFill > 0 ? toFill + stride : stride - this.#sinceLook;
  }

  observe(row: StreamRow): MonitorStep | undefined {
    const { window, stride, tiers } = this.#options;
    this.#rest--;
    if (this.#first.length < window) {
      this.#first.push(row.features.slice());
      if (this.#first.length === window) this.#scorer = this.#start();
      return undefined;
    }
    const score = this.#scorer?.update(row.features);
    this.#sinceLook = (this.#sinceLook + 1) % stride;
    if (score === undefined) return undefined;
    const tier = levelOf(score.score, tiers);
    const reading = {
      seq: row.seq,
      score: score.score,
      bound: divergenceBound("e"),
      tier,
      tiers,
      signs: [{ name: "inputs" as const, statistic: score.score, threshold: tiers[0], alarm: tier > 0 }],
      perFeature: score.values,
      perVnf: scorePerVnf(score) as Readonly<Record<string, number>>,
    };
    if (tier === 0 || this.#open || this.#rest > 0) return { reading };
    this.#open = true;
    this.#triggers++;
    const letter = (["A", "B", "C"] as const)[tier - 1];
    const trigger = {
      id: `${this.#context.schema.run}-${this.#triggers}`,
      seq: row.seq,
      tier: letter,
      signs: ["inputs" as const],
      reason: `divergence ${score.score.toFixed(3)} ≥ ${tiers[tier - 1]}`,
    };
    return { reading, trigger };
  }

  settle({ kind }: Outcome): void {
    this.#open = false;
    this.#rest = this.#options.cooldown;
    if (kind === "failed") return;
    this.#scorer?.rebase();
    this.#sinceLook = 0;
  }

  #start(): WindowScorer {
    const { features } = this.#context.schema;
    const base = Table.of(
      features.map((name, f) => [name, Float64Array.from(this.#first, (row) => row[f])] as const),
    );
    const { window, stride } = this.#options;
    return windowScorer(base, { features, window, stride, form: "v2" });
  }
}
