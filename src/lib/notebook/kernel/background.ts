/** Catches what goes wrong outside of a running cell's own code: rejections nobody handles, exceptions in timers. */
export interface BackgroundErrors {
  /** The errors since the last call, and forgets them. */
  take(): unknown[];
  /** Puts one back, for the next `take`. */
  keep(error: unknown): void;
  failed(): boolean;
  /** Called at once when one arrives. */
  onError: (error: unknown) => void;
}

/** Thrown into a cell that wants to end the process; a failure even when the cell catches it. */
export class KernelExit extends Error {
  override readonly name = "KernelExit";
}

export function watchBackground(): BackgroundErrors {
  let errors: unknown[] = [];
  const watch: BackgroundErrors = {
    take() {
      const taken = errors;
      errors = [];
      return taken;
    },
    keep: (error) => void errors.push(error),
    failed: () => errors.length > 0,
    onError: () => {},
  };
  function record(error: unknown): void {
    // The same exit arrives twice when it was thrown in a timer: once as itself, once as an uncaught exception.
    if (errors.includes(error)) return;
    errors.push(error);
    watch.onError(error);
  }
  process.on("uncaughtException", record);
  process.on("unhandledRejection", record);
  forbidExit(record);
  return watch;
}

/** A cell that ends the process would take the notebook's record with it, so the call becomes a failure. */
function forbidExit(record: (error: unknown) => void): void {
  const refuse = (call: string): never => {
    const error = new KernelExit(`${call} was called: a cell must not end the kernel`);
    record(error);
    throw error;
  };
  process.exit = (code) => refuse(`process.exit(${code ?? ""})`);
  process.abort = () => refuse("process.abort()");
}
