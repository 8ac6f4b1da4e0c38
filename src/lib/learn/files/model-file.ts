import { createHash } from "node:crypto";
import { promises as fs } from "node:fs";
import path from "node:path";
import { fail, LabError, quote, writeFileAtomic } from "../../core";
import type { Scaler } from "../data/scaler";
import { modelKind, restoreModel } from "../models/registry";
import { Pipeline } from "../pipeline/pipeline";
import { TARGET_CURVES, type TargetCurve } from "../pipeline/target-curve";
import type { ModelCard, TrainedModel } from "../pipeline/train";
import { type ArrayText, arrayFromText, arrayToText } from "./arrays";

const FORMAT = "dataplane-lab model";
const VERSION = 1;
/** The name of the file in a model folder. */
export const MODEL_FILE = "model.json";
/** A model that needs more than this is none of ours. */
const MOST_BYTES = 1 << 29;

interface Body {
  readonly features: readonly string[];
  readonly target: string;
  readonly trained: number;
  readonly watched: number;
  readonly dropped: number;
  readonly scaler: { readonly mean: ArrayText; readonly scale: ArrayText } | null;
  readonly targetScaler: { readonly mean: ArrayText; readonly scale: ArrayText } | null;
  /** Absent for a target learnt as it is. */
  readonly targetCurve?: string;
  readonly model: {
    readonly kind: string;
    readonly config: Readonly<Record<string, unknown>>;
    readonly arrays: Readonly<Record<string, ArrayText>>;
  };
  readonly card: ModelCard;
}

/**
 * A trained model as JSON text: format, version, SHA-256 of the body, and the body with its typed arrays in base64.
 * The same model gives the same text.
 */
export function modelToText({ pipeline, card }: TrainedModel): string {
  const { kind, config, arrays } = pipeline.model.state();
  const body: Body = {
    features: pipeline.features,
    target: pipeline.target,
    trained: pipeline.trained,
    watched: pipeline.watched,
    dropped: pipeline.dropped,
    scaler: scalerToText(pipeline.scaler),
    targetScaler: scalerToText(pipeline.targetScaler),
    ...(pipeline.targetCurve && { targetCurve: pipeline.targetCurve }),
    model: {
      kind,
      config,
      arrays: Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, arrayToText(array)])),
    },
    card,
  };
  const text = JSON.stringify(body);
  return `{"format":"${FORMAT}","version":${VERSION},"sha256":"${checksum(text)}","body":${text}}\n`;
}

/**
 * The model in a text that {@link modelToText} made. It is data only: nothing in it is run. A text that was cut,
 * changed or made up is an error (code `format`, `version` or `checksum`), whatever it holds.
 */
export function modelFromText(text: string, file?: string): TrainedModel {
  try {
    return readText(text);
  } catch (error) {
    const where = file === undefined ? {} : { where: { file } };
    if (!(error instanceof LabError)) {
      return fail({ code: "format", expected: "a model file", found: String(error), ...where, cause: error });
    }
    if (file === undefined) throw error;
    const { code, expected, found, hint } = error;
    return fail({ code, expected, found, ...(hint === undefined ? {} : { hint }), ...where, cause: error });
  }
}

/** Writes a model into a folder (as `model.json`), or into a file whose name ends in `.json`; atomically. */
export async function saveModel(target: string, trained: TrainedModel): Promise<string> {
  const file = modelPath(target);
  await writeFileAtomic(file, modelToText(trained));
  return file;
}

/** Reads a model from its folder or file. */
export async function loadModel(target: string): Promise<TrainedModel> {
  const file = modelPath(target);
  const size = (await fs.stat(file).catch(() => missing(file))).size;
  if (size > MOST_BYTES) {
    fail({ code: "limit", expected: `at most ${MOST_BYTES} bytes`, found: String(size), where: { file } });
  }
  return modelFromText(await fs.readFile(file, "utf8"), file);
}

function modelPath(target: string): string {
  return target.endsWith(".json") ? target : path.join(target, MODEL_FILE);
}

function missing(file: string): never {
  return fail({
    code: "not-found",
    expected: "a model folder, or a model file",
    found: "none",
    where: { file },
    hint: "`dataplane-lab train … -o folder` makes one",
  });
}

// The head stands in the file exactly so, which lets the checksum cover the very bytes of the body.
const HEAD = /^\{"format":"([^"]*)","version":(\d+)(?:,"sha256":"([0-9a-f]{64})","body":)?/;

function readText(text: string): TrainedModel {
  const head = HEAD.exec(text);
  if (head === null || head[1] !== FORMAT) {
    return fail({
      code: "format",
      expected: `a file of format ${quote(FORMAT)}`,
      found: quote(text.slice(0, 60)),
    });
  }
  if (Number(head[2]) !== VERSION) {
    fail({ code: "version", expected: `model version ${VERSION}`, found: head[2] });
  }
  const raw = text.trimEnd().slice(head[0].length, -1);
  const sum = checksum(raw);
  if (head[3] !== sum) {
    fail({
      code: "checksum",
      expected: `content of SHA-256 ${quote(head[3])}`,
      found: sum,
      hint: "The file was changed or damaged after it was written; train again or fetch it anew",
    });
  }
  const body = JSON.parse(raw) as Body;
  const features = names(body.features);
  const { kind, config, arrays } = body.model;
  const model = restoreModel({
    kind,
    config,
    arrays: Object.fromEntries(
      Object.entries(arrays).map(([name, array]) => [name, arrayFromText(array, name)]),
    ),
  });
  if (model.inputs !== features.length) {
    fail({ code: "format", expected: `a model of ${features.length} inputs`, found: String(model.inputs) });
  }
  const pipeline = new Pipeline({
    features,
    target: String(body.target),
    scaler: scalerFromText(body.scaler, features.length),
    targetScaler: scalerFromText(body.targetScaler, 1),
    targetCurve: curveFrom(body.targetCurve),
    model,
    missing: modelKind(kind).missing,
    trained: Number(body.trained),
    watched: Number(body.watched),
    dropped: Number(body.dropped),
  });
  return {
    pipeline,
    card: { ...body.card, metrics: missingScores(body.card.metrics) as ModelCard["metrics"] },
  };
}

/** JSON knows no NaN: scores that were not defined come back as such, not as null. */
function missingScores(value: unknown): unknown {
  if (value === null) return Number.NaN;
  if (Array.isArray(value)) return value.map(missingScores);
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, missingScores(part)]));
}

function checksum(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function names(value: unknown): string[] {
  const valid = Array.isArray(value) && value.every((name) => typeof name === "string");
  if (!valid || new Set(value).size !== value.length) {
    fail({ code: "format", expected: "a list of feature names that differ", found: quote(value) });
  }
  return value as string[];
}

function curveFrom(name: unknown): TargetCurve | undefined {
  if (name === undefined || TARGET_CURVES.includes(name as TargetCurve))
    return name as TargetCurve | undefined;
  return fail({ code: "format", expected: `a curve among ${TARGET_CURVES.join(", ")}`, found: quote(name) });
}

function scalerToText(scaler: Scaler | undefined): Body["scaler"] {
  return scaler === undefined ? null : { mean: arrayToText(scaler.mean), scale: arrayToText(scaler.scale) };
}

function scalerFromText(text: Body["scaler"], length: number): Scaler | undefined {
  if (text === null) return undefined;
  const mean = arrayFromText(text.mean, "mean");
  const scale = arrayFromText(text.scale, "scale");
  for (const array of [mean, scale]) {
    if (!(array instanceof Float64Array) || array.length !== length) {
      fail({ code: "format", expected: `a scaler of ${length} columns`, found: String(array.length) });
    }
  }
  return { mean: mean as Float64Array, scale: scale as Float64Array };
}
