import type { Log } from "../../stream";
import type { DriftReading } from "../adaptation";
import type { Pointer } from "../registry";
import { openRun } from "../run-folder/open-run";
import type { RunWriter } from "../run-folder/writer";
import type { LoopEvent, RunHead } from "../run-record";
import type { ControlRecord } from "../services/control";
import { DeadLetterReader } from "../services/dead-letters";
import type { JoinedRow } from "../services/ordered-results";
import { RunRecorder } from "../services/run-recorder";

/** What a folder holds already, in numbers: the log is read from its beginning again, and these are passed over. */
interface Recorded {
  rows: number;
  readings: number;
  metrics: number;
  resources: number;
  deadLetters: number;
  failures: number;
}

/**
 * Writes a run folder from the log alone: rows, readings, control records, pointers and dead letters. Opened again on
 * a folder that it wrote before, it passes over what stands there.
 */
export class FolderWriter {
  readonly #writer: RunWriter;
  readonly #recorder: RunRecorder;
  readonly #skip: Recorded;
  readonly #triggers: Set<string>;
  readonly #outcomes: Set<string>;
  readonly #swaps: Set<number>;
  readonly #pauses = new Map<number, number>();
  #dead: DeadLetterReader | undefined;

  private constructor(writer: RunWriter, events: readonly LoopEvent[], skip: Recorded) {
    this.#writer = writer;
    this.#skip = skip;
    this.#recorder = new RunRecorder(writer, skip.rows);
    this.#triggers = new Set(events.flatMap((e) => (e.type === "drift" ? [e.trigger.id] : [])));
    this.#outcomes = new Set(events.flatMap((e) => (e.type === "outcome" ? [e.outcome.trigger.id] : [])));
    this.#swaps = new Set(events.flatMap((e) => (e.type === "swap" ? [e.pointer.version] : [])));
  }

  static async open(folder: string, writer: RunWriter): Promise<FolderWriter> {
    const { rows, readings, events, metrics, resources, deadLetters } = await openRun(folder);
    const seq = rows.numbers("seq");
    return new FolderWriter(writer, events, {
      rows: seq.length === 0 ? 0 : seq[seq.length - 1] + 1,
      readings: readings.length === 0 ? -1 : readings[readings.length - 1].seq,
      metrics: metrics.length,
      resources: resources.length,
      deadLetters: deadLetters.length,
      failures: events.filter(({ type }) => type === "failure").length,
    });
  }

  row(joined: JoinedRow): void {
    this.#recorder.row(joined, Date.now());
  }

  reading(reading: DriftReading): void {
    if (reading.seq > this.#skip.readings) this.#writer.reading(reading);
  }

  flush(): Promise<void> {
    return this.#recorder.flush();
  }

  /** A pointer of the registry; the first one is the start and no swap. */
  pointer(pointer: Pointer): void {
    if (pointer.cause === "start" || this.#swaps.has(pointer.version)) return;
    this.#swaps.add(pointer.version);
    const pauseMs = this.#pauses.get(pointer.version) ?? Number.NaN;
    this.#writer.event({ type: "swap", seq: pointer.from, time: pointer.time, pointer, pauseMs });
  }

  /** A control record; `row` is the last row recorded when it came. */
  control(record: ControlRecord, row: number): void {
    switch (record.type) {
      case "trigger": {
        const { trigger } = record;
        if (this.#triggers.has(trigger.id)) return;
        this.#triggers.add(trigger.id);
        this.#writer.event({ type: "drift", seq: trigger.seq, time: Date.now(), trigger });
        return;
      }
      case "outcome": {
        const { outcome, candidates, wallMs, time } = record;
        if (this.#outcomes.has(outcome.trigger.id)) return;
        this.#outcomes.add(outcome.trigger.id);
        this.#writer.event({ type: "outcome", seq: outcome.trigger.seq, time, outcome, candidates, wallMs });
        return;
      }
      case "failure": {
        if (this.#skip.failures-- > 0) return;
        const { component, error, time } = record;
        this.#writer.event({ type: "failure", seq: row, time, component, error });
        return;
      }
      case "metrics": {
        const fresh = record.metrics.slice(Math.max(0, this.#skip.metrics));
        this.#skip.metrics -= record.metrics.length;
        this.#writer.metrics(fresh);
        return;
      }
      case "resources": {
        const fresh = record.samples.slice(Math.max(0, this.#skip.resources));
        this.#skip.resources -= record.samples.length;
        this.#writer.resources(fresh);
        return;
      }
      case "swapped":
        this.#pauses.set(record.version, Math.max(record.pauseMs, this.#pauses.get(record.version) ?? 0));
        return;
      default:
        return;
    }
  }

  async deadLetters(log: Log, topic: string): Promise<void> {
    this.#dead ??= new DeadLetterReader(log, topic);
    for (const letter of await this.#dead.read().catch(() => [])) {
      if (this.#skip.deadLetters-- > 0) continue;
      this.#writer.deadLetter(letter);
    }
  }

  async close(state: RunHead["state"]): Promise<void> {
    await this.#recorder.flush();
    if (state !== "running") {
      this.#writer.event({ type: "end", seq: this.#recorder.last, time: Date.now(), state });
      await this.#writer.head({ state, ended: Date.now() });
    }
    await this.#writer.close();
  }
}
