import { readFileSync } from "node:fs";
import path from "node:path";
import * as table from "../../src/lib/table";

/** The folder of the published tables, or undefined: tests that need them then skip and name the variable. */
export const drstFolder: string | undefined = process.env.DATAPLANE_LAB_DRST;

/** A published table, read plainly: these tests are about learning, not about reading. */
export function readPublished(file: string): table.Table {
  const [header, ...lines] = readFileSync(path.join(drstFolder ?? "", file), "utf8")
    .split(/\r?\n/)
    .filter((line) => line !== "")
    .map((line) => line.split(","));
  const number = (cell: string) => (cell.trim() === "" ? Number.NaN : Number(cell));
  return table.Table.of(
    header.map((name, j) => [name, Float64Array.from(lines, (line) => number(line[j]))] as const),
  );
}

export const STAGE_0 = "stage0_baseline_full.csv";
export const STAGE_2 = "stage2_resource_stimulus_full.csv";
