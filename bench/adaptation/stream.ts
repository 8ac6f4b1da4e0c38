import { compete, type Entry, publishedContest, summary } from "../../test/loop/support/contest";
import { published } from "./published";

/** C then S: every contestant over the seeds. */
export async function stream(seeds: readonly number[]): Promise<void> {
  const tables = await published();
  if (tables === undefined) return;
  const contest = publishedContest(tables.loads, tables.stimulus);
  const rounds = seeds.map((seed) => compete(contest, seed, { constant: 2113, always: true }).entries);
  console.log(`\nC → S, mean of ${seeds.length} seeds: accuracy@0.2 / accuracy@0.25 / MAE`);
  console.log("strategy        rows after our trigger   after its own     triggers adopted");
  rounds[0].forEach((_, k) => {
    const entries: Entry[] = rounds.map((round) => round[k]);
    const { name, triggers, adopted, same, own } = summary(entries);
    const text = ({ acc20, acc25, mae }: typeof same) =>
      `${acc20.toFixed(1)} / ${acc25.toFixed(1)} / ${mae.toFixed(0)}`;
    console.log(
      `${name.padEnd(16)}${text(same).padEnd(25)}${text(own).padEnd(22)}${triggers.toFixed(0).padEnd(6)}${adopted.toFixed(0)}`,
    );
  });
  for (const [s, round] of rounds.entries()) {
    const { trigger, own } = round[0];
    console.log(
      `seed ${seeds[s]}: first trigger at row ${trigger}, ${(trigger ?? 0) - 499} rows into S; ` +
        `${own.accuracy["0.2"].toFixed(1)} / ${own.accuracy["0.25"].toFixed(1)} / ${own.mae.toFixed(0)}`,
    );
  }
}
