import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import { WebSocket } from "ws";
import { random } from "../../src/lib/core";
import { type Json, type ServedWidget, serve } from "../../src/lib/widget";
import { HttpPage } from "./support/http-page";

interface Event {
  readonly n: number;
  readonly type: string;
  readonly ask?: number;
  readonly body?: Json;
}

const support = path.join(__dirname, "support");

describe("a page's session", function () {
  this.timeout(60_000);
  let served: ServedWidget;
  before(async () => {
    served = await serve({
      name: "echo",
      title: "Echo",
      script: path.join(support, "page.js"),
      source: { module: path.join(support, "echo-source.js"), options: null },
    });
  });
  after(() => served.close());

  /** A socket on a session, after its greeting; gives what arrives. */
  async function socketOn(page: HttpPage, seen: number) {
    const web = new WebSocket(served.url.replace(/^http/, "ws").replace(/#.*/, "socket"));
    const events: Event[] = [];
    web.on("message", (data) => events.push(...(JSON.parse(data.toString()) as Event[])));
    const closed = new Promise<number>((resolve) => web.on("close", resolve));
    await new Promise((resolve) => web.once("open", resolve));
    const say = (message: object) => web.send(JSON.stringify({ session: page.session, ...message }));
    say({ token: served.token, seen });
    return { web, events, closed, say };
  }

  const until = async (holds: () => boolean): Promise<void> => {
    for (let k = 0; k < 400 && !holds(); k++) await new Promise((resolve) => setTimeout(resolve, 25));
    assert.ok(holds());
  };

  it("goes on after lost connections: each question acted on once, each answer given, in order", async () => {
    const page = new HttpPage(served);
    await page.hello();
    const draw = random("lost");
    const answered = new Map<number, Json>();
    const [total, next] = [120, { ask: 1 }];
    let seen = 0;
    while (answered.size < total) {
      const line = await socketOn(page, seen);
      line.web.on("message", () => {
        for (const event of line.events.splice(0)) {
          if (event.n <= seen) continue;
          assert.equal(event.n, seen + 1, "no event is left out");
          seen = event.n;
          if (event.ask !== undefined) answered.set(event.ask, event.body ?? null);
        }
      });
      // Whatever has no answer yet is asked again, as the page's side does after a loss; then some new ones.
      const open = Array.from({ length: next.ask - 1 }, (_, k) => k + 1).filter((ask) => !answered.has(ask));
      const fresh = Array.from({ length: Math.min(15, total + 1 - next.ask) }, () => next.ask++);
      line.say({ seen, asks: [...open, ...fresh].map((ask) => ({ ask, body: { count: ask } })) });
      await new Promise((resolve) => setTimeout(resolve, draw.integer(30)));
      line.web.terminate();
      await line.closed;
      assert.equal((await page.hello()).resumed, true);
    }
    // The source remembers what it was asked: everything, once, in order.
    assert.deepEqual(
      answered.get(total),
      Array.from({ length: total }, (_, k) => k + 1),
    );
  });

  it("is taken over by a new connection, and the old one told to leave", async () => {
    const page = new HttpPage(served);
    await page.hello();
    const first = await socketOn(page, 0);
    first.say({ asks: [{ ask: 1, body: "one" }] });
    await until(() => first.events.length === 1);
    const second = await socketOn(page, 1);
    assert.equal(await first.closed, 4001);
    second.say({ asks: [{ ask: 2, body: "two" }] });
    await until(() => second.events.length === 1);
    assert.equal((second.events[0].body as { echo: string }).echo, "two");
    second.web.close();
  });

  it("may change from a socket to held requests", async () => {
    const page = new HttpPage(served);
    await page.hello();
    const line = await socketOn(page, 0);
    line.web.close();
    await line.closed;
    assert.equal(((await page.ask("over")) as { echo: string }).echo, "over");
  });

  it("ends with its widget, and says so", async () => {
    const other = await serve({
      name: "short",
      title: "Short",
      script: path.join(support, "page.js"),
      source: { module: path.join(support, "echo-source.js"), options: null },
    });
    const page = new HttpPage(other);
    await page.hello();
    const held = page.poll();
    // The request must be there before the widget goes.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await other.close();
    assert.deepEqual(await held, []);
    await assert.rejects(page.hello(), /404/);
  });
});
