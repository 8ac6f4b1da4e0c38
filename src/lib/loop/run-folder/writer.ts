import { promises as fs } from "node:fs";
import path from "node:path";
import { makeFolder, writeFileAtomic } from "../../core";
import type { DriftReading } from "../adaptation";
import type { Metric } from "../metrics/metric";
import { MetricsLog } from "../metrics/metrics-log";
import { RESOURCE_COLUMNS, type ResourceSample } from "../resources/usage";
import { type LoopEvent, RUN_FILES, type RunHead } from "../run-record";
import { AppendFile } from "./append-file";
import { jsonLine } from "./json-lines";
import { ROW_BYTES, RowBuffer, type RunRow } from "./rows-file";

/** A message that could not become a row: where it stands, and why. */
export interface DeadLetter {
  readonly time: number;
  readonly reason: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly bytes: number;
  /** The beginning of the message, made printable. */
  readonly excerpt: string;
  readonly detail: string;
}

/**
 * Writes a run folder as the run goes. Rows and readings wait in memory until {@link flush}; everything else is in its
 * file when the call returns. Opened on a folder that a killed run left, it goes on behind the last whole record of each file.
 */
export class RunWriter {
  readonly folder: string;
  readonly #rows: AppendFile;
  readonly #readings: AppendFile;
  readonly #events: AppendFile;
  readonly #dead: AppendFile;
  readonly #resources: AppendFile;
  readonly #metrics: MetricsLog;
  readonly #buffer = new RowBuffer();
  #lines = "";
  #head: RunHead;
  #saved: Promise<void> = Promise.resolve();

  private constructor(folder: string, head: RunHead) {
    this.folder = folder;
    this.#head = head;
    const file = (name: string) => path.join(folder, name);
    this.#rows = new AppendFile(file(RUN_FILES.rows), ROW_BYTES);
    this.#readings = new AppendFile(file(RUN_FILES.readings), "line");
    this.#events = new AppendFile(file(RUN_FILES.events), "line");
    this.#dead = new AppendFile(file(RUN_FILES.deadLetters), "line");
    this.#resources = new AppendFile(file(RUN_FILES.resources), "line");
    if (this.#resources.size === 0) this.#resources.append(`${RESOURCE_COLUMNS.join(",")}\n`);
    this.#metrics = new MetricsLog(folder);
  }

  static async open(folder: string, head: RunHead): Promise<RunWriter> {
    await makeFolder(path.join(folder, RUN_FILES.models));
    await fs.appendFile(path.join(folder, RUN_FILES.control), "");
    const writer = new RunWriter(folder, head);
    await writer.head(head);
    return writer;
  }

  /** Rows in the file and in memory. */
  get rowCount(): number {
    return this.#rows.size / ROW_BYTES + this.#buffer.rows;
  }

  get current(): RunHead {
    return this.#head;
  }

  /** Changes the head and writes it, atomically; calls at once are written one after the other. */
  async head(change: Partial<RunHead>): Promise<void> {
    this.#head = { ...this.#head, ...change };
    const write = () =>
      writeFileAtomic(path.join(this.folder, RUN_FILES.head), `${JSON.stringify(this.#head, null, 2)}\n`);
    // After a failed write the next one is tried all the same.
    this.#saved = this.#saved.then(write, write);
    await this.#saved;
  }

  row(row: RunRow): void {
    this.#buffer.push(row);
  }

  /** Puts the rows in memory into their file, then the readings, which are of rows. */
  flush(): void {
    if (this.#buffer.rows > 0) this.#rows.append(this.#buffer.take());
    if (this.#lines === "") return;
    this.#readings.append(this.#lines);
    this.#lines = "";
  }

  reading(reading: DriftReading): void {
    this.#lines += jsonLine(reading);
  }

  event(event: LoopEvent): void {
    // Whoever sees the event finds the rows before it.
    this.flush();
    this.#events.append(jsonLine(event));
  }

  deadLetter(letter: DeadLetter): void {
    this.#dead.append(jsonLine(letter));
  }

  metrics(metrics: readonly Metric[]): void {
    this.#metrics.write(metrics);
  }

  resources(samples: readonly ResourceSample[]): void {
    const cell = (value: number | string) => (Number.isNaN(value) ? "" : String(value));
    const line = (sample: ResourceSample) =>
      `${RESOURCE_COLUMNS.map((name) => cell(sample[name])).join(",")}\n`;
    if (samples.length > 0) this.#resources.append(samples.map(line).join(""));
  }

  async close(): Promise<void> {
    this.flush();
    await this.#saved.catch(() => undefined);
    for (const file of [
      this.#rows,
      this.#readings,
      this.#events,
      this.#dead,
      this.#resources,
      this.#metrics,
    ]) {
      file.close();
    }
  }
}
