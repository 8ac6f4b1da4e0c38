import path from "node:path";
import { fail, nearest, quote } from "../../core";
import type { Json, Source } from "../../widget";
import { rangesOf } from "../ranges/range-labels";
import { isObject } from "../schema/fields";
import { progressView } from "../session/label-view";
import { takeProposals } from "../weak/inbox";
import { Bench } from "./bench";
import { checkKeys } from "./check-keys";
import { checkTemplate } from "./check-template";
import { EXPLORING } from "./handlers/exploring";
import type { Handler } from "./handlers/handler";
import { LABELLING } from "./handlers/labelling";
import { MOVING } from "./handlers/moving";
import { RANGING } from "./handlers/ranging";
import { SETTINGS } from "./handlers/settings";
import { shareWorkbench } from "./open-workbench";
import type { RequestType } from "./protocol";
import { templateFor } from "./shipped-templates";
import { planWorkbench, readJson } from "./source-options";

const HANDLERS: Readonly<Record<string, Handler<RequestType>>> = {
  ...MOVING,
  ...LABELLING,
  ...EXPLORING,
  ...RANGING,
  ...SETTINGS,
} as unknown as Record<string, Handler<RequestType>>;

/** Rows named in one push. */
const MOST_PUSHED = 1000;
/** Progress is told at most this often, in milliseconds. */
const PROGRESS_MS = 200;
/** What models propose from outside is looked for at most this often, in milliseconds. */
const INBOX_MS = 500;

/**
 * The workbench's source: data, labels and every page at them. Runs in the widget server's thread; may as well be
 * called directly. See protocol.ts for the messages.
 */
export async function openSource(options: Json): Promise<Source> {
  const plan = await planWorkbench(options);
  const { data, store, release } = await shareWorkbench(plan);
  try {
    const template =
      plan.template ?? (await kept(plan.folder, "template.json", checkTemplate)) ?? templateFor(data.table);
    const keys =
      (await kept(plan.folder, "keys.json", (value, file) => checkKeys(value, store.state.schema, file))) ??
      checkKeys({}, store.state.schema);
    return sourceOver(new Bench(plan, data, store, template, keys, store.notes), release);
  } catch (error) {
    await release();
    throw error;
  }
}

function sourceOver(bench: Bench, release: () => Promise<void>): Source {
  const stop = tellPages(bench);
  let looked = 0;
  const takeIn = async (): Promise<void> => {
    const now = Date.now();
    if (now - looked < INBOX_MS) return;
    looked = now;
    await takeProposals(bench.store);
  };
  return {
    async handle(message, client) {
      if (!isObject(message))
        fail({ code: "message", expected: "a message as an object", found: quote(message) });
      const { type } = message;
      const handler =
        typeof type === "string" && Object.hasOwn(HANDLERS, type) ? HANDLERS[type] : unknownType(type);
      // What a page is shown is on disk: nothing is told while it is on its way there.
      await bench.store.settled();
      await bench.store.refresh();
      await takeIn();
      const reply = await handler({ bench, session: bench.sessionOf(client), client, message });
      return reply as unknown as Json;
    },
    disconnected(client) {
      const held = bench.sessions.get(client.id);
      bench.sessions.delete(client.id);
      held?.session.close().catch(() => undefined);
    },
    async close() {
      stop();
      for (const { session } of bench.sessions.values()) await session.close().catch(() => undefined);
      bench.sessions.clear();
      await release();
    },
  };
}

/** Tells the pages of each event; progress now and then. */
function tellPages(bench: Bench): () => void {
  let timer: NodeJS.Timeout | undefined;
  const tellProgress = (): void => {
    timer = undefined;
    for (const { client, session } of bench.sessions.values()) {
      const progress = progressView(bench.store.state, session.annotator, session.blind);
      client.send({ type: "progress", progress } as unknown as Json);
    }
  };
  const unlisten = bench.store.listen((event, touched) => {
    if (event.action === "schema") bench.push({ type: "schema-changed", schema: event.definition });
    if (touched.rows.length > 0) {
      const count = touched.rows.length;
      const rows = Array.from({ length: Math.min(count, MOST_PUSHED) }, (_, i) => touched.rows[i]);
      bench.push({ type: "rows-changed", by: event.by, rows, count }, event.by);
      if (timer === undefined) {
        timer = setTimeout(tellProgress, PROGRESS_MS);
        timer.unref();
      }
    }
    if (touched.ranges) {
      for (const { client, session } of bench.sessions.values()) {
        if (session.blind && session.annotator !== event.by) continue;
        const ranges = rangesOf(bench.store, session.blind ? session.annotator : undefined);
        client.send({ type: "ranges-changed", by: event.by, ranges } as unknown as Json);
      }
    }
  });
  return () => {
    clearTimeout(timer);
    unlisten();
  };
}

async function kept<T>(
  folder: string,
  name: string,
  check: (value: unknown, file: string) => T,
): Promise<T | undefined> {
  const file = path.join(folder, name);
  try {
    return check(await readJson(file, name), file);
  } catch (error) {
    if ((error as { code?: string }).code === "not-found") return undefined;
    throw error;
  }
}

function unknownType(type: unknown): never {
  const names = Object.keys(HANDLERS);
  const near = typeof type === "string" ? nearest(type, names) : [];
  return fail({
    code: "message",
    expected: `a message of type ${names.join(", ")}`,
    found: quote(type),
    ...(near.length === 0 ? {} : { hint: `Did you mean ${near.map(quote).join(" or ")}?` }),
  });
}
