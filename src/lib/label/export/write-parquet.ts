import path from "node:path";
import { replaceFileAtomic } from "../../core";
import { sql, Table, writeParquet } from "../../table";
import type { ExportJob, Written } from "./export-labels";
import { labelTable } from "./label-columns";

/** Parquet: the original columns keep their types where they came from Parquet. */
export async function writeLabelledParquet(job: ExportJob, file: string): Promise<Written> {
  const { table, source } = job.data;
  const beside = hidden(job, labelTable(job.labels, job.names));
  if (source?.format === "parquet" && job.hide === undefined) {
    await replaceFileAtomic(file, async (temporary) => {
      const from = literal(source.file.replace(/[*?[]/g, "[$&]"));
      const time = `"${job.names.time.replaceAll('"', '""')}"`;
      await sql(
        `COPY (SELECT data.*, labels.* REPLACE (make_timestamp(CAST(labels.${time} * 1000 AS BIGINT)) AS ${time}) ` +
          `FROM read_parquet(${from}) AS data POSITIONAL JOIN labels) ` +
          `TO ${literal(path.resolve(temporary))} (FORMAT parquet, COMPRESSION zstd)`,
        { labels: beside.table },
        { files: true },
      );
    });
    return { neutralised: 0, changed: 0 };
  }
  const data = hidden(job, table);
  const whole = Table.fromColumns(
    [data.table, beside.table].flatMap((part) =>
      part.names.map((name) => [name, part.column(name)] as const),
    ),
  );
  await writeParquet(whole, file, { types: { [job.names.time]: "time" } });
  return { neutralised: 0, changed: data.changed };
}

function hidden({ hide }: ExportJob, table: Table): { table: Table; changed: number } {
  if (hide === undefined) return { table, changed: 0 };
  let changed = 0;
  let result = table;
  for (const name of table.names) {
    if (table.isNumeric(name)) continue;
    const cells = table.texts(name).map((text) => {
      if (text === null) return null;
      const wanted = hide(text);
      if (wanted !== text) changed++;
      return wanted;
    });
    result = result.with(name, cells.some((cell) => cell !== null) ? cells : table.texts(name));
  }
  return { table: result, changed };
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
