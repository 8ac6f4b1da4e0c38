// A worker thread that formats blocks of rows; see write-parallel.ts.
import type { TransferListItem } from "node:worker_threads";
import { serveTasks } from "./threads";
import type { WriteTask } from "./write-parallel";
import type { WriteCells } from "./write-plan";
import { formatRows } from "./write-rows";

const NO_NUMBERS = new Float64Array(0);

serveTasks(({ format, rows, numbers, texts }: WriteTask) => {
  let nextNumbers = 0;
  let nextTexts = 0;
  const cells = format.columns.map(({ numeric }): WriteCells => {
    if (!numeric) return { numbers: NO_NUMBERS, texts: texts[nextTexts++] };
    const start = nextNumbers;
    nextNumbers += rows;
    return { numbers: numbers.subarray(start, nextNumbers), texts: [] };
  });
  const result = [...formatRows(format, cells, rows)];
  return { result, transfer: result.map(({ buffer }) => buffer as TransferListItem) };
});
