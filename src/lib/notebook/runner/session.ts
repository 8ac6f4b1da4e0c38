import { type ChildProcess, fork } from "node:child_process";
import { rmSync } from "node:fs";
import { type CellFailure, plainFailure } from "../kernel/failure";
import type { CellSink } from "../kernel/kernel";
import type { FromKernel, ToKernel } from "../kernel/protocol";
import { findSnapshot, kernelFile, kernelFlags } from "../kernel/snapshot";

/** A kernel in a process of its own. */
export interface KernelSession {
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
  let id = 0;
  let open: { id: number; sink?: CellSink; finish(failure: CellFailure | undefined): void } | undefined;
  let ended: CellFailure | undefined;
  let closing = false;
  let child: ChildProcess;
  const ready = new Promise<void>((resolve) => {
    child = launch(findSnapshot(env));

    function launch(snapshot: string | undefined): ChildProcess {
      let lastWords = "";
      let started = false;
      const kernel = forkKernel(cwd, env, snapshot);
      kernel.on("message", (message: FromKernel) => {
        if (message.type === "ready") {
          started = true;
          resolve();
        } else receive(message);
      });
      kernel.on("error", (error) =>
        end(plainFailure("DeadKernel", `the kernel did not start: ${error.message}`)),
      );
      // What native code and child processes write does not pass the kernel's own redirection.
      for (const name of ["stdout", "stderr"] as const) {
        kernel[name]?.setEncoding("utf8").on("data", (text: string) => {
          if (name === "stderr") lastWords = (lastWords + text).slice(-4000);
          open?.sink?.stream(name, text);
        });
      }
      // "close" comes after the last of its output has been read, "exit" may not.
      kernel.on("close", (code, signal) => {
        if (snapshot !== undefined && !started && !closing) {
          // A damaged snapshot, or one of another machine: the next run makes a new one.
          rmSync(snapshot, { force: true });
          child = launch(undefined);
          return;
        }
        const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
        const words = lastWords.trim() === "" ? "" : `\n${lastWords.trim().slice(-2000)}`;
        end(plainFailure("DeadKernel", `the kernel's process ended ${how}${words}`));
        resolve();
      });
      return kernel;
    }
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
    get dead() {
      return ended !== undefined;
    },
    execute: (code, sink, timeout) => ask({ type: "execute", code }, timeout, "the cell", sink),
    check: (cells) => ask({ type: "check", cells }, startLimit, "compiling the parameters"),
    settle: (sink) => ask({ type: "settle" }, startLimit, "waiting for timers", sink),
    close() {
      closing = true;
      // Without disconnecting first: then Node would not tell that the process has closed.
      child.kill("SIGKILL");
    },
  };
}

function forkKernel(cwd: string, env: NodeJS.ProcessEnv, snapshot: string | undefined): ChildProcess {
  return fork(kernelFile("child.js"), [], {
    cwd,
    env,
    execArgv: [...kernelFlags, ...(snapshot === undefined ? [] : ["--snapshot-blob", snapshot])],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    serialization: "advanced",
  });
}
