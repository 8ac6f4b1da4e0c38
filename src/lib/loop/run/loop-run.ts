import path from "node:path";
import { messageOf } from "../../core";
import { embeddedLog, type Log, type Replay, replay } from "../../stream";
import type { TrainingJob, TrainingResult } from "../adaptation";
import { LoopEngine } from "../engine/loop-engine";
import type { Measured, Metric } from "../metrics/metric";
import { stampMetric } from "../metrics/metrics-log";
import type { ModelRegistry } from "../registry";
import { folderRegistry } from "../registry/folder-registry";
import { mirrorRegistry } from "../registry/mirror-registry";
import { topicRegistry } from "../registry/topic-registry";
import { ResourceProbe } from "../resources/probe";
import { RunWriter } from "../run-folder/writer";
import { type ControlCommand, RUN_FILES, type RunHead } from "../run-record";
import { AdaptationService, publishFirst } from "../services/adaptation-service";
import { controlOf, encodeControl } from "../services/control";
import { ControlFile } from "../services/control-file";
import { DeadLetterReader } from "../services/dead-letters";
import { MovingHorizon, OPEN_HORIZON } from "../services/horizon";
import { planReader } from "../services/plan-reader";
import { PredictionService } from "../services/prediction-service";
import { ResultReader } from "../services/result-reader";
import { RunRecorder } from "../services/run-recorder";
import { type LoopTopics, loopTopics, topicSpecs } from "../services/topics";
import { TrainingThread } from "../training/training-thread";
import { type LoopOptions, type LoopSettings, loopSettings } from "./options";

/** How often commands, dead letters and resources are looked at. */
const HOUSEKEEPING_MS = 100;
/** How long rows that were predicted may wait for their file while more of them come. */
const RECORD_MS = 10;

/** One run of the loop in this process: all its parts, opened, run and closed together. */
export class LoopRun {
  readonly #settings: LoopSettings;
  readonly #options: LoopOptions;
  readonly #log: Log;
  readonly #topics: LoopTopics;
  readonly #engine: LoopEngine;
  readonly #registry: ModelRegistry;
  readonly #writer: RunWriter;
  readonly #recorder: RunRecorder;
  readonly #adaptation: AdaptationService;
  readonly #horizon: MovingHorizon;
  readonly #control: ControlFile;
  readonly #dead: DeadLetterReader;
  readonly #probe: ResourceProbe;
  readonly #thread: TrainingThread | undefined;
  #reader: ResultReader | undefined;
  #producer: Replay | undefined;
  #services: PredictionService[] = [];
  #metrics: Metric[] = [];
  #state: RunHead["state"] = "running";
  #housekeeping = 0;
  #recorded = 0;
  #failure: unknown;

  private constructor(parts: {
    settings: LoopSettings;
    options: LoopOptions;
    log: Log;
    engine: LoopEngine;
    registry: ModelRegistry;
    writer: RunWriter;
    control: ControlFile;
  }) {
    const { settings, options, log, engine, registry, writer, control } = parts;
    this.#settings = settings;
    this.#options = options;
    this.#log = log;
    this.#topics = loopTopics(settings.run);
    this.#engine = engine;
    this.#registry = registry;
    this.#writer = writer;
    this.#control = control;
    this.#recorder = new RunRecorder(writer);
    this.#horizon = new MovingHorizon(() => engine.horizon);
    this.#dead = new DeadLetterReader(log, this.#topics.dead);
    this.#probe = new ResourceProbe({ onSamples: (samples) => writer.resources(samples) });
    this.#probe.add("host", { kind: "host" });
    this.#probe.add("loop", { kind: "process" });
    const adapts = settings.registered && settings.strategy.name !== "none";
    this.#thread = adapts ? new TrainingThread() : undefined;
    this.#adaptation = new AdaptationService({
      engine,
      registry,
      train: (job) => this.#train(job),
      virtual: settings.tps === 0,
      now: () => Date.now(),
      moved: () => this.#horizon.moved(),
      sink: {
        reading: (reading) => {
          this.#probe.js = reading.score;
          writer.reading(reading);
        },
        event: (event) => {
          writer.event(event);
          void this.#announce(event);
        },
        metric: (measured) => this.#measure(measured),
      },
    });
  }

  static async open(options: LoopOptions): Promise<LoopRun> {
    const settings = loopSettings(options);
    const log = options.log ?? embeddedLog();
    const topics = loopTopics(settings.run);
    const { run, schema, seed, strategy } = settings;
    const head: RunHead = {
      ...{ run, state: "running", started: Date.now(), strategy: strategy.name, broker: log.kind, seed },
      ...{ target: schema.target, features: schema.features },
      ...{ stages: settings.stages, segments: settings.segments, models: [] },
      ...{ simulated: options.simulated ?? false, caption: options.caption ?? "" },
    };
    const writer = await RunWriter.open(options.folder, head);
    try {
      await log.createTopics(topicSpecs(topics, settings.partitions));
      const warn = options.onWarning ?? ((message: string) => process.emitWarning(message));
      const local = folderRegistry(path.join(options.folder, RUN_FILES.models), { warn });
      const registry =
        options.log === undefined
          ? local
          : mirrorRegistry(await topicRegistry(log, topics.models), local, warn);
      const context = { schema, reference: options.reference, seed };
      const engine = new LoopEngine(strategy, context, { delay: settings.delay });
      const { baseline, newest } = engine.service;
      await publishFirst(registry, baseline.trained, newest.trained);
      const control = await ControlFile.open(options.folder);
      const parts = { settings, options, log, engine, registry, writer, control };
      return new LoopRun(parts);
    } catch (error) {
      await writer.head({ state: "failed", ended: Date.now(), error: messageOf(error) });
      await writer.close();
      if (options.log === undefined) await log.close();
      throw error;
    }
  }

  /** Replays, predicts, watches, adapts and records until the rows are over, or somebody stops it. */
  async run(): Promise<void> {
    try {
      await this.#start();
      const reader = this.#reader!;
      while (this.#state !== "stopped" && !(reader.finished && this.#adaptation.work === undefined)) {
        const rows = await reader.next(this.#state === "paused" ? 50 : 20);
        const now = Date.now();
        for (const joined of rows) {
          this.#recorder.row(joined, now);
          this.#adaptation.observe(joined.row, joined);
        }
        if (rows.length > 0) this.#horizon.moved();
        await this.#record(rows.length === 0);
        const failure = this.#failure ?? this.#services.find(({ failure }) => failure !== undefined)?.failure;
        if (failure !== undefined) throw failure;
        if (performance.now() - this.#housekeeping >= HOUSEKEEPING_MS) await this.#keepHouse();
      }
      if (this.#state !== "stopped") this.#state = "finished";
      await this.#record(true);
      await this.#keepHouse();
    } catch (error) {
      this.#state = "failed";
      await this.#writer.head({ error: messageOf(error) }).catch(() => undefined);
      throw error;
    }
  }

  /** Rows that come one after the other go to the files together, but soon. */
  async #record(now: boolean): Promise<void> {
    if (!now && performance.now() - this.#recorded < RECORD_MS) return;
    await this.#recorder.flush();
    this.#recorded = performance.now();
  }

  async close(): Promise<void> {
    this.#probe.sample();
    this.#probe.close();
    await this.#producer?.stop().catch(() => undefined);
    await Promise.all(this.#services.map((service) => service.close().catch(() => undefined)));
    await this.#reader?.close().catch(() => undefined);
    await this.#thread?.kill();
    await this.#adaptation.work;
    await this.#registry.close();
    const seq = this.#recorder.last;
    this.#writer.metrics(this.#metrics);
    this.#writer.event({ type: "end", seq, time: Date.now(), state: this.#state });
    await this.#writer.head({ state: this.#state, ended: Date.now() });
    await this.#writer.close();
    if (this.#options.log === undefined) await this.#log.close();
  }

  async #start(): Promise<void> {
    const { run, partitions, replicas, schema, tps, stages } = this.#settings;
    const common = { log: this.#log, topics: this.#topics, run };
    this.#reader = await ResultReader.open({
      ...common,
      partitions,
      purpose: "monitor",
      rows: planReader(schema, stages, partitions),
    });
    for (let k = 1; k <= replicas; k++) {
      this.#services.push(
        await PredictionService.start({
          ...common,
          rows: planReader(schema, stages, partitions),
          models: this.#engine.service,
          instance: `infer${k}`,
          horizon: tps === 0 ? this.#horizon : OPEN_HORIZON,
          metrics: (measured) => this.#measure(measured),
          onFailure: (error) => this.#fault(`infer${k}`, error),
        }),
      );
    }
    // Nothing is sent before everybody who reads is there.
    const tables = { schema, stages: this.#options.stages };
    this.#producer = replay(this.#log, tables, {
      topic: this.#topics.rows,
      tps,
      form: this.#options.form ?? "typed",
      seed: this.#settings.seed,
    });
    this.#producer.done.catch((error) => {
      this.#failure = error;
    });
  }

  async #keepHouse(): Promise<void> {
    this.#housekeeping = performance.now();
    if (this.#options.signal?.aborted) this.#state = "stopped";
    for (const command of await this.#control.read()) await this.#obey(command);
    for (const letter of await this.#dead.read()) this.#writer.deadLetter(letter);
    if (this.#metrics.length > 0) this.#writer.metrics(this.#metrics.splice(0));
    const { thread } = this.#thread ?? {};
    if (thread !== undefined) this.#probe.add("retrain", { kind: "thread", thread });
    this.#options.onProgress?.(this.#recorder.last + 1, this.#settings.rows);
  }

  async #obey(command: ControlCommand): Promise<void> {
    const seq = this.#recorder.last;
    const by = typeof command.by === "string" ? command.by : "";
    switch (command.command) {
      case "pause":
        this.#producer?.pause();
        for (const service of this.#services) service.pause();
        await this.#turn("paused", "pause", by);
        break;
      case "resume":
        this.#producer?.resume();
        for (const service of this.#services) service.resume();
        await this.#turn("running", "resume", by);
        break;
      case "speed":
        this.#producer?.speed(command.tps ?? 0);
        break;
      case "stop":
        this.#state = "stopped";
        break;
      case "rollback":
        await this.#adaptation.rollback(command.model).catch((error) => {
          const event = { seq, time: Date.now(), component: "rollback", error: messageOf(error) };
          this.#writer.event({ type: "failure", ...event });
        });
        this.#horizon.moved();
        break;
    }
  }

  async #turn(state: "paused" | "running", type: "pause" | "resume", by: string): Promise<void> {
    if (this.#state === state) return;
    this.#state = state;
    this.#writer.event({ type, seq: this.#recorder.last, time: Date.now(), by });
    await this.#writer.head({ state });
  }

  async #train(job: TrainingJob): Promise<TrainingResult> {
    return this.#thread === undefined ? this.#settings.strategy.train(job) : this.#thread.run(job);
  }

  #measure(measured: Measured): void {
    this.#metrics.push(stampMetric(measured));
  }

  #fault(component: string, error: unknown): void {
    const event = { seq: this.#recorder.last, time: Date.now(), component, error: messageOf(error) };
    this.#writer.event({ type: "failure", ...event });
  }

  /** Triggers and outcomes for those who follow the run on its control topic. */
  async #announce(event: Parameters<RunWriter["event"]>[0]): Promise<void> {
    const record = controlOf(event);
    if (record === undefined) return;
    await this.#log
      .append(this.#topics.control, [encodeControl(record, this.#settings.run)])
      .catch((error) => this.#fault("control", error));
  }
}
