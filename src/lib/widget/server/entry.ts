import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fail, quote } from "../../core";
import type { Source, SourceFactory, WidgetSpec } from "../widget";
import { MAX_SESSIONS, SESSION_KEPT_MS } from "./limits";
import { Session } from "./session";

/** A widget that is being served: its source, its page's script, and the pages that are open. */
export class Entry {
  readonly id: string;
  readonly title: string;
  /** 256 random bits. They live in this thread alone, so what a saved notebook knows is worth nothing afterwards. */
  readonly token = randomBytes(32).toString("base64url");
  readonly script: Buffer;
  readonly #source: Source;
  readonly #sessions = new Map<string, Session>();
  readonly #sweeper: NodeJS.Timeout;
  #closing: Promise<void> | undefined;

  private constructor(id: string, title: string, script: Buffer, source: Source) {
    this.id = id;
    this.title = title;
    this.script = script;
    this.#source = source;
    this.#sweeper = setInterval(() => this.#sweep(), SESSION_KEPT_MS / 4);
    this.#sweeper.unref();
  }

  /** Loads the source's module and opens it. */
  static async open(id: string, spec: Pick<WidgetSpec, "title" | "script" | "source">): Promise<Entry> {
    const script = await readFile(spec.script).catch((error: Error) =>
      fail({
        code: "not-found",
        expected: "the compiled script of the page",
        found: error.message,
        where: { file: spec.script },
        hint: "npm run build makes it",
        cause: error,
      }),
    );
    const module = require(spec.source.module) as { openSource?: SourceFactory };
    if (typeof module.openSource !== "function") {
      fail({
        code: "argument",
        expected: "a module that exports the function openSource",
        found: quote(Object.keys(module).join(", ")),
        where: { file: spec.source.module },
      });
    }
    return new Entry(id, spec.title, script, await module.openSource(spec.source.options));
  }

  session(id: unknown): Session | undefined {
    return typeof id === "string" ? this.#sessions.get(id) : undefined;
  }

  /** A new page. @throws LabError `limit` */
  begin(): Session {
    if (this.#sessions.size >= MAX_SESSIONS) this.#sweep(0);
    if (this.#sessions.size >= MAX_SESSIONS) {
      fail({
        code: "limit",
        expected: `at most ${MAX_SESSIONS} open pages`,
        found: "one more",
        hint: "close some",
      });
    }
    const session = new Session(this.#source, (ended) => {
      if (this.#sessions.delete(ended.id)) this.#source.disconnected?.(ended);
    });
    session.leftAt = Date.now();
    this.#sessions.set(session.id, session);
    this.#source.connected?.(session);
    return session;
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      clearInterval(this.#sweeper);
      for (const session of [...this.#sessions.values()]) session.end("closed");
      await this.#source.close();
    })();
    return this.#closing;
  }

  /** Ends the sessions whose page has been away for too long. */
  #sweep(kept = SESSION_KEPT_MS): void {
    const limit = Date.now() - kept;
    for (const session of [...this.#sessions.values()]) {
      if (session.leftAt !== undefined && session.leftAt <= limit) session.end("away");
    }
  }
}
