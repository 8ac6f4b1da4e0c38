import type { Json } from "../../widget";
import { type Carrier, openPolling } from "./polling";
import { openSocket } from "./socket";

/** Where a widget's server is, and the secret that opens it. */
export interface Address {
  /** Absolute, ends with "/": `http://127.0.0.1:4711/w/drift/`, or the same behind a proxy. */
  readonly base: string;
  readonly token: string;
}

export type ConnectionState = "connecting" | "open" | "lost" | "ended";

/** A refusal or failure that came from the server, with its word for programs. */
export class AskError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** One page's line to its source. It reconnects by itself and resumes: nothing lost, nothing asked twice. */
export interface Connection {
  readonly state: ConnectionState;
  /** The source's answer. @throws AskError the source's refusal; `lost` when a restart made its fate unknown */
  ask(body: Json): Promise<Json>;
  /** What the source says by itself. */
  onPush(listener: (body: Json) => void): () => void;
  /** Called at once with the present state, and at each change. */
  onState(listener: (state: ConnectionState) => void): () => void;
  /** Called whenever a new session began on the other side (also the first): ask for everything anew there. */
  onBegin(listener: () => void): () => void;
  close(): void;
}

interface Waiting {
  readonly ask: number;
  readonly body: Json;
  resolve(body: Json): void;
  reject(error: Error): void;
}

interface Event {
  readonly n: number;
  readonly type: "push" | "answer" | "error";
  readonly ask?: number;
  readonly body?: Json;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Asks the server who it is. Undefined: nobody is there. "refused": somebody is, but not our widget (any more). */
export async function hello(
  address: Address,
  former?: string,
  signal?: AbortSignal,
): Promise<{ session: string; resumed: boolean; title: string } | "refused" | undefined> {
  try {
    const response = await post(address, "hello", { session: former, seen: 0 }, signal);
    if (response.ok) return (await response.json()) as { session: string; resumed: boolean; title: string };
    return [401, 403, 404].includes(response.status) ? "refused" : undefined;
  } catch {
    return undefined;
  }
}

/** One request with the token in its header. */
export function post(address: Address, name: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  return fetch(`${address.base}${name}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-dataplane-lab-token": address.token },
    body: JSON.stringify(body),
    cache: "no-store",
    referrerPolicy: "no-referrer",
    signal,
  });
}

/** Opens the line. It is `connecting` first. */
export function connect(address: Address): Connection {
  return new Line(address);
}

class Line implements Connection {
  state: ConnectionState = "connecting";
  readonly #address: Address;
  readonly #pushed = new Set<(body: Json) => void>();
  readonly #stated = new Set<(state: ConnectionState) => void>();
  readonly #begun = new Set<() => void>();
  readonly #waiting = new Map<number, Waiting>();
  #session: string | undefined;
  #carrier: Carrier | undefined;
  #asked = 0;
  #seen = 0;
  #tries = 0;
  #socketFailures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(address: Address) {
    this.#address = address;
    this.#open();
    // After a sleep or a lost network: at once, not when the next try is due.
    addEventListener("online", this.#hurry);
    document.addEventListener("visibilitychange", this.#hurry);
  }

  ask(body: Json): Promise<Json> {
    if (this.state === "ended")
      return Promise.reject(new AskError("ended", "the server behind this page has ended"));
    return new Promise((resolve, reject) => {
      const ask = ++this.#asked;
      this.#waiting.set(ask, { ask, body, resolve, reject });
      this.#carrier?.send([{ ask, body }], this.#seen);
    });
  }

  onPush(listener: (body: Json) => void): () => void {
    this.#pushed.add(listener);
    return () => this.#pushed.delete(listener);
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    this.#stated.add(listener);
    listener(this.state);
    return () => this.#stated.delete(listener);
  }

  onBegin(listener: () => void): () => void {
    this.#begun.add(listener);
    if (this.#session !== undefined) listener();
    return () => this.#begun.delete(listener);
  }

  close(): void {
    this.#end("this page was closed");
  }

  async #open(): Promise<void> {
    const welcome = await hello(this.#address, this.#session);
    if (this.state === "ended") return;
    if (welcome === "refused") return this.#end("the server behind this page has ended");
    if (welcome === undefined) return this.#retry();
    const fresh = !welcome.resumed;
    if (fresh) {
      this.#session = welcome.session;
      this.#seen = 0;
      this.#asked = 0;
      // Questions that nobody has heard are numbered anew; of the others it is unknown whether they were acted on.
      const kept = [...this.#waiting.values()];
      this.#waiting.clear();
      for (const one of kept)
        one.reject(new AskError("lost", "the connection was lost before the answer came"));
    }
    const open = this.#socketFailures < 2 ? openSocket : openPolling;
    try {
      this.#carrier = await open(this.#address, welcome.session, this.#seen, {
        events: (events) => this.#took(events as readonly Event[]),
        left: () => this.#left(),
      });
    } catch {
      if (open === openSocket) this.#socketFailures++;
      if (this.#socketFailures < 2 || open !== openSocket) return this.#retry();
      return this.#open();
    }
    if (open === openSocket) this.#socketFailures = 0;
    this.#tries = 0;
    this.#turn("open");
    const unanswered = [...this.#waiting.values()].map(({ ask, body }) => ({ ask, body }));
    if (unanswered.length > 0) this.#carrier.send(unanswered, this.#seen);
    if (fresh) for (const listener of this.#begun) listener();
  }

  #took(events: readonly Event[]): void {
    for (const event of events) {
      if (event.n <= this.#seen) continue;
      this.#seen = event.n;
      if (event.type === "push") {
        for (const listener of this.#pushed) listener(event.body ?? null);
        continue;
      }
      const waiting = this.#waiting.get(event.ask ?? 0);
      this.#waiting.delete(event.ask ?? 0);
      if (event.type === "answer") waiting?.resolve(event.body ?? null);
      else
        waiting?.reject(
          new AskError(event.error?.code ?? "internal", event.error?.message ?? "unknown error"),
        );
    }
    if (events.length > 0) this.#carrier?.acknowledge(this.#seen);
  }

  #left(): void {
    this.#carrier = undefined;
    if (this.state !== "ended") this.#retry();
  }

  #retry(): void {
    this.#turn(this.#session === undefined ? "connecting" : "lost");
    clearTimeout(this.#timer);
    const wait = Math.min(10_000, 250 * 2 ** this.#tries) * (0.75 + Math.random() / 2);
    this.#tries++;
    this.#timer = setTimeout(() => this.#open(), wait);
  }

  readonly #hurry = (): void => {
    if (this.state !== "lost" || document.visibilityState === "hidden") return;
    this.#tries = 0;
    this.#retry();
  };

  #end(reason: string): void {
    if (this.state === "ended") return;
    clearTimeout(this.#timer);
    removeEventListener("online", this.#hurry);
    document.removeEventListener("visibilitychange", this.#hurry);
    this.#turn("ended");
    this.#carrier?.close();
    this.#carrier = undefined;
    for (const { reject } of this.#waiting.values()) reject(new AskError("ended", reason));
    this.#waiting.clear();
  }

  #turn(state: ConnectionState): void {
    if (this.state === state) return;
    this.state = state;
    for (const listener of this.#stated) listener(state);
  }
}
