// A worker thread that trains: one job at a time, so that prediction never waits for it. See training-thread.ts.
import { parentPort } from "node:worker_threads";
import { messageOf } from "../../core";
import { modelToText } from "../../learn";
import type { TrainingJob } from "../adaptation";
import { ownThreadNumber } from "../resources/process-usage";
import { strategy } from "../strategies/registry";
import type { WorkerAnswer } from "./training-thread";

const answer = (message: WorkerAnswer) => parentPort!.postMessage(message);

parentPort!.on("message", (job: TrainingJob) => {
  try {
    const { challenger, ...result } = strategy(job.strategy).train(job);
    answer({ kind: "result", result, ...(challenger && { challenger: modelToText(challenger) }) });
  } catch (error) {
    answer({ kind: "failed", message: messageOf(error) });
  }
});

answer({ kind: "started", thread: ownThreadNumber() });
