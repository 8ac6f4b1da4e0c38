/**
 * Time of the extraction loop's steps against the number of rules (1 to 32), from DuckDB in memory and, where mariadbd is
 * installed, from a private MariaDB server: connection (step 1 - 0), extraction and layout (2 - 1), writing (3 - 2) into one
 * CSV and into a CSV a rule. The rule counts take turns, so that a busy machine is equally busy for all; wall time,
 * least (and median) of `--turns` (default 30) turns after three to warm up.
 *
 *     npm run bench -- extract [--turns 30] [--place edge/eth0]
 */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import {
  type Database,
  extractionLoop,
  fileSink,
  type IterationSteps,
  type MySqlConfig,
  openDatabase,
} from "../src/lib/label";
import { type Lab, openLab } from "../test/label/support/lab";
import { noMariaDb, privateMariaDb } from "../test/label/support/mariadb";

const RULES = [1, 2, 4, 8, 16, 32];
const WARM = 3;
/** Reports that stand in the history before the first turn. */
const REPORTS = 5;

function option(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
}
const turns = Number(option("turns") ?? 30);
if (!(Number.isInteger(turns) && turns > 0)) throw new Error("--turns needs a whole number above 0");
const place = option("place") ?? "edge/eth0";

function quantile(values: readonly number[], q: number): number {
  return [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))];
}

/** The least, which other work on the machine disturbs least, and the median. */
function cell(values: readonly number[]): string {
  return `${quantile(values, 0).toFixed(1)} (${quantile(values, 0.5).toFixed(1)})`;
}

async function prepare(rules: number, database: Database): Promise<Lab> {
  const lab = await openLab({ database });
  await lab.enforce({ seed: 1, count: rules, place });
  for (let i = 0; i < REPORTS; i++) await lab.step();
  return lab;
}

/** One iteration with a connection of its own, as a loop's first is. */
async function turn(
  database: () => Promise<Database>,
  folder: string,
  perRule: boolean,
): Promise<IterationSteps> {
  const sink = await fileSink(folder, { perRule });
  const options = { database, intervalMs: 0, iterations: sink.done + 1, sink };
  for await (const { steps } of extractionLoop(options)) return steps;
  throw new Error("no iteration");
}

async function measure(
  name: string,
  open: (rules: number) => Promise<{ lab: Lab; reopen: () => Promise<Database> }>,
) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "dataplane-lab-bench-"));
  const labs = [];
  for (const rules of RULES) labs.push({ rules, ...(await open(rules)) });
  const seen = labs.map(() => ({ single: [] as IterationSteps[], perRule: [] as IterationSteps[] }));
  for (let t = -WARM; t < turns; t++) {
    // The single files first: what comes behind a CSV a rule waits for the disk, and one rule came behind 32 of them.
    for (const perRule of [false, true]) {
      for (let n = 0; n < labs.length; n++) {
        // Each turn begins elsewhere, and every other one goes backwards: no count always comes behind the same.
        const forward = t % 2 === 0 ? n : labs.length - 1 - n;
        const i = (((t + forward) % labs.length) + labs.length) % labs.length;
        const { rules, reopen } = labs[i];
        const steps = await turn(
          reopen,
          path.join(folder, `${perRule ? "rule" : "single"}-${rules}`),
          perRule,
        );
        if (t >= 0) seen[i][perRule ? "perRule" : "single"].push(steps);
      }
    }
  }
  console.log(`\n${name}, ${turns} turns\n`);
  console.log(
    "| rules | queries | connection ms | extraction ms | against 1 rule, least (median) | one CSV ms | a CSV a rule ms |",
  );
  console.log("|---|---|---|---|---|---|---|");
  const extraction = (steps: readonly IterationSteps[]) =>
    steps.map((step) => step.extracted - step.connected);
  const writing = (steps: readonly IterationSteps[]) => steps.map((step) => step.written - step.extracted);
  const ratio = (of: readonly IterationSteps[], q: number): string => {
    const percent = 100 * (quantile(extraction(of), q) / quantile(extraction(seen[0].single), q) - 1);
    return `${percent >= 0 ? "+" : ""}${percent.toFixed(0)} %`;
  };
  for (const [i, { rules, lab }] of labs.entries()) {
    const { single, perRule } = seen[i];
    const connection = single.map((step) => step.connected - step.begun);
    console.log(
      `| ${rules} | ${single[0].queries} | ${cell(connection)} | ${cell(extraction(single))} | ${ratio(single, 0)} (${ratio(single, 0.5)}) | ${cell(writing(single))} | ${cell(writing(perRule))} |`,
    );
    await lab.close();
  }
  await rm(folder, { recursive: true });
}

async function main(): Promise<void> {
  await measure("DuckDB in memory", async (rules) => {
    const database = await openDatabase();
    const lab = await prepare(rules, database);
    // The loop's own close would end the data.
    return { lab, reopen: async () => ({ ...database, close: async () => undefined }) };
  });
  if (noMariaDb !== undefined) {
    console.log(`\nMariaDB left out: ${noMariaDb}`);
    return;
  }
  const server = await privateMariaDb();
  try {
    await measure("MariaDB on this machine", async (rules) => {
      const config: MySqlConfig = { ...server.config, schema: `lab${rules}` };
      const root = await openDatabase(server.config);
      await root.query(`CREATE DATABASE lab${rules}`);
      await root.close();
      return { lab: await prepare(rules, await openDatabase(config)), reopen: () => openDatabase(config) };
    });
  } finally {
    await server.remove();
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
