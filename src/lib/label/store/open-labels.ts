import { type Clock, fail, quote, systemClock } from "../../core";
import { JournalFile, type OpenMode } from "../journal/journal-file";
import { checkSchema } from "../schema/check-schema";
import type { LabelSchema } from "../schema/label-schema";
import { LabelState } from "./label-state";
import { LabelStore } from "./label-store";

export interface OpenLabelsOptions {
  /** The data set: its name for people, its SHA-256, which must stay, and its rows. `openData` knows all three. */
  readonly dataset: { readonly name: string; readonly sha256: string; readonly rows: number };
  /** The label schema. Left out: the one in the journal. Another one than there is a new version. */
  readonly schema?: LabelSchema;
  /** "write" (default) needs the right to write; "read" follows a writer; "auto" writes where it can. */
  readonly mode?: OpenMode;
  readonly clock?: Clock;
  /** Taken over comments and queries before they are stored, for instance `addressHider(…)`. */
  readonly hide?: (text: string) => string;
  /**
   * A journal of more bytes than this, of which more than half no longer matters, is compacted on closing; what was done
   * before can then not be undone any more. Default 4 MiB; Infinity never.
   */
  readonly compactAbove?: number;
}

/**
 * Opens the labels of a data set in a folder of their own; makes it when there is none. All labels, positions and what
 * can be undone come back as they were acknowledged (undo until a compaction). Close the store in the end: that lets others write.
 *
 * @throws LabError "locked" when another process writes; "data-changed" when the labels belong to other data;
 * "storage" when the folder cannot be written; "format" when its journal is none
 * @example
 * const { mkdtemp } = await import("node:fs/promises");
 * const folder = await mkdtemp(`${(await import("node:os")).tmpdir()}/labels-`);
 * const data = label.dataOf(table.Table.of({ load: [0.1, 0.9] }), "loads");
 * const store = await label.openLabels(folder, { dataset: data.dataset, schema: label.NETLABELLER_SCHEMA });
 * const session = label.labelSession(store, data, { annotator: "ada" });
 * await session.label(1, { labels: ["OVS"] });
 * session.state(1).own.labels //=> ["OVS"]
 * await store.close();
 */
export async function openLabels(folder: string, options: OpenLabelsOptions): Promise<LabelStore> {
  const { dataset, mode = "write", clock = systemClock } = options;
  if (!Number.isSafeInteger(dataset.rows) || dataset.rows < 0 || dataset.rows >= 2 ** 31) {
    fail({ code: "limit", expected: "fewer than 2^31 rows", found: String(dataset.rows) });
  }
  if (!["write", "read", "auto"].includes(mode)) {
    fail({ code: "argument", expected: "a mode among write, read, auto", found: quote(mode) });
  }
  if (options.compactAbove !== undefined && !(options.compactAbove >= 0)) {
    fail({
      code: "argument",
      expected: "a number of bytes as compactAbove, or Infinity",
      found: quote(options.compactAbove),
    });
  }
  const schema = options.schema === undefined ? undefined : checkSchema(options.schema);
  const journal = new JournalFile(folder);
  const state = new LabelState(dataset.rows);
  const notes = await journal.open(
    {
      format: "dataplane-lab labels",
      version: 1,
      dataset: { name: dataset.name, sha256: dataset.sha256, rows: dataset.rows },
      created: clock.now(),
      compactions: 0,
    },
    mode,
    (event) => void state.apply(event),
  );
  const store = new LabelStore(folder, journal, state, notes, clock, options.hide, options.compactAbove);
  try {
    if (schema !== undefined && store.writable) await putSchema(store, schema);
  } catch (error) {
    await store.close();
    throw error;
  }
  return store;
}

/**
 * Puts a label schema in force. One with other classes or questions than before must have a higher version, because
 * labels name the version they were given under; a schema that is in force already changes nothing.
 */
export async function putSchema(store: LabelStore, schema: LabelSchema): Promise<void> {
  checkSchema(schema);
  const known = store.state.schema;
  if (known !== undefined) {
    if (JSON.stringify(known) === JSON.stringify(schema)) return;
    if (schema.version <= known.version) {
      fail({
        code: "schema-version",
        expected: `a version above ${known.version} for a changed label schema`,
        found: `version ${schema.version} of ${quote(schema.name)}, in force is ${quote(known.name)}`,
        hint: "Raise the version in the schema's file, or leave the schema out to go on with the one in force.",
      });
    }
  }
  await store.add(() => ({ action: "schema", by: "", origin: "person", definition: schema }));
}
