import { availableParallelism } from "node:os";
import path from "node:path";
import { isMainThread, parentPort, type TransferListItem, Worker } from "node:worker_threads";
import { type Fault, fail, LabError } from "../../core";

/** More threads than this find nothing to do beside the one that hands out and collects. */
const MOST_THREADS = 8;

/** The `threads` option checked; default the cores at hand. Within a worker it is 1: threads do not start threads. */
export function threadCount(threads: number | undefined): number {
  if (threads !== undefined && !(Number.isSafeInteger(threads) && threads >= 1)) {
    fail({
      code: "argument",
      expected: "threads to be a positive whole number",
      found: String(threads),
    });
  }
  return isMainThread ? Math.min(threads ?? availableParallelism(), MOST_THREADS) : 1;
}

/** What a worker answers: a result, or how it failed. */
interface Answer<Result> {
  readonly id: number;
  readonly result?: Result;
  readonly fault?: Fault;
  readonly error?: unknown;
}

interface Waiting<Result> {
  readonly worker: Member;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

interface Member {
  readonly thread: Worker;
  /** Tasks given to it and not answered. */
  busy: number;
}

/** Worker threads that run one script of this folder until {@link close}. */
export class ThreadPool<Task, Result> {
  readonly #members: Member[];
  readonly #waiting = new Map<number, Waiting<Result>>();
  #next = 0;

  /** `script` is a module's name without its ending. */
  constructor(script: string, threads: number) {
    // Beside this module lies the script: compiled, or as source where ts-node runs the sources.
    const ending = path.extname(__filename);
    const execArgv = ending === ".ts" ? ["--require", "ts-node/register"] : [];
    this.#members = Array.from({ length: threads }, () => {
      const thread = new Worker(path.join(__dirname, script + ending), { execArgv });
      const member: Member = { thread, busy: 0 };
      thread.on("message", (answer: Answer<Result>) => this.#answered(answer));
      thread.on("error", (error) => this.#died(member, error));
      thread.on("exit", () => this.#died(member, new Error("a worker thread ended early")));
      return member;
    });
  }

  get size(): number {
    return this.#members.length;
  }

  /** Gives the task to the worker with the least to do; its failure comes back as the same error. */
  run(task: Task, transfer: readonly TransferListItem[] = []): Promise<Result> {
    const id = this.#next++;
    const worker = this.#members.reduce((least, member) => (member.busy < least.busy ? member : least));
    worker.busy++;
    const answer = new Promise<Result>((resolve, reject) => {
      this.#waiting.set(id, { worker, resolve, reject });
    });
    // Whoever asked may by then have left because of another task's failure.
    answer.catch(() => undefined);
    worker.thread.postMessage({ id, task }, transfer);
    return answer;
  }

  /** Ends the threads; tasks not answered fail. */
  async close(): Promise<void> {
    await Promise.all(this.#members.map(({ thread }) => thread.terminate()));
  }

  #answered({ id, result, fault, error }: Answer<Result>): void {
    const waiting = this.#waiting.get(id)!;
    this.#waiting.delete(id);
    waiting.worker.busy--;
    if (fault !== undefined) waiting.reject(new LabError(fault));
    else if (error !== undefined) waiting.reject(error);
    else waiting.resolve(result as Result);
  }

  #died(worker: Member, error: Error): void {
    for (const [id, waiting] of this.#waiting) {
      if (waiting.worker !== worker) continue;
      this.#waiting.delete(id);
      waiting.reject(error);
    }
  }
}

/** The worker's side: answers each task with what `work` makes of it. */
export function serveTasks<Task, Result>(
  work: (task: Task) => { readonly result: Result; readonly transfer: readonly TransferListItem[] },
): void {
  parentPort!.on("message", ({ id, task }: { id: number; task: Task }) => {
    try {
      const { result, transfer } = work(task);
      parentPort!.postMessage({ id, result }, transfer);
    } catch (error) {
      // Class and fields of a LabError do not pass between threads, its plain parts do.
      const failure =
        error instanceof LabError
          ? {
              fault: {
                code: error.code,
                expected: error.expected,
                found: error.found,
                where: error.where,
                hint: error.hint,
              },
            }
          : { error };
      parentPort!.postMessage({ id, ...failure });
    }
  });
}
