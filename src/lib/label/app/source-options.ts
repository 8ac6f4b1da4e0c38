import { readFile } from "node:fs/promises";
import path from "node:path";
import { fail, nearest, quote } from "../../core";
import type { ColumnSpec } from "../../table";
import type { Json } from "../../widget";
import type { PrivacyOptions } from "../records/privacy";
import { checkSchema } from "../schema/check-schema";
import { isObject, onlyKeys } from "../schema/fields";
import type { LabelSchema } from "../schema/label-schema";
import { ATTACK_SCHEMA, DRIFT_SCHEMA, NETLABELLER_SCHEMA } from "../schema/shipped-schemas";
import { checkAnnotator } from "../session/label-session";
import { checkTemplate } from "./check-template";
import type { Template } from "./template";

/** What stands behind a workbench; plain data, so that it can go to another thread. */
export interface WorkbenchOptions {
  /** The CSV or Parquet file to label. */
  readonly data: string;
  /** Where labels, keys and layout are kept; default `<data>.labels` beside the data. */
  readonly folder?: string;
  /** A label schema, the path of its JSON file, or "netlabeller", "attack", "drift". Left out: the one in the journal. */
  readonly schema?: LabelSchema | string;
  /** A template, or the path of its JSON file. Left out: the one in the folder, else the shipped one that fits. */
  readonly template?: Template | string;
  /** Who labels where a page does not say it; default "annotator". */
  readonly annotator?: string;
  /** Pages see nothing of what others, rules and models say. */
  readonly blind?: boolean;
  /** Where `save` writes; default `<folder>/<data>.labelled.csv`. */
  readonly export?: string;
  /** What is known of the columns. */
  readonly dictionary?: readonly ColumnSpec[];
  /** What becomes of addresses before anything is shown, stored or written; default "keep". */
  readonly privacy?: PrivacyOptions;
}

const KNOWN = [
  "data",
  "folder",
  "schema",
  "template",
  "annotator",
  "blind",
  "export",
  "dictionary",
  "privacy",
];

/** The options with defaults filled in, files read and everything checked. */
export interface WorkbenchPlan {
  readonly data: string;
  readonly folder: string;
  readonly schema: LabelSchema | undefined;
  readonly template: Template | undefined;
  readonly annotator: string;
  readonly blind: boolean;
  readonly export: string;
  readonly dictionary: readonly ColumnSpec[];
  readonly privacy: PrivacyOptions;
}

export async function planWorkbench(given: Json | WorkbenchOptions): Promise<WorkbenchPlan> {
  if (!isObject(given))
    fail({ code: "argument", expected: "options of a workbench as an object", found: quote(given) });
  onlyKeys(given, KNOWN, "the options of a workbench", undefined);
  const options = given as unknown as WorkbenchOptions;
  if (typeof options.data !== "string" || options.data === "") {
    fail({ code: "argument", expected: "data: the file to label", found: quote(options.data) });
  }
  const folder = options.folder ?? `${options.data}.labels`;
  return {
    data: options.data,
    folder,
    schema: await readSchema(options.schema),
    template: await readTemplate(options.template),
    annotator: checkAnnotator(options.annotator ?? "annotator"),
    blind: options.blind ?? false,
    export: options.export ?? path.join(folder, `${baseName(options.data)}.labelled.csv`),
    dictionary: options.dictionary ?? [],
    privacy: options.privacy ?? {},
  };
}

/** The label schemas that are shipped, by name. */
export const SCHEMAS: Readonly<Record<string, LabelSchema>> = {
  netlabeller: NETLABELLER_SCHEMA,
  attack: ATTACK_SCHEMA,
  drift: DRIFT_SCHEMA,
};

async function readSchema(given: LabelSchema | string | undefined): Promise<LabelSchema | undefined> {
  if (given === undefined) return undefined;
  if (typeof given !== "string") return checkSchema(given);
  if (Object.hasOwn(SCHEMAS, given)) return SCHEMAS[given];
  if (!given.endsWith(".json")) {
    const names = Object.keys(SCHEMAS);
    const near = nearest(given, names);
    fail({
      code: "argument",
      expected: `a label schema: ${names.join(", ")}, or a .json file`,
      found: quote(given),
      ...(near.length === 0 ? {} : { hint: `Did you mean ${near.join(" or ")}?` }),
    });
  }
  return checkSchema(await readJson(given, "a label schema"), given);
}

async function readTemplate(given: Template | string | undefined): Promise<Template | undefined> {
  if (given === undefined) return undefined;
  return typeof given === "string"
    ? checkTemplate(await readJson(given, "a template"), given)
    : checkTemplate(given);
}

/** The JSON in a file. */
export async function readJson(file: string, what: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((cause: NodeJS.ErrnoException) =>
    fail({
      code: cause.code === "ENOENT" ? "not-found" : "io",
      expected: `${what} as a JSON file`,
      found: cause.code === "ENOENT" ? "no such file" : String(cause.code),
      where: { file },
      cause,
    }),
  );
  try {
    return JSON.parse(text);
  } catch (cause) {
    return fail({
      code: "format",
      expected: `${what} as JSON`,
      found: `text that is none: ${(cause as Error).message}`,
      where: { file },
      cause,
    });
  }
}

function baseName(file: string): string {
  return path.basename(file).replace(/\.(?:csv|tsv|txt)(?:\.gz)?$|\.parquet$/i, "");
}
