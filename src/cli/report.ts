import { systemError } from "./system-error";

/** Prints one JSON document on standard output, the whole answer of a command with --json. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, finiteOrNull, 2)}\n`);
}

/** JSON has no NaN or infinities: missing numbers are null there, as in the tables. */
function finiteOrNull(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? null : value;
}

/** Says what went wrong on standard error (and as one JSON document on standard output with --json). */
export function reportFailure(error: unknown, json: boolean): number {
  const fault = error as { name?: string; code?: string; message?: string; stack?: string };
  // An error of ours, or of the operating system (no such file), is the user's to act on; the rest is a bug.
  const known = fault.name === "LabError" || /^E[A-Z]+$/.test(fault.code ?? "");
  const system = known && fault.name !== "LabError";
  const message = system ? systemError(error as NodeJS.ErrnoException) : (fault.message ?? String(error));
  process.stderr.write(`dataplane-lab: ${known ? message : (fault.stack ?? message)}\n`);
  if (json)
    printJson({ error: fault.name === "LabError" ? error : { code: fault.code ?? "internal", message } });
  return 1;
}
