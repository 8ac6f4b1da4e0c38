import { hostname } from "node:os";
import path from "node:path";
import { type Clock, systemClock } from "../../core";
import { AppendFile } from "../run-folder/append-file";
import { jsonLine } from "../run-folder/json-lines";
import { RUN_FILES } from "../run-record";
import type { Measured, Metric } from "./metric";
import { METRIC_HEAD, metricCsvLine } from "./metric-csv";

/** Takes what components measured. */
export type MetricSink = (measured: Measured) => void;

/** Names this process among those of a run, as the original names a pod. */
export function podName(): string {
  return `${hostname()}-${process.pid}`;
}

/** Gives a measurement its time and place. */
export function stampMetric(measured: Measured, clock: Clock = systemClock, pod = podName()): Metric {
  return { ts: clock.now(), component: measured.component, event: measured.event, pod, kv: measured.kv };
}

/**
 * The metrics of a run, as JSON lines and as CSV in the original's columns, both written as they come: what was
 * measured before a kill is there after it.
 */
export class MetricsLog {
  readonly #lines: AppendFile;
  readonly #csv: AppendFile;

  constructor(folder: string) {
    this.#lines = new AppendFile(path.join(folder, RUN_FILES.metrics), "line");
    this.#csv = new AppendFile(path.join(folder, RUN_FILES.metricsCsv), "line");
    if (this.#csv.size === 0) this.#csv.append(METRIC_HEAD);
  }

  write(metrics: readonly Metric[]): void {
    if (metrics.length === 0) return;
    this.#lines.append(metrics.map(jsonLine).join(""));
    this.#csv.append(metrics.map(metricCsvLine).join(""));
  }

  close(): void {
    this.#lines.close();
    this.#csv.close();
  }
}
