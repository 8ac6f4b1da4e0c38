import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Table } from "../../src/lib/table";

/** The variable that names the folder of the published tables; tests that need them are skipped without it. */
export const DRST = process.env.DATAPLANE_LAB_DRST;

/** A published table: every cell a number or blank, names kept as they stand in the file. */
function publishedTable(file: string): Table {
  assert.ok(DRST);
  const [header, ...lines] = readFileSync(path.join(DRST, file), "utf8").trimEnd().split(/\r?\n/);
  const rows = lines.map((line) => line.split(","));
  return Table.of(
    header
      .split(",")
      .map(
        (name, c) =>
          [name, rows.map((cells) => (cells[c].trim() === "" ? Number.NaN : Number(cells[c])))] as const,
      ),
  );
}

let cached: { C: Table; S: Table } | undefined;

/** C (stage 0) and S (the source of stage 2), read once. */
export function publishedTables(): { C: Table; S: Table } {
  cached ??= {
    C: publishedTable("stage0_baseline_full.csv"),
    S: publishedTable("stage2_resource_stimulus_full.csv"),
  };
  return cached;
}
