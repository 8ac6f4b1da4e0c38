import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { random } from "../../src/lib/core";
import { type LoopEvent, type RunHead, RunWriter, type Trigger, type Verdict } from "../../src/lib/loop";

const VNFS = ["firewall", "nf_router", "ndpi_stats", "payload_scan", "bridge"];
const EVENTS = ["instructions", "branches", "cache-misses", "cycles"];
export const FEATURES = VNFS.flatMap((vnf) => EVENTS.map((event) => `${vnf}_${event}`));

export interface StoryOptions {
  readonly rows: number;
  readonly seed?: number;
  /** Put in place of every name and reason. */
  readonly hostile?: string;
  /** The state that the head names; default "running". */
  readonly state?: RunHead["state"];
  readonly folder?: string;
}

/**
 * A run of three stages as the loop would write it, for what shows runs: latency that drifts at each boundary, a
 * model in service that is retrained, one refusal, one failure, missing truths here and there.
 */
export class Story {
  readonly folder: string;
  readonly writer: RunWriter;
  readonly #draw = random(1);
  readonly #rows: number;
  readonly #hostile: string | undefined;
  #seq = 0;
  #models = 1;

  private constructor(folder: string, writer: RunWriter, options: StoryOptions) {
    this.folder = folder;
    this.writer = writer;
    this.#rows = options.rows;
    this.#hostile = options.hostile;
  }

  static async begin(options: StoryOptions): Promise<Story> {
    const folder = options.folder ?? mkdtempSync(path.join(tmpdir(), "dataplane-lab-run-"));
    const { rows, hostile } = options;
    const third = Math.floor(rows / 3);
    const stage = (name: string, k: number) => ({
      name: hostile ?? name,
      from: k * third,
      to: k === 2 ? rows : (k + 1) * third,
    });
    const head: RunHead = {
      run: hostile ?? "try-1",
      state: options.state ?? "running",
      started: Date.UTC(2026, 0, 2, 3, 4, 5),
      strategy: hostile ?? "default",
      broker: "embedded",
      seed: options.seed ?? 1,
      target: hostile ?? "latency",
      features: hostile === undefined ? FEATURES : FEATURES.map((_, f) => `${hostile}${f}`),
      stages: [stage("normal load", 0), stage("load stimulus", 1), stage("intervention", 2)],
      models: ["m-0f3a5c7e9b12"],
      segments: [],
      simulated: true,
      caption: hostile ?? "A run for eyes, made by the tests.",
    };
    return new Story(folder, await RunWriter.open(folder, head), options);
  }

  get seq(): number {
    return this.#seq;
  }

  /** Goes on by so many rows, with the looks and events that fall into them. */
  async advance(rows: number): Promise<void> {
    const end = Math.min(this.#rows, this.#seq + rows);
    for (; this.#seq < end; this.#seq++) this.#row(this.#seq);
    if (this.#models !== this.writer.current.models.length) await this.#name();
    this.writer.flush();
  }

  async finish(state: RunHead["state"] = "finished"): Promise<void> {
    this.event({ type: "end", state });
    await this.writer.head({ state, ended: Date.UTC(2026, 0, 2, 3, 9, 0) });
    await this.writer.close();
  }

  event(event: Record<string, unknown>): void {
    const time = Date.UTC(2026, 0, 2, 3, 4, 5) + this.#seq * 20;
    this.writer.event({ seq: this.#seq, time, ...event } as unknown as LoopEvent);
  }

  async #name(): Promise<void> {
    const models = Array.from(
      { length: this.#models },
      (_, k) => `m-${(k * 7919 + 0x0f3a5c7e).toString(16).padStart(12, "0")}`,
    );
    await this.writer.head({ models });
  }

  #row(seq: number): void {
    const third = Math.floor(this.#rows / 3);
    const stage = Math.min(2, Math.floor(seq / third));
    const within = seq - stage * third;
    const level = [1900, 2600, 2250][stage];
    const truth = level + 220 * this.#draw.normal() + (within % 400 < 30 ? 600 : 0);
    const missing = seq % 211 > 202;
    const learnt = within > third * 0.35 || stage === 0;
    this.writer.row({
      seq,
      stage,
      time: Date.UTC(2026, 0, 2, 3, 4, 5) + seq * 20,
      partition: seq % 3,
      offset: Math.floor(seq / 3),
      index: seq,
      truth: missing ? Number.NaN : truth,
      baseline: 1900 + 300 * this.#draw.normal(),
      current: (learnt ? level : 1900) + 240 * this.#draw.normal(),
      model: this.#models - 1,
      latency_us: 40 + 10 * this.#draw.uniform(),
    });
    if (seq % 50 === 49) this.#look(seq, stage, within / third);
    if (within === 0)
      this.event({ type: "stage", stage: this.#hostile ?? this.writer.current.stages[stage].name });
    if (stage > 0) this.#decisions(within, third, stage);
  }

  #look(seq: number, stage: number, share: number): void {
    const heat = stage === 0 ? 0.05 : Math.max(0.08, 0.45 * Math.exp(-3 * share));
    const perFeature = Float64Array.from(FEATURES, (_, f) =>
      f === 7 && stage === 1
        ? Number.NaN
        : Math.min(0.69, Math.abs(heat * (1 + (f % 5) / 3) * (1 + 0.2 * this.#draw.normal()))),
    );
    const score =
      perFeature.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0) / FEATURES.length;
    this.writer.reading({
      seq,
      score,
      bound: Math.LN2,
      tier: score > 0.45 ? 3 : score > 0.3 ? 2 : score > 0.18 ? 1 : 0,
      tiers: [0.18, 0.3, 0.45],
      signs: [
        { name: "inputs", statistic: score, threshold: 0.3, alarm: score > 0.3 },
        // The first looks have too few scored rows.
        {
          name: "residuals",
          statistic: seq < 300 ? Number.NaN : 1.4 * heat,
          threshold: 0.25,
          alarm: heat > 0.18,
        },
      ] as const,
      perFeature,
      perVnf: Object.fromEntries(
        VNFS.map((vnf, v) => [
          this.#hostile === undefined ? vnf : `${this.#hostile}${v}`,
          EVENTS.reduce((sum, _, e) => sum + (perFeature[v * EVENTS.length + e] || 0), 0) / EVENTS.length,
        ]),
      ),
    });
  }

  #decisions(within: number, third: number, stage: number): void {
    const at = (share: number): boolean => within === Math.floor(third * share);
    const trigger: Trigger = {
      id: `try-1-${stage}`,
      seq: this.#seq,
      tier: "B",
      signs: ["inputs", "residuals"],
      reason: this.#hostile ?? "score 0.41 above 0.30 for three looks",
    };
    const verdict = (adopt: boolean): Verdict => ({
      adopt,
      reason:
        this.#hostile ?? (adopt ? "lower loss on rows that neither saw" : "the interval of the gain holds 0"),
      rows: 240,
      gain: adopt ? 311.2 : 8.4,
      low: adopt ? 250.1 : -12.2,
      high: adopt ? 372.4 : 29.8,
      champion: {},
      challenger: {},
    });
    const model = this.#hostile ?? `m-${(this.#models * 7919 + 0x0f3a5c7e).toString(16).padStart(12, "0")}`;
    if (at(0.1)) this.event({ type: "drift", trigger });
    if (at(0.18)) {
      this.event({
        type: "outcome",
        outcome: { kind: "refused", trigger, model, verdict: verdict(false) },
        candidates: 9,
        wallMs: 2140,
      });
    }
    if (at(0.25) && stage === 2) {
      this.event({
        type: "failure",
        component: "retrainer",
        error: this.#hostile ?? "the worker ended with code 9",
      });
    }
    if (at(0.35)) {
      this.event({
        type: "outcome",
        outcome: { kind: "adopted", trigger, model, from: this.#seq + 1, verdict: verdict(true) },
        candidates: 12,
        wallMs: 3310,
      });
      this.event({
        type: "swap",
        pointer: {
          version: stage + 1,
          model,
          previous: "m-0",
          from: this.#seq + 1,
          time: 0,
          cause: "adoption",
        },
        pauseMs: 0.8,
      });
      this.#models++;
    }
  }
}
