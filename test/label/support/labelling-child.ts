import { writeSync } from "node:fs";
import { openLabels } from "../../../src/lib/label/store/open-labels";
import { KILL_DATASET, KILL_SCHEMA, killStep } from "./kill-steps";

// Labels without end, writes the number of each label to its output once it was acknowledged, and expects to be killed.

async function main([folder, first, together]: readonly string[]): Promise<void> {
  const store = await openLabels(folder, { dataset: KILL_DATASET, schema: KILL_SCHEMA });
  for (let n = Number(first); ; ) {
    const group = Array.from({ length: 1 + (n % Number(together)) }, (_, k) => n + k);
    await Promise.all(
      group.map(async (step) => {
        await store.add(() => killStep(step));
        writeSync(1, `${step}\n`);
      }),
    );
    n += group.length;
    if (n % 31 === 0) await store.compact();
  }
}

void main(process.argv.slice(2));
