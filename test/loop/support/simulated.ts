import { type ExperimentPlan, type Stage, simulateExperiment, stagePlan } from "../../../src/lib/simulate";
import { EVENTS, Table, VNFS, type Vnf } from "../../../src/lib/table";

/** A simulated stage as a table, without the detour over files, and what happened to whom. */
export interface SimulatedStage {
  readonly rows: Table;
  readonly plans: readonly ExperimentPlan[];
}

const EXPERIMENTS = [8, 5, 20, 6] as const;

/** As many experiments as the bundled testbed has, of another seed. */
export function simulatedStage(
  stage: Stage,
  seed: number,
  experiments: number = EXPERIMENTS[stage],
): SimulatedStage {
  const plans = stagePlan(stage, { seed, experiments, captureEvery: 0 });
  const parts = plans.map((plan) => {
    const { counts, tx, rx } = simulateExperiment(plan);
    const rows = Math.min(tx.length, rx.length, counts.firewall.instructions.length);
    return Table.of({
      experiment: Array.from({ length: rows }, () => plan.name),
      input_rate: Float64Array.from({ length: rows }, (_, i) => tx[i].mbitWithFraming),
      output_rate: Float64Array.from({ length: rows }, (_, i) => rx[i].mbitWithFraming),
      ...Object.fromEntries(
        EVENTS.flatMap((event) =>
          VNFS.map((vnf) => [`${vnf}_${event}`, counts[vnf][event].slice(0, rows)] as const),
        ),
      ),
    });
  });
  return { rows: parts[0].concat(...parts.slice(1)), plans };
}

/** Whom an experiment of stage 2 or 3 hits. */
export function stressedVnf({ stress, interventions }: ExperimentPlan): Vnf | undefined {
  return stress[0]?.vnf ?? interventions[0]?.vnf;
}
