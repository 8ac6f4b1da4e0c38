import { quantile, relativeError } from "../../learn";
import type { Measured } from "../metrics/metric";
import type { MetricSink } from "../metrics/metrics-log";

/** accuracy@τ of the original: hits of a batch at 0.15, cumulative accuracy at 0.25 (V2) and at 0.2 (V1). */
const HIT = 0.15;
const CUMULATIVE = 0.25;
const CUMULATIVE_V1 = 0.2;
/** A line of metrics at most so often, however small the batches. */
const PERIOD_MS = 250;
/** Errors in the quantiles of `err_dist`: the last so many. */
const WINDOW = 1000;
const QUANTILES = [0.5, 0.8, 0.9, 0.95, 0.99];

/** The metrics of one prediction service, with the original's event names and fields. Null labels are never scored. */
export class ServingScores {
  readonly #component: string;
  readonly #sink: MetricSink;
  readonly #errors = { baseline: new Float64Array(WINDOW), current: new Float64Array(WINDOW) };
  #scored = 0;
  #hits25 = 0;
  #hits20 = 0;
  #batch = { rows: 0, scored: 0, hits: 0, busyMs: 0, sentAt: Number.NaN };
  #flushed = performance.now();
  #cpu = process.cpuUsage();

  constructor(component: string, sink: MetricSink) {
    this.#component = component;
    this.#sink = sink;
  }

  row(label: number, baseline: number, current: number): void {
    this.#batch.rows++;
    const error = relativeError(label, current);
    if (!Number.isFinite(error)) return;
    const at = this.#scored++ % WINDOW;
    this.#errors.current[at] = error;
    this.#errors.baseline[at] = relativeError(label, baseline);
    this.#batch.scored++;
    if (error <= HIT) this.#batch.hits++;
    if (error <= CUMULATIVE) this.#hits25++;
    if (error <= CUMULATIVE_V1) this.#hits20++;
  }

  /** A batch is over: `busyMs` went into its predictions; `sentAt` is when its last row was sent, by the log's clock. */
  batch(busyMs: number, sentAt: number): void {
    this.#batch.busyMs += busyMs;
    this.#batch.sentAt = sentAt;
    if (performance.now() - this.#flushed >= PERIOD_MS) this.flush();
  }

  loaded(kv: { readonly model: string; readonly loadMs: number; readonly gain: number | undefined }): void {
    this.#measure("hot_reload", {
      model_key: `models/${kv.model}.json`,
      metrics_key: `models/${kv.model}.metrics.json`,
      gain_pp: kv.gain ?? null,
      load_ms: kv.loadMs,
    });
  }

  coldStart(ms: number): void {
    this.#measure("cold_start", { cold_start_ms: ms });
  }

  flush(): void {
    const { rows, scored, hits, busyMs, sentAt } = this.#batch;
    if (rows === 0) return;
    const now = performance.now();
    const wallMs = now - this.#flushed;
    const { user, system } = process.cpuUsage(this.#cpu);
    this.#cpu = process.cpuUsage();
    this.#flushed = now;
    this.#batch = { rows: 0, scored: 0, hits: 0, busyMs: 0, sentAt: Number.NaN };
    const percent = (part: number, of: number) => (of === 0 ? null : (100 * part) / of);
    this.#measure("batch_metrics", {
      batch_size: rows,
      latency_ms: busyMs / rows,
      hit_thr: HIT,
      hit_n: hits,
      hit_rate: scored === 0 ? null : hits / scored,
      [`cumulative_accuracy@${CUMULATIVE}`]: percent(this.#hits25, this.#scored),
      throughput_s: (1000 * rows) / wallMs,
      cpu_pct: (user + system) / (10 * wallMs),
      rtt_ms: Number.isFinite(sentAt) ? Math.max(0, Date.now() - sentAt) : null,
    });
    this.#measure("cumulative_accuracy", {
      threshold: CUMULATIVE_V1,
      batch_total: scored,
      batch_correct: hits,
      cumulative_total: this.#scored,
      cumulative_correct: this.#hits20,
      cumulative_accuracy: percent(this.#hits20, this.#scored),
    });
    const known = Math.min(this.#scored, WINDOW);
    if (known > 0) this.#measure("err_dist", errorQuantiles(this.#errors, known));
  }

  #measure(event: string, kv: Measured["kv"]): void {
    this.#sink({ component: this.#component, event, kv });
  }
}

function errorQuantiles(
  errors: { readonly baseline: Float64Array; readonly current: Float64Array },
  known: number,
): Record<string, number> {
  const named = (prefix: string, values: Float64Array) => {
    const sorted = values.slice(0, known).sort();
    return QUANTILES.map((q) => [`${prefix}_p${100 * q}`, quantile(sorted, q)] as const);
  };
  return Object.fromEntries([...named("baseline", errors.baseline), ...named("adaptive", errors.current)]);
}
