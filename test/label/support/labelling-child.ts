import { writeSync } from "node:fs";
import { openLabels } from "../../../src/lib/label/store/open-labels";
import { KILL_DATASET, KILL_SCHEMA, killStep } from "./kill-steps";

// Labels without end, writes the number of each label to its output once it was acknowledged, and expects to be killed.
// With "closing" it closes and opens its labels again and again, and closing compacts them.

async function main([folder, first, together, how]: readonly string[]): Promise<void> {
  const open = () =>
    openLabels(folder, {
      dataset: KILL_DATASET,
      schema: KILL_SCHEMA,
      ...(how === "closing" ? { compactAbove: 1000 } : {}),
    });
  let store = await open();
  for (let n = Number(first); ; ) {
    const group = Array.from({ length: 1 + (n % Number(together)) }, (_, k) => n + k);
    await Promise.all(
      group.map(async (step) => {
        await store.add(() => killStep(step));
        writeSync(1, `${step}\n`);
      }),
    );
    n += group.length;
    if (how === "closing") {
      if (n % 3 !== 0) continue;
      await store.close();
      store = await open();
    } else if (n % 31 === 0) await store.compact();
  }
}

void main(process.argv.slice(2));
