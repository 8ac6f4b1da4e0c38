import { messageOf } from "../../core";
import type { Measured, Metric } from "../metrics/metric";
import { stampMetric } from "../metrics/metrics-log";
import { type Component, ResourceProbe } from "../resources/probe";
import type { ResourceSample } from "../resources/usage";
import type { ControlLine, ControlRecord } from "./control";

/** Most that waits while the broker is away; measurements are worth less than memory. */
const MOST_WAITING = 2000;

/**
 * What a service in a process of its own has to tell: measurements and resource samples go to the control topic, from
 * where the monitor puts them into the run folder. Sending never fails the service: what could not be sent waits.
 */
export class Outbox {
  readonly #control: ControlLine;
  readonly #probe: ResourceProbe;
  #metrics: Metric[] = [];
  #samples: ResourceSample[] = [];
  #records: ControlRecord[] = [];
  #sending: Promise<void> | undefined;

  constructor(control: ControlLine, component: string) {
    this.#control = control;
    this.#probe = new ResourceProbe({
      onSamples: (samples) => {
        this.#samples.push(...samples);
        this.#samples.splice(0, this.#samples.length - MOST_WAITING);
      },
    });
    this.#probe.add(component, { kind: "process" });
  }

  watch(name: string, component: Component): void {
    this.#probe.add(name, component);
  }

  metric(measured: Measured): void {
    this.#metrics.push(stampMetric(measured));
    this.#metrics.splice(0, this.#metrics.length - MOST_WAITING);
  }

  record(record: ControlRecord): void {
    this.#records.push(record);
  }

  failure(component: string, error: unknown): void {
    const text = messageOf(error);
    this.#records.push({ type: "failure", component, error: text, time: Date.now() });
    this.#records.splice(0, this.#records.length - MOST_WAITING);
  }

  /** Sends what waits; one call at a time reaches the broker. */
  flush(): Promise<void> {
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  async close(): Promise<void> {
    this.#probe.sample();
    this.#probe.close();
    await this.flush();
    await this.flush();
  }

  async #send(): Promise<void> {
    const [metrics, samples, records] = [this.#metrics, this.#samples, this.#records];
    if (metrics.length + samples.length + records.length === 0) return;
    this.#metrics = [];
    this.#samples = [];
    this.#records = [];
    try {
      await this.#control.send(
        ...records,
        ...(metrics.length > 0 ? [{ type: "metrics" as const, metrics }] : []),
        ...(samples.length > 0 ? [{ type: "resources" as const, samples }] : []),
      );
    } catch {
      // The broker is away: later. What the services themselves do there says so loudly enough.
      this.#metrics = [...metrics, ...this.#metrics].slice(-MOST_WAITING);
      this.#samples = [...samples, ...this.#samples].slice(-MOST_WAITING);
      this.#records = [...records, ...this.#records].slice(-MOST_WAITING);
    }
  }
}
