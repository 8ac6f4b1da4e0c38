// The process in which the batch runner runs one notebook: the kernel behind Node's own channel between processes.
import module from "node:module";
import type { FromKernel, ToKernel } from "./protocol";

// From Node 22 on the compiler's own code is kept compiled; earlier versions do not have it.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();

// A process that starts from a snapshot has no limit, which means no stack at all.
Error.stackTraceLimit = 30;
// Programs that cells start are not kernels.
process.execArgv = [];

async function main(): Promise<void> {
  const { lendCompiler } = await import("./compiler.js");
  lendCompiler();
  const { dieWithParent } = await import("./watchdog.js");
  const { createKernel } = await import("./kernel.js");
  dieWithParent();
  const post = process.send?.bind(process) as (message: FromKernel) => void;
  const leave = process.kill.bind(process, process.pid, "SIGKILL");
  // Ctrl-C reaches the whole group of processes; the runner decides when this one ends.
  process.on("SIGINT", () => {});
  const kernel = createKernel({ watch: false });

  async function answer(request: ToKernel): Promise<void> {
    const { id } = request;
    if (request.type === "check") post({ type: "done", id, failure: kernel.check(request.cells) });
    else if (request.type === "settle") post({ type: "done", id, failure: await kernel.settle() });
    else {
      const failure = await kernel.execute(request.code, {
        stream: (name, text) => post({ type: "stream", id, name, text }),
        display: (bundle, update) => post({ type: "display", id, bundle, update }),
        result: (text) => post({ type: "result", id, text }),
      });
      post({ type: "done", id, failure });
    }
  }
  process.on("message", (request: ToKernel) => void answer(request));
  process.on("disconnect", leave);
  post({ type: "ready" });
}

void main();
