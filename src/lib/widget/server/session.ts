import { randomBytes } from "node:crypto";
import { LabError } from "../../core";
import type { Client, Json, Source } from "../widget";
import { MAX_MESSAGES_PER_SECOND, MAX_UNANSWERED, MAX_WAITING_BYTES, MAX_WAITING_EVENTS } from "./limits";

/** A question of a page: answered once, however often it arrives. */
export interface Ask {
  /** Counts from 1 in a session, without holes. */
  readonly ask: number;
  readonly body: Json;
}

/** What carries events to a page now; a session outlives it. */
export interface Carrier {
  /** Takes events that are whole JSON texts. */
  deliver(events: readonly string[]): void;
  end(reason: string): void;
}

/**
 * One page of a widget, whatever carries its messages. Events to the page are numbered and kept until the page says
 * that it has them, so that after a lost connection both sides go on where they were: nothing lost, nothing twice.
 */
export class Session implements Client {
  readonly id = randomBytes(16).toString("hex");
  /** When the last carrier left; undefined while there is one. */
  leftAt: number | undefined;
  readonly #source: Source;
  readonly #onEnd: (session: Session) => void;
  readonly #waiting: { readonly n: number; readonly text: string }[] = [];
  #bytes = 0;
  #next = 1;
  #asked = 0;
  #unanswered = 0;
  #second = 0;
  #inSecond = 0;
  #carrier: Carrier | undefined;
  #over = false;

  constructor(source: Source, onEnd: (session: Session) => void) {
    this.#source = source;
    this.#onEnd = onEnd;
  }

  /** A message of the source's own accord. */
  send(message: Json): void {
    this.#emit("push", { body: message });
  }

  /** Events go there from now on, beginning with those after `seen`. A former carrier is told to leave. */
  carry(carrier: Carrier, seen: number): void {
    const former = this.#carrier;
    this.#carrier = carrier;
    this.leftAt = undefined;
    if (former !== undefined && former !== carrier) former.end("taken over");
    this.seen(seen);
    if (this.#waiting.length > 0) carrier.deliver(this.#waiting.map(({ text }) => text));
  }

  left(carrier: Carrier): void {
    if (this.#carrier !== carrier) return;
    this.#carrier = undefined;
    this.leftAt = Date.now();
  }

  /** The page has all events up to this one. */
  seen(n: number): void {
    let gone = 0;
    while (gone < this.#waiting.length && this.#waiting[gone].n <= n) {
      this.#bytes -= this.#waiting[gone].text.length;
      gone++;
    }
    this.#waiting.splice(0, gone);
  }

  /** Takes the page's questions. One that came before is not asked again: its answer is on its way. */
  take(asks: readonly Ask[]): void {
    for (const { ask, body } of asks) {
      if (this.#over || ask <= this.#asked) continue;
      this.#asked = ask;
      const now = Math.floor(Date.now() / 1000);
      if (now !== this.#second) [this.#second, this.#inSecond] = [now, 0];
      this.#inSecond++;
      if (this.#unanswered >= MAX_UNANSWERED || this.#inSecond > MAX_MESSAGES_PER_SECOND) {
        this.#emit("error", {
          ask,
          error: { code: "busy", message: "too many messages at once; try again" },
        });
        continue;
      }
      this.#unanswered++;
      this.#answer(ask, body);
    }
  }

  async #answer(ask: number, body: Json): Promise<void> {
    try {
      const answer = await this.#source.handle(body, this);
      this.#emit("answer", { ask, body: answer ?? null });
    } catch (error) {
      this.#emit("error", { ask, error: faultOf(error) });
    } finally {
      this.#unanswered--;
    }
  }

  end(reason: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#carrier?.end(reason);
    this.#carrier = undefined;
    this.#waiting.length = 0;
    this.#onEnd(this);
  }

  #emit(type: "push" | "answer" | "error", content: { readonly [name: string]: Json }): void {
    if (this.#over) return;
    const n = this.#next++;
    const text = JSON.stringify({ n, type, ...content }, finiteOrNull);
    this.#waiting.push({ n, text });
    this.#bytes += text.length;
    if (this.#waiting.length > MAX_WAITING_EVENTS || this.#bytes > MAX_WAITING_BYTES) {
      this.end("too slow");
      return;
    }
    this.#carrier?.deliver([text]);
  }
}

/** JSON has no NaN: a missing number is null. (JSON.stringify writes null for them already; this says so.) */
function finiteOrNull(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? null : value;
}

/** An error as a page sees it: what happened, never where in our code. */
function faultOf(error: unknown): { readonly [name: string]: Json } {
  if (error instanceof LabError) {
    return {
      code: error.code,
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    };
  }
  const { code, message, name } = (error ?? {}) as { code?: unknown; message?: unknown; name?: unknown };
  // Modules of another copy of the library (compiled beside source) have a LabError of their own.
  const known = name === "LabError" || (typeof code === "string" && /^E[A-Z]+$/.test(code));
  return {
    code: known && typeof code === "string" ? code : "internal",
    message: typeof message === "string" ? message : String(error),
  };
}
