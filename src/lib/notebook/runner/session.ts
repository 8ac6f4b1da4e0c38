import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { type CellFailure, plainFailure } from "../kernel/failure";
import type { CellSink } from "../kernel/kernel";
import type { FromKernel, ToKernel } from "../kernel/protocol";

/** A kernel in a process of its own. */
export interface KernelSession {
  readonly pid: number | undefined;
  execute(code: string, sink: CellSink, timeout: number): Promise<CellFailure | undefined>;
  check(cells: readonly string[]): Promise<CellFailure | undefined>;
  settle(sink: CellSink): Promise<CellFailure | undefined>;
  /** Whether the process has ended; then nothing more can be run. */
  readonly dead: boolean;
  close(): void;
}

const startLimit = 120_000;

/** Starts a kernel for notebooks in `cwd`. */
export function startSession(cwd: string, env: NodeJS.ProcessEnv = process.env): KernelSession {
  const child = fork(childFile(), [], {
    cwd,
    env,
    // The compiler makes a lot of short-lived objects: a larger nursery saves a tenth of its time.
    execArgv: ["--stack-trace-limit=30", "--max-semi-space-size=64"],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    serialization: "advanced",
  });
  let id = 0;
  let open: { id: number; sink?: CellSink; finish(failure: CellFailure | undefined): void } | undefined;
  let ended: CellFailure | undefined;
  let lastWords = "";
  const ready = new Promise<void>((resolve) => {
    child.on("message", (message: FromKernel) => {
      if (message.type === "ready") resolve();
      else receive(message);
    });
    child.on("error", (error) =>
      end(plainFailure("DeadKernel", `the kernel did not start: ${error.message}`)),
    );
    // "close" comes after the last of its output has been read, "exit" may not.
    child.on("close", (code, signal) => {
      const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
      const words = lastWords.trim() === "" ? "" : `\n${lastWords.trim().slice(-2000)}`;
      end(plainFailure("DeadKernel", `the kernel's process ended ${how}${words}`));
      resolve();
    });
  });

  function end(failure: CellFailure): void {
    ended ??= failure;
    open?.finish(ended);
    open = undefined;
  }
  function receive(message: Exclude<FromKernel, { type: "ready" }>): void {
    // Late output of an earlier cell goes where tslab sends it: to the cell that runs now.
    if (message.type === "stream") open?.sink?.stream(message.name, message.text);
    else if (message.type === "display") open?.sink?.display(message.bundle, message.update);
    else if (message.type === "result") open?.sink?.result(message.text);
    else if (message.id === open?.id) {
      const { finish } = open;
      open = undefined;
      finish(message.failure);
    }
  }
  // What native code and child processes write does not pass the kernel's own redirection.
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      if (name === "stderr") lastWords = (lastWords + text).slice(-4000);
      open?.sink?.stream(name, text);
    });
  }

  async function ask(
    request: ToKernel extends infer R ? (R extends ToKernel ? Omit<R, "id"> : never) : never,
    limit: number,
    what: string,
    sink?: CellSink,
  ): Promise<CellFailure | undefined> {
    await ready;
    if (ended !== undefined) return ended;
    return new Promise((resolve) => {
      const number = ++id;
      const timer =
        limit > 0
          ? setTimeout(() => {
              ended = plainFailure("CellTimeout", `${what} took longer than ${limit / 1000} s`);
              child.kill("SIGKILL");
            }, limit)
          : undefined;
      open = {
        id: number,
        sink,
        finish(failure) {
          clearTimeout(timer);
          resolve(failure);
        },
      };
      child.send({ ...request, id: number } as ToKernel, (error) => {
        if (error !== null) child.kill("SIGKILL");
      });
    });
  }

  return {
    pid: child.pid,
    get dead() {
      return ended !== undefined;
    },
    execute: (code, sink, timeout) => ask({ type: "execute", code }, timeout, "the cell", sink),
    check: (cells) => ask({ type: "check", cells }, startLimit, "compiling the parameters"),
    settle: (sink) => ask({ type: "settle" }, startLimit, "waiting for timers", sink),
    close() {
      // Without disconnecting first: then Node would not tell that the process has closed.
      child.kill("SIGKILL");
    },
  };
}

/** The built file, also when this module itself runs from its source under a TypeScript loader. */
function childFile(): string {
  const beside = path.join(__dirname, "..", "kernel", "child.js");
  return existsSync(beside)
    ? beside
    : path.join(__dirname, "..", "..", "dist", "notebook", "kernel", "child.js");
}
