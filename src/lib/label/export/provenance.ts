import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fail } from "../../core";
import type { LabelEvent } from "../event/label-event";
import { readJournal } from "../journal/read-journal";
import type { LabelSchema } from "../schema/label-schema";
import type { LabelStore } from "../store/label-store";
import type { ExportJob } from "./export-labels";
import type { LabelColumnNames } from "./label-columns";

/** What stands beside an exported file: rows keep their order, and each names its label event. */
export interface Provenance {
  readonly format: "dataplane-lab provenance";
  readonly version: 1;
  /** The exported file's name. */
  readonly file: string;
  /** Where the rows came from: row i of the export is row i of this data set. */
  readonly dataset: {
    readonly name: string;
    readonly sha256: string;
    readonly rows: number;
    readonly file: string | null;
  };
  /** Where the labels came from, up to which event. */
  readonly journal: { readonly file: string; readonly lastEvent: number };
  readonly schema: LabelSchema | null;
  readonly columns: LabelColumnNames;
  /** Version of this package. */
  readonly software: string;
}

export function provenanceOf({ store, data, names }: ExportJob, file: string): Provenance {
  return {
    format: "dataplane-lab provenance",
    version: 1,
    file,
    dataset: { ...store.dataset, file: data.source?.file ?? null },
    journal: { file: store.file, lastEvent: store.state.lastId },
    schema: store.state.schema ?? null,
    columns: names,
    software: `dataplane-lab ${ownVersion()}`,
  };
}

/** The version in the package's own file, whether this module was compiled or runs from its source. */
function ownVersion(): string {
  for (let folder = __dirname; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const file = path.join(folder, "package.json");
    if (existsSync(file))
      return String((JSON.parse(readFileSync(file, "utf8")) as { version?: string }).version);
  }
  return "unknown";
}

/** Where a row and its label come from. */
export interface Trace {
  readonly dataset: LabelStore["dataset"];
  /** Counted from 0. */
  readonly row: number;
  /** The event that gave the label, as it stands in the journal; null without one. */
  readonly event: LabelEvent | null;
  /** The label schema in force at that event. */
  readonly schema: LabelSchema | null;
}

/** Leads a row of an export, or of the data set, back: file, row, label event, schema. */
export async function traceRow(store: LabelStore, row: number, event: number | null): Promise<Trace> {
  let found: LabelEvent | null = null;
  let schema: LabelSchema | null = null;
  let inForce: LabelSchema | null = null;
  if (event !== null) {
    await store.settled();
    await readJournal(store.file, (one) => {
      if (one.action === "schema") schema = one.definition;
      if (one.id !== event) return;
      found = one;
      inForce = schema;
    });
    if (found === null) {
      fail({
        code: "not-found",
        expected: `label event ${event}`,
        found: "none in this journal",
        where: { file: store.file },
      });
    }
  }
  return { dataset: store.dataset, row, event: found, schema: inForce };
}
