import type { Command } from "commander";
import type { core, simulate } from "dataplane-lab";
import { numberOf, seedOf } from "../input";
import { printJson } from "../report";

interface Options {
  stage: string;
  output: string;
  seed: string;
  experiments?: string;
  seconds?: string;
  vnf?: string;
  gzip?: boolean;
  json?: boolean;
}

/** dataplane-lab simulate: raw experiment folders of the simulated testbed. */
export function registerSimulate(program: Command): void {
  program
    .command("simulate")
    .description("Simulate experiments of the five-VNF testbed and write their raw logs.")
    .requiredOption("--stage <0..3>", "0 load ladder, 1 random rates, 2 resource stimulus, 3 intervention")
    .requiredOption("-o, --output <folder>", "folder for <scenario>/<experiment>/")
    .option("--seed <seed>", "the same seed gives the same bytes", "1")
    .option("--experiments <n>", "how many (default: 10, and 50 in stage 2)")
    .option("--seconds <n>", "length of each (default: 179, 100, 46, 90 by stage)")
    .option("--vnf <name>", "stages 2 and 3: stress or change this VNF only (default: each in turn)")
    .option("--gzip", "write each file gzip-compressed")
    .option("--json", "print what was made as one JSON document")
    .action(async (options: Options) => {
      const { core, simulate: room } = await import("dataplane-lab");
      const number = (option: string, text: string, least = 1) =>
        numberOf(core.fail, option, text, { whole: true, least });
      const plans = room.stagePlan(number("--stage", options.stage, 0) as simulate.Stage, {
        seed: seedOf(options.seed),
        experiments:
          options.experiments === undefined ? undefined : number("--experiments", options.experiments),
        seconds: options.seconds === undefined ? undefined : number("--seconds", options.seconds),
        vnf: options.vnf as simulate.StageOptions["vnf"],
      });
      await refuseMixing(options.output, plans, core.fail);
      const experiments: { plan: simulate.ExperimentPlan; files: string[] }[] = [];
      for (const plan of plans) {
        const files = await room.writeExperiment(plan, options.output, { gzip: options.gzip });
        experiments.push({ plan, files });
      }
      if (options.json) printJson({ simulated: true, folder: options.output, experiments });
      else process.stdout.write(summary(options.output, plans));
    });
}

/** Experiments of another run among the new ones would be read as one test bed. */
async function refuseMixing(
  folder: string,
  plans: readonly simulate.ExperimentPlan[],
  fail: typeof core.fail,
): Promise<void> {
  const { existsSync, readdirSync, statSync } = await import("node:fs");
  const path = await import("node:path");
  for (const scenario of new Set(plans.map((plan) => plan.scenario))) {
    const place = path.join(folder, scenario);
    if (!existsSync(place) || !statSync(place).isDirectory()) continue;
    const names = new Set(plans.filter((plan) => plan.scenario === scenario).map(({ name }) => name));
    const others = readdirSync(place).filter((name) => !names.has(name) && !name.startsWith("."));
    if (others.length === 0) continue;
    fail({
      code: "exists",
      expected: `a folder without experiments beside the ${names.size} to be written`,
      found: `${others.length}: ${others.slice(0, 3).join(", ")}${others.length > 3 ? ", …" : ""}`,
      where: { file: place },
      hint: "Choose another folder, or remove that one",
    });
  }
}

function summary(folder: string, plans: readonly simulate.ExperimentPlan[]): string {
  const lines = plans.map(({ scenario, name, seconds, stress, interventions }) => {
    const stressed = stress.map(
      ({ vnf, workers, from, until }) => `${workers} stress on ${vnf} from ${from} to ${until} s`,
    );
    const changed = interventions.map(
      ({ vnf, kind, at, factor }) => `${kind} × ${factor} on ${vnf} at ${at} s`,
    );
    return [`${scenario}/${name}: ${seconds} s`, ...stressed, ...changed].join(", ");
  });
  return `${lines.join("\n")}\n${plans.length} simulated experiments in ${folder}\n`;
}
