// A worker thread that reads parts of a file; see read-parallel.ts.
import type { TransferListItem } from "node:worker_threads";
import { type ReadPart, type ReadTask, readChunk } from "./read-chunk";
import { serveTasks } from "./threads";

serveTasks((task: ReadTask): { result: ReadPart; transfer: TransferListItem[] } => {
  // Buffers arrive as plain byte arrays.
  const plan = { ...task.plan, missing: task.plan.missing.map((token) => Buffer.from(token)) };
  const result = readChunk({ ...task, plan });
  const transfer = result.columns.flatMap(({ numbers, codes }) =>
    [numbers, codes].filter(({ length }) => length > 0).map(({ buffer }) => buffer as TransferListItem),
  );
  return { result, transfer };
});
