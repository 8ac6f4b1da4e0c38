import { promises as fs } from "node:fs";
import path from "node:path";
import { replaceFileAtomic, writeFileAtomic } from "../../core";
import type { Pointer } from "../registry";
import { isModelId } from "./checked-model";

const JSON_FILE = "latest.json";
const TEXT_FILE = "latest.txt";
/** The original looks up keys in its bucket; those of a model have this prefix, or none. */
const PREFIX = "models/";

export const objectFile = (id: string): string => `${id}.json`;
export const metricsFileName = (id: string): string => `${id}.metrics.json`;

/** What one of the original's two pointer files says. */
interface Latest {
  readonly file: string;
  /** The key of the model as it stands there. */
  readonly key: string;
  /** The id in it; undefined when the key is none of our models. */
  readonly model: string | undefined;
  /** When the file was changed. Only ever compared with the other file's, of the same disk. */
  readonly changed: number;
  /** Whether it is as this registry wrote it, now or for an earlier pointer. */
  readonly ours: boolean;
}

/**
 * Writes the original's pointer files: latest.txt with two lines (model key, metrics key) and latest.json. Both carry
 * a mark by which a later edit is told from what stands there since a crash: the JSON the pointer's version, the text
 * (which has no room for one) the pointer's whole second as its time of change.
 */
export async function writeLatest(folder: string, pointer: Pointer): Promise<void> {
  const modelKey = PREFIX + objectFile(pointer.model);
  const metricsKey = PREFIX + metricsFileName(pointer.model);
  await replaceFileAtomic(path.join(folder, TEXT_FILE), async (temporary) => {
    await fs.writeFile(temporary, `${modelKey}\n${metricsKey}\n`);
    const mark = markOf(pointer) / 1000;
    await fs.utimes(temporary, mark, mark);
  });
  const latest = {
    model_key: modelKey,
    metrics_key: metricsKey,
    ts: pointer.time / 1000,
    version: pointer.version,
  };
  await writeFileAtomic(path.join(folder, JSON_FILE), `${JSON.stringify(latest)}\n`);
}

/** Whether both files say what the pointer says. */
export function agree(files: readonly Latest[], pointer: Pointer): boolean {
  return files.length === 2 && files.every(({ ours, model }) => ours && model === pointer.model);
}

/**
 * The file that somebody else wrote last: a person who rolls back by hand, or the original's tools. Of two edited
 * files that differ the one changed last wins.
 */
export function latestEdit(files: readonly Latest[]): Latest | undefined {
  const edited = files.filter(({ ours }) => !ours);
  return edited.reduce<Latest | undefined>(
    (newest, file) => (newest === undefined || file.changed > newest.changed ? file : newest),
    undefined,
  );
}

/** The two files as far as they are there, JSON first. */
export async function readLatest(folder: string, history: readonly Pointer[]): Promise<readonly Latest[]> {
  const found: Latest[] = [];
  for (const [name, keyOf] of [
    [JSON_FILE, jsonKey],
    [TEXT_FILE, textKey],
  ] as const) {
    const file = path.join(folder, name);
    const text = await fs.readFile(file, "utf8").catch(() => undefined);
    const stat = await fs.stat(file).catch(() => undefined);
    if (text === undefined || stat === undefined) continue;
    const { key, version } = keyOf(text);
    if (key === undefined) continue;
    const base = key.startsWith(PREFIX) ? key.slice(PREFIX.length) : key;
    const id = base.replace(/\.json$/, "");
    const model = isModelId(id) ? id : undefined;
    const ours = history.some(
      (pointer) =>
        pointer.model === model &&
        (name === JSON_FILE ? pointer.version === version : markOf(pointer) === stat.mtimeMs),
    );
    found.push({ file, key, model, changed: stat.mtimeMs, ours });
  }
  return found;
}

/** A whole second, which every file system keeps, and which a file saved by hand all but never has. */
function markOf(pointer: Pointer): number {
  return Math.floor(pointer.time / 1000) * 1000;
}

function jsonKey(text: string): { readonly key: string | undefined; readonly version?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    const { model_key, version } = (value ?? {}) as { model_key?: unknown; version?: unknown };
    return { key: typeof model_key === "string" ? model_key : undefined, version };
  } catch {
    return { key: undefined };
  }
}

function textKey(text: string): { readonly key: string | undefined; readonly version?: undefined } {
  const line = text.split(/\r?\n/)[0].trim();
  return { key: line === "" ? undefined : line };
}
