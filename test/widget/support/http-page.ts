import type { Json, ServedWidget } from "../../../src/lib/widget";

interface Event {
  readonly n: number;
  readonly type: string;
  readonly ask?: number;
  readonly body?: Json;
  readonly error?: { readonly code: string; readonly message: string };
}

/** A page without a browser, over held requests. */
export class HttpPage {
  readonly pushed: Json[] = [];
  session: string | undefined;
  seen = 0;
  asked = 0;
  readonly #base: string;
  readonly #token: string;

  constructor(served: Pick<ServedWidget, "url" | "token">) {
    this.#base = served.url.replace(/#.*/, "");
    this.#token = served.token;
  }

  async hello(): Promise<{ resumed: boolean; title: string }> {
    const { session, ...rest } = (await this.post("hello", { session: this.session })) as {
      session: string;
      resumed: boolean;
      title: string;
    };
    this.session = session;
    return rest;
  }

  /** The answer to one question of a page that comes for it alone. */
  async alone(body: Json = null): Promise<Json> {
    await this.hello();
    return this.ask(body);
  }

  /** Asks, and polls until its answer is there. */
  async ask(body: Json): Promise<Json> {
    const ask = ++this.asked;
    await this.post("send", { session: this.session, asks: [{ ask, body }] });
    for (;;) {
      for (const event of await this.poll()) {
        if (event.ask !== ask) continue;
        if (event.type === "answer") return event.body ?? null;
        throw new Error(`${event.error?.code}: ${event.error?.message}`);
      }
    }
  }

  /** The next events, in order, each once. */
  async poll(): Promise<readonly Event[]> {
    const { events } = (await this.post("poll", { session: this.session, seen: this.seen })) as {
      events: Event[];
    };
    const fresh = events.filter(({ n }) => n > this.seen);
    for (const event of fresh) {
      this.seen = event.n;
      if (event.type === "push") this.pushed.push(event.body ?? null);
    }
    return fresh;
  }

  async post(name: string, body: unknown): Promise<unknown> {
    const response = await fetch(this.#base + name, {
      method: "POST",
      headers: { "content-type": "application/json", "x-dataplane-lab-token": this.#token },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    return response.json();
  }
}
