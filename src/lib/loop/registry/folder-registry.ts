import { promises as fs } from "node:fs";
import path from "node:path";
import { type Clock, fail, LabError, makeFolderSync, systemClock, writeFileAtomic } from "../../core";
import { modelToText } from "../../learn";
import { modelId } from "../model-id";
import type { ModelEntry, ModelRegistry, Pointer } from "../registry";
import { checkedModel, checkedText, checkModelId } from "./checked-model";
import { agree, latestEdit, metricsFileName, objectFile, readLatest, writeLatest } from "./latest-files";
import { type Change, nextPointer, rollbackTarget } from "./next-pointer";
import { type MetricsFile, metricsFile } from "./original-metrics";
import { pointerVersions, readPointers, writePointer } from "./pointer-files";
import { watchPointers } from "./watch";

export interface RegistryOptions {
  readonly clock?: Clock;
  /** Told what a person should know, such as a pointer file edited by hand. Default: a process warning. */
  readonly warn?: (message: string) => void;
}

/**
 * Models in a folder: `<id>.json` (never changed), `<id>.metrics.json` beside it, `pointer-<version>.json` for each
 * change of the model in service, and the original's latest.json and latest.txt. When somebody else edited one of
 * those two, the newest edit wins, with a warning, if it names a whole model of this folder. Many processes may use
 * one folder; what orders their changes is the version, never a clock.
 *
 * @example
 * const { mkdtempSync } = await import("node:fs");
 * const registry = loop.folderRegistry(mkdtempSync("/tmp/registry-"));
 * const t = table.Table.of({ load: [1, 2, 3, 4], output_rate: [10, 20, 30, 40] });
 * const model = learn.train(learn.dataset(t, { target: "output_rate" }), { model: { kind: "linear" } }, { evaluations: [] });
 * const { id } = await registry.publish(model, { role: "champion" });
 * (await registry.adopt(id, { from: 0, cause: "start" })).version //=> 1
 */
export function folderRegistry(folder: string, options: RegistryOptions = {}): ModelRegistry {
  const { clock = systemClock, warn = (message: string) => process.emitWarning(message) } = options;
  const at = (name: string) => path.join(folder, name);
  makeFolderSync(folder);
  const told = new Set<string>();
  const warnOnce = (message: string) => {
    if (!told.has(message)) warn(message);
    told.add(message);
  };
  const pointers = () =>
    readPointers(folder, (file) => warnOnce(`${file}: a damaged pointer is passed over`));

  const registry: ModelRegistry = {
    async publish(model, about) {
      const text = modelToText(model);
      const id = modelId(text);
      const known = await readEntry(at(metricsFileName(id)));
      const bytes = Buffer.byteLength(text);
      const entry: ModelEntry = known ?? { id, bytes, time: clock.now(), ...about };
      // The object first: whoever finds an entry or a pointer finds the model.
      if (!(await isWhole(at(objectFile(id)), id))) await writeFileAtomic(at(objectFile(id)), text);
      if (known === undefined) {
        const file: MetricsFile = metricsFile(model, entry);
        await writeFileAtomic(at(metricsFileName(id)), `${JSON.stringify(file)}\n`);
      }
      return entry;
    },

    async list() {
      const names = (await fs.readdir(folder)).filter((name) => /^m-[0-9a-f]{12}\.metrics\.json$/.test(name));
      const entries = await Promise.all(names.map((name) => readEntry(at(name))));
      return entries
        .filter((entry): entry is ModelEntry => entry !== undefined)
        .sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
    },

    async load(id) {
      const file = at(objectFile(checkModelId(id)));
      return checkedModel(id, await readObject(file, id), { file });
    },

    async text(id) {
      const file = at(objectFile(checkModelId(id)));
      return checkedText(id, await readObject(file, id), { file });
    },

    async pointer() {
      return (await registry.history()).at(-1);
    },

    async history() {
      const history = await pointers();
      const files = await readLatest(folder, history);
      const newest = history.at(-1);
      const edit = latestEdit(files);
      if (edit !== undefined) {
        const adopted = await adoptEdit(edit, history);
        if (adopted !== undefined) return [...history, adopted];
      }
      // Another process's write, or this one's after a crash, may still be under way: the same again does no harm.
      if (newest !== undefined && !agree(files, newest) && edit === undefined) {
        await writeLatest(folder, newest).catch((error: Error) =>
          warnOnce(`${folder}: latest.json and latest.txt could not be renewed: ${error.message}`),
        );
      }
      return history;
    },

    async adopt(id, about) {
      await registry.load(id);
      await registry.history();
      return change({ model: id, ...about });
    },

    async rollback({ from, to }) {
      const model = rollbackTarget(await registry.history(), to, folder);
      await registry.load(model);
      return change({ model, from, cause: "rollback" });
    },

    watch: (listener) =>
      watchPointers(() => registry.history(), pointerVersions(folder).at(-1) ?? 0, listener),

    async close() {},
  };

  /** Writes the pointer under the next free version; another process may take one first, then the next is tried. */
  async function change(wanted: Change): Promise<Pointer> {
    for (;;) {
      // The version before the history: what another process writes in between takes this very version away.
      const version = (pointerVersions(folder).at(-1) ?? 0) + 1;
      const history = await pointers();
      const { pointer, known } = nextPointer(history, wanted, version, clock.now());
      if (!known && !(await writePointer(folder, pointer))) continue;
      if (!known) await writeLatest(folder, pointer);
      return pointer;
    }
  }

  async function adoptEdit(
    edit: { readonly file: string; readonly key: string; readonly model: string | undefined },
    history: readonly Pointer[],
  ): Promise<Pointer | undefined> {
    const newest = history.at(-1);
    const { file, key, model } = edit;
    const whole = model !== undefined && (await isWhole(at(objectFile(model)), model));
    if (model === undefined || !whole) {
      warnOnce(
        `${file} names ${JSON.stringify(key)}, which is no whole model of this registry: it is not served`,
      );
      return undefined;
    }
    if (model === newest?.model) {
      await writeLatest(folder, newest);
      return undefined;
    }
    warnOnce(`${file} was edited to ${model}: it takes the place of ${newest?.model ?? "none"}`);
    const served = history.some((pointer) => pointer.model === model);
    return change({ model, from: newest?.from ?? 0, cause: served ? "rollback" : "adoption" });
  }

  return registry;
}

async function readObject(file: string, id: string): Promise<string> {
  return fs.readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    return fail({
      code: "not-found",
      expected: `the model ${id}`,
      found: "none",
      where: { file },
      hint: "`dataplane-lab models list` shows the models of a registry",
    });
  });
}

async function isWhole(file: string, id: string): Promise<boolean> {
  try {
    checkedText(id, await fs.readFile(file, "utf8"), { file });
    return true;
  } catch (error) {
    if (error instanceof LabError || (error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

async function readEntry(file: string): Promise<ModelEntry | undefined> {
  try {
    const { entry } = JSON.parse(await fs.readFile(file, "utf8")) as MetricsFile;
    return typeof entry?.id === "string" ? entry : undefined;
  } catch (error) {
    // A damaged entry says nothing of the model, whose own checksum decides.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
