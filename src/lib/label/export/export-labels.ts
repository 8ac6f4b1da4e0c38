import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { fail, quote, writeFileAtomic } from "../../core";
import type { LabelData } from "../data/label-data";
import type { LabelStore } from "../store/label-store";
import { checkFree, type LabelColumnNames, labelColumnNames } from "./label-columns";
import { provenanceOf } from "./provenance";
import { type ResolvedLabels, type ResolveOptions, resolveLabels } from "./resolve-labels";
import { writeLabelledCsv } from "./write-csv";
import { writeLabelledJson } from "./write-json";
import { writeLabelledParquet } from "./write-parquet";

export interface ExportOptions extends ResolveOptions {
  /** Name of the label's column and beginning of the others'; default "label". */
  readonly prefix?: string;
  /**
   * Whether text cells of a CSV file that a spreadsheet would compute get an apostrophe in front (default true). With
   * false every original byte stays, whatever a spreadsheet does with it.
   */
  readonly neutralise?: boolean;
  /** Takes something out of texts before they are written, such as addresses: see `addressHider`. */
  readonly hide?: (text: string) => string;
}

export interface ExportReport {
  readonly file: string;
  readonly rows: number;
  readonly labelled: number;
  /** Text cells written with an apostrophe in front, the original columns' and the labels' together. */
  readonly neutralised: number;
  /** Cells of the original columns that are not byte by byte as they were. */
  readonly changed: number;
  /** File beside the exported one that leads every row back to its origin. */
  readonly provenance: string;
}

/** What a writer needs. */
export interface ExportJob {
  readonly store: LabelStore;
  readonly data: LabelData;
  readonly labels: ResolvedLabels;
  readonly names: LabelColumnNames;
  readonly neutralise: boolean;
  readonly hide: ((text: string) => string) | undefined;
}

/**
 * Writes the data with its labels: .csv, .json or .parquet. From CSV to CSV the original columns keep their bytes, and
 * from Parquet to Parquet their types; labels come as further columns. Beside it a .provenance.json leads each row back
 * to file, row, schema version and label event. Under its name the file is the old or the whole new one.
 *
 * @throws LabError "data-changed" when the data file is no longer the one that was labelled
 */
export async function exportLabels(
  store: LabelStore,
  data: LabelData,
  file: string,
  options: ExportOptions = {},
): Promise<ExportReport> {
  const ending = /\.(csv|json|parquet)$/i.exec(file)?.[1].toLowerCase();
  if (ending === undefined) {
    fail({ code: "argument", expected: "a file that ends in .csv, .json or .parquet", found: quote(file) });
  }
  await store.settled();
  await checkSource(data, file);
  const names = labelColumnNames(options.prefix);
  checkFree(names, data.table.names);
  const labels = resolveLabels(store.state, options);
  const job: ExportJob = {
    store,
    data,
    labels,
    names,
    neutralise: options.neutralise ?? true,
    hide: options.hide,
  };
  const { neutralised, changed } = await WRITERS[ending as keyof typeof WRITERS](job, file);
  const provenance = provenanceOf(job, file);
  const beside = `${file}.provenance.json`;
  await writeFileAtomic(beside, `${JSON.stringify(provenance, null, 2)}\n`);
  return {
    file,
    rows: store.rows,
    labelled: labels.labelled,
    neutralised,
    changed,
    provenance: beside,
  };
}

const WRITERS = { csv: writeLabelledCsv, json: writeLabelledJson, parquet: writeLabelledParquet };

export interface Written {
  readonly neutralised: number;
  readonly changed: number;
}

/** The rows are numbered by the file that was opened: another one under its name must not get their labels. */
async function checkSource({ source }: LabelData, target: string): Promise<void> {
  if (source === undefined) return;
  const there = await realpath(target).catch(() => path.resolve(target));
  if (there === (await realpath(source.file).catch(() => source.file))) {
    fail({
      code: "argument",
      expected: "another file than the data that was labelled",
      found: quote(target),
    });
  }
  const now = await stat(source.file).catch(() => undefined);
  if (now?.size === source.bytes && now.mtimeMs === source.modified) return;
  fail({
    code: "data-changed",
    expected: "the data file as it was when it was opened",
    found: now === undefined ? "none" : "a file of another size or time",
    where: { file: source.file },
    hint: "Open the data again; its labels are safe.",
  });
}
