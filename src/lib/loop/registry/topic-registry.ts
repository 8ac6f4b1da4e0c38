import { randomBytes } from "node:crypto";
import { type Clock, fail, systemClock } from "../../core";
import { modelToText } from "../../learn";
import type { Log, LogRecord, TopicSpec } from "../../stream";
import { modelId } from "../model-id";
import type { ModelEntry, ModelRegistry, Pointer } from "../registry";
import { checkedModel, checkedText, checkModelId, isModelId } from "./checked-model";
import { type Change, nextPointer, rollbackTarget } from "./next-pointer";
import { parsedPointer } from "./pointer-files";
import { watchPointers } from "./watch";

/** Models of boosted trees may take some megabytes. */
const MOST_BYTES = 16 << 20;

/** The topic of a registry: one partition, so that all see one order; compacted, so that nothing is lost by age. */
export function registryTopic(name: string): TopicSpec {
  return { name, partitions: 1, compact: true, maxRecordBytes: MOST_BYTES };
}

interface StoredModel {
  readonly entry: ModelEntry;
  readonly text: string;
  readonly offset: number;
}

/**
 * Models on a compacted topic (see {@link registryTopic}): record `model/<id>` holds a model's text, and
 * `pointer/<version>/<nonce>` a pointer. Of two processes that write the same version at once the one that the log
 * put first has it; the nonce keeps compaction from taking the winner away. Nothing but the log orders changes.
 */
export async function topicRegistry(
  log: Log,
  topic: string,
  options: { readonly clock?: Clock } = {},
): Promise<ModelRegistry> {
  const { clock = systemClock } = options;
  await log.createTopics([registryTopic(topic)]);
  const where = (offset: number) => ({ file: `${topic}/0/${offset}` });
  const models = new Map<string, StoredModel>();
  const pointers: Pointer[] = [];
  let nonces: string[] = [];
  let next = 0;
  let reading: Promise<void> = Promise.resolve();

  /** Takes in what the topic has now. Calls at once read one after the other. */
  function sync(): Promise<void> {
    const read = async () => {
      const [range] = await log.ranges(topic);
      for (next = Math.max(next, range.earliest); next < range.latest; ) {
        const records = await log.read(topic, 0, next);
        if (records.length === 0) break;
        for (const record of records) take(record);
        next = records[records.length - 1].offset + 1;
      }
    };
    reading = reading.then(read, read);
    return reading;
  }

  function take({ key, value, headers, offset }: LogRecord): void {
    if (key === null || value === null) return;
    const [kind, name, nonce = ""] = Buffer.from(key).toString("utf8").split("/");
    const text = Buffer.from(value).toString("utf8");
    if (kind === "model" && isModelId(name) && !models.has(name)) {
      const entry = parsedEntry(headers.entry, name);
      if (entry !== undefined && modelId(text) === name) models.set(name, { entry, text, offset });
    } else if (kind === "pointer") {
      const pointer = parsedPointer(text, Number(name));
      // The first of a version has it, and versions only grow.
      if (pointer === undefined || pointer.version <= (pointers.at(-1)?.version ?? 0)) return;
      pointers.push(pointer);
      nonces = [...nonces.slice(-99), nonce];
    }
  }

  async function stored(id: string): Promise<StoredModel> {
    checkModelId(id);
    if (!models.has(id)) await sync();
    return (
      models.get(id) ??
      fail({
        code: "not-found",
        expected: `a whole model ${id}`,
        found: `none among ${models.size}`,
        where: { file: topic },
        hint: "`dataplane-lab models list` shows the models of a registry",
      })
    );
  }

  async function change(wanted: Change): Promise<Pointer> {
    for (;;) {
      await sync();
      const version = (pointers.at(-1)?.version ?? 0) + 1;
      const { pointer, known } = nextPointer(pointers, wanted, version, clock.now());
      if (known) return pointer;
      const nonce = randomBytes(8).toString("hex");
      await log.append(topic, [
        { partition: 0, key: `pointer/${version}/${nonce}`, value: JSON.stringify(pointer) },
      ]);
      await sync();
      if (nonces.includes(nonce)) return pointer;
    }
  }

  const registry: ModelRegistry = {
    async publish(model, about) {
      const text = modelToText(model);
      const id = modelId(text);
      await sync();
      const known = models.get(id);
      if (known !== undefined) return known.entry;
      const entry: ModelEntry = { id, bytes: Buffer.byteLength(text), time: clock.now(), ...about };
      await log.append(topic, [
        { partition: 0, key: `model/${id}`, value: text, headers: { entry: JSON.stringify(entry) } },
      ]);
      return (await stored(id)).entry;
    },
    async list() {
      await sync();
      return [...models.values()].map(({ entry }) => entry);
    },
    async load(id) {
      const { text, offset } = await stored(id);
      return checkedModel(id, text, where(offset));
    },
    async text(id) {
      const { text, offset } = await stored(id);
      return checkedText(id, text, where(offset));
    },
    async pointer() {
      await sync();
      return pointers.at(-1);
    },
    async history() {
      await sync();
      return [...pointers];
    },
    async adopt(id, about) {
      await registry.load(id);
      return change({ model: id, ...about });
    },
    async rollback({ from, to }) {
      await sync();
      const model = rollbackTarget(pointers, to, topic);
      await registry.load(model);
      return change({ model, from, cause: "rollback" });
    },
    watch: (listener) => watchPointers(() => registry.history(), pointers.at(-1)?.version ?? 0, listener),
    async close() {},
  };
  await sync();
  return registry;
}

function parsedEntry(text: string | undefined, id: string): ModelEntry | undefined {
  try {
    const entry = JSON.parse(text ?? "") as Partial<ModelEntry> | null;
    return entry?.id === id ? (entry as ModelEntry) : undefined;
  } catch {
    return undefined;
  }
}
