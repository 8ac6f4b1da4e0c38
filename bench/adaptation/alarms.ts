import { resampleRows } from "../../src/lib/drift";
import { segmentsOf } from "../../src/lib/learn";
import { runStrategy, strategy } from "../../src/lib/loop";
import type { Table } from "../../src/lib/table";
import { coreOf } from "../../test/loop/support/diagnosed";
import { simulatedStage } from "../../test/loop/support/simulated";
import { published } from "./published";

/** Alarms where nothing changed but the load; retrainings that only follow up an alarm do not count again. */
export async function alarms(): Promise<void> {
  console.log("\nFalse alarms of the default strategy");
  for (const [known, streamed] of [
    [5, 99],
    [6, 98],
    [7, 97],
  ]) {
    report(
      `simulated stage 0, seed ${known} → ${streamed}`,
      simulatedStage(0, known).rows,
      simulatedStage(0, streamed, 120).rows,
    );
  }
  const tables = await published();
  if (tables === undefined) return;
  const { loads, stimulus } = tables;
  const ids = segmentsOf(loads)?.ids ?? new Int32Array(loads.length);
  for (let ladder = 0; ladder < 10; ladder++) {
    report(
      `C, ladder ${ladder + 1} held out`,
      loads.filter((i) => ids[i] !== ladder),
      loads.filter((i) => ids[i] === ladder),
    );
  }
  report("C, its last 500 rows", loads.slice(0, -500), loads.slice(-500));
  const names = stimulus.texts("experiment");
  const repeats = (odd: number) => stimulus.filter((i) => coreOf(String(names[i])).repeat % 2 === odd);
  for (const [name, known, from] of [
    ["S, all of it, resampled", stimulus, stimulus],
    ["S, odd repeats → even ones, resampled", repeats(1), repeats(0)],
    ["S, even repeats → odd ones, resampled", repeats(0), repeats(1)],
  ] as const) {
    const rows = resampleRows(from.length, 10_000, { method: "stationary", blockLength: 45, seed: name });
    report(name, known, from.take(rows));
  }
}

function report(name: string, reference: Table, rows: Table): void {
  const { outcomes } = runStrategy(strategy("default"), reference, [{ name: "calm", rows }], { seed: 1 });
  const raised = outcomes.map(({ trigger }) => trigger).filter(({ signs }) => signs.length > 0);
  const rate = (5000 * raised.length) / rows.length;
  const why = raised.slice(0, 3).map(({ seq, reason }) => `${seq}: ${reason}`);
  console.log(
    `${name}: ${raised.length} in ${rows.length} rows, ${rate.toFixed(2)} in 5000${why.length > 0 ? ` (${why.join("; ")})` : ""}`,
  );
}
