import path from "node:path";
import { Worker } from "node:worker_threads";
import { fail } from "../../core";
import { modelFromText } from "../../learn";
import type { TrainingJob, TrainingResult } from "../adaptation";

/** What the worker says. A model's class does not pass between threads, its text does. */
export type WorkerAnswer =
  | { readonly kind: "started"; readonly thread: number | undefined }
  | {
      readonly kind: "result";
      readonly result: Omit<TrainingResult, "challenger">;
      readonly challenger?: string;
    }
  | { readonly kind: "failed"; readonly message: string };

interface Waiting {
  resolve(result: TrainingResult): void;
  reject(error: unknown): void;
}

/** Runs training jobs in a worker thread. A job whose thread dies fails; the next one gets a new thread. */
export class TrainingThread {
  #worker: Worker | undefined;
  #waiting: Waiting | undefined;
  #thread: number | undefined;

  /** Starts the thread at once, so that the first job does not wait for it. */
  constructor() {
    this.#start();
  }

  /** The system's number of the thread, once it has started, where the system has one. */
  get thread(): number | undefined {
    return this.#thread;
  }

  /** Trains; one job at a time. */
  run(job: TrainingJob): Promise<TrainingResult> {
    if (this.#waiting !== undefined) {
      fail({ code: "state", expected: "one training at a time", found: "a second one" });
    }
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      const worker = this.#worker ?? this.#start();
      worker.ref();
      worker.postMessage(job);
    });
  }

  /** Ends the thread, in the middle of a job too, which then fails. */
  async kill(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    // Beside this module lies the script: compiled, or as source where ts-node runs the sources.
    const ending = path.extname(__filename);
    const execArgv = ending === ".ts" ? ["--require", "ts-node/register"] : [];
    const worker = new Worker(path.join(__dirname, `training-worker${ending}`), { execArgv });
    worker.on("message", (answer: WorkerAnswer) => this.#answered(answer));
    worker.on("error", (error) => this.#died(worker, error));
    worker.on("exit", (code) =>
      this.#died(worker, new Error(`the training thread ended early (code ${code})`)),
    );
    // An idle thread does not keep the process alive.
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  #answered(answer: WorkerAnswer): void {
    if (answer.kind === "started") {
      this.#thread = answer.thread;
      return;
    }
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#worker?.unref();
    if (answer.kind === "failed") {
      waiting?.reject(new Error(answer.message));
      return;
    }
    const { result, challenger } = answer;
    waiting?.resolve({
      ...result,
      ...(challenger === undefined ? {} : { challenger: modelFromText(challenger) }),
    });
  }

  #died(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#thread = undefined;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(error);
  }
}
