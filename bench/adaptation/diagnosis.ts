import { coreOf, diagnosed } from "../../test/loop/support/diagnosed";
import { simulatedStage, stressedVnf } from "../../test/loop/support/simulated";
import { published } from "./published";

/** How often the stressed VNF is named first. Chance is 20 %. */
export async function diagnosis(): Promise<void> {
  console.log("\nBottleneck diagnosis: the stressed VNF named first (chance 20 %)");
  for (const [stage, calm, experiments] of [
    [2, 15, 50],
    [3, 30, 30],
  ] as const) {
    for (const seed of [5, 6, 7]) {
      const { rows, plans } = simulatedStage(stage, seed, experiments);
      const found = diagnosed(rows, calm);
      const hits = plans.filter((plan) => found.get(plan.name)?.ranking[0].vnf === stressedVnf(plan)).length;
      const byDivergence = plans.filter((plan) => {
        const ranking = [...(found.get(plan.name)?.ranking ?? [])].sort(
          (a, b) => b.divergence - a.divergence,
        );
        return ranking[0]?.vnf === stressedVnf(plan);
      }).length;
      console.log(
        `simulated stage ${stage}, seed ${seed}: ${hits} of ${plans.length}; by divergence alone ${byDivergence}`,
      );
    }
  }
  const tables = await published();
  if (tables === undefined) return;
  const found = diagnosed(tables.stimulus, 15);
  const onCore = new Map<string, string>();
  for (const [name, { ranking }] of found) {
    const { core, repeat } = coreOf(name);
    if (repeat === 1 && !onCore.has(core)) onCore.set(core, ranking[0].vnf);
  }
  const later = [...found].filter(([name]) => coreOf(name).repeat > 1);
  const hits = later.filter(([name, { ranking }]) => ranking[0].vnf === onCore.get(coreOf(name).core)).length;
  console.log(
    `published stage 2: which VNF ran on which core was not published. Read off one experiment a core ` +
      `(${[...onCore].map(([core, vnf]) => `${core} ${vnf}`).join(", ")}; ${new Set(onCore.values()).size} different), ` +
      `the other repeats agree in ${hits} of ${later.length}`,
  );
}
