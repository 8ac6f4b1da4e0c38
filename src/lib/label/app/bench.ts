import path from "node:path";
import { writeFileAtomic } from "../../core";
import type { Client, Json } from "../../widget";
import type { LabelData } from "../data/label-data";
import { Series } from "../explore/series";
import { Similarity } from "../explore/similar";
import { storageFault } from "../journal/journal-writer";
import { LabelSession } from "../session/label-session";
import type { LabelStore } from "../store/label-store";
import type { Keys } from "./keys";
import type { Push } from "./protocol";
import type { WorkbenchPlan } from "./source-options";
import type { Template } from "./template";

/** Kept results of each kind. */
const MOST_KEPT = 8;

/** What all pages of a workbench share. */
export class Bench {
  readonly sessions = new Map<string, { readonly client: Client; session: LabelSession }>();
  readonly #similarities = new Map<string, Similarity>();
  readonly #series = new Map<string, Series>();
  /** Box plots are the same until the data is another. */
  readonly boxes = new Map<string, Json>();

  constructor(
    readonly plan: WorkbenchPlan,
    readonly data: LabelData,
    readonly store: LabelStore,
    public template: Template,
    public keys: Keys,
    readonly notes: readonly string[],
  ) {}

  /** The page's session; made on its first message. */
  sessionOf(client: Client): LabelSession {
    return (this.sessions.get(client.id) ?? this.start(client, this.plan.annotator)).session;
  }

  start(client: Client, annotator: string): { session: LabelSession } {
    const { store, data, plan } = this;
    const made = { client, session: new LabelSession(store, data, { annotator, blind: plan.blind }) };
    this.sessions.set(client.id, made);
    return made;
  }

  /** Sends to every page that may see what this annotator does. */
  push(message: Push, by?: string): void {
    for (const { client, session } of this.sessions.values()) {
      if (by !== undefined && session.blind && session.annotator !== by) continue;
      client.send(message as unknown as Json);
    }
  }

  similarity(columns: readonly string[] | undefined): Similarity {
    return kept(
      this.#similarities,
      JSON.stringify(columns ?? null),
      () => new Similarity(this.data.table, columns),
    );
  }

  series(time: string, channels: readonly string[]): Series {
    return kept(
      this.#series,
      JSON.stringify([time, channels]),
      () => new Series(this.data.table, time, channels),
    );
  }

  /** Keeps keys or layout in the labels folder. */
  async save(name: "keys.json" | "template.json", content: unknown): Promise<void> {
    if (!this.store.writable) await this.store.add(() => ({ action: "move", by: "", origin: "person" }));
    const file = path.join(this.store.folder, name);
    await writeFileAtomic(file, `${JSON.stringify(content, null, 2)}\n`).catch((error) => {
      throw storageFault(file, error);
    });
  }
}

/** What was made before, or what is made now; the oldest goes when there are too many. */
export function kept<T>(known: Map<string, T>, key: string, make: () => T): T {
  let found = known.get(key);
  if (found === undefined) {
    found = make();
    known.set(key, found);
    if (known.size > MOST_KEPT) known.delete(known.keys().next().value as string);
  }
  return found;
}
