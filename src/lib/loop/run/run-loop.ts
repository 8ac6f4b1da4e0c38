import { fail } from "../../core";
import { openRun, type Run } from "../run-folder/open-run";
import { summarise } from "../run-folder/summarise";
import type { RunSummary } from "../run-folder/summary";
import { LoopRun } from "./loop-run";
import type { LoopOptions } from "./options";

/**
 * Runs the closed loop in this process: replays stages through a log, predicts each row with the frozen baseline and
 * the model in service, watches for drift, retrains in a worker thread, adopts what the gate lets through, and writes
 * the run folder as it goes. With a virtual clock (the default) equal inputs and seeds give equal predictions, swaps
 * and readings, on any log and with any number of replicas. Commands appended to `control.jsonl` of the folder are
 * carried out: pause, resume, rollback, speed, stop.
 *
 * @throws LabError `argument`; `exists` for a folder that holds a run already; whatever the log throws for good. The
 * folder tells what happened in any case.
 * @example
 * const { mkdtempSync } = await import("node:fs");
 * const n = Array.from({ length: 400 }, (_, i) => i % 40);
 * const calm = table.Table.of({ load: n, output_rate: n.map((i) => 3 * i + 1) });
 * const stages = [{ name: "calm", rows: calm.slice(0, 100) }];
 * const folder = mkdtempSync("/tmp/loop-");
 * const run = await loop.runLoop({ folder, reference: calm, stages, strategy: "none" });
 * [run.head.state, run.rows.length, run.summary.adopted] //=> ["finished", 100, 0]
 */
export async function runLoop(options: LoopOptions): Promise<Run & { readonly summary: RunSummary }> {
  await refuseUsed(options.folder);
  const run = await LoopRun.open(options);
  try {
    await run.run();
  } finally {
    await run.close();
  }
  return summarise(options.folder);
}

async function refuseUsed(folder: string): Promise<void> {
  const known = await openRun(folder).catch(() => undefined);
  if (known === undefined) return;
  fail({
    code: "exists",
    expected: "a folder without a run in it",
    found: `the run ${known.head.run}`,
    where: { file: folder },
    hint: "Choose another folder, or remove that one",
  });
}
