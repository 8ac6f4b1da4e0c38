import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import { WebSocket } from "ws";
import { random } from "../../src/lib/core";
import { type ServedWidget, serve } from "../../src/lib/widget";
import { HttpPage } from "./support/http-page";

const support = path.join(__dirname, "support");

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

describe("a widget's server refuses", function () {
  this.timeout(60_000);
  let served: ServedWidget;
  before(async () => {
    served = await serve({
      name: "echo",
      title: "secret title",
      script: path.join(support, "page.js"),
      source: { module: path.join(support, "echo-source.js"), options: "secret options" },
    });
  });
  after(() => served.close());

  const base = (): string => new URL(served.url).pathname;

  /** One request as it is given, also with headers that no browser would let a page set. */
  function ask(
    file: string,
    options: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
  ): Promise<Answer> {
    const { method = "POST", headers = {}, body = "{}" } = options;
    return new Promise((resolve, reject) => {
      const sent = httpRequest(
        {
          host: "127.0.0.1",
          port: served.port,
          path: file.startsWith("/") ? file : base() + file,
          method,
          headers: {
            host: `127.0.0.1:${served.port}`,
            "content-type": "application/json",
            "x-dataplane-lab-token": served.token,
            ...headers,
          },
        },
        (response) => {
          let text = "";
          response.on("data", (chunk) => {
            text += chunk;
          });
          response.on("end", () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
          );
        },
      );
      sent.on("error", reject);
      sent.end(method === "POST" ? body : undefined);
    });
  }

  /** How a socket ends: the status of a refused upgrade, or the code it is closed with. */
  function socket(options: {
    headers?: Record<string, string>;
    file?: string;
    say?: (string | Buffer)[];
  }): Promise<number> {
    const { headers = {}, file = `${base()}socket`, say = [] } = options;
    return new Promise((resolve) => {
      const web = new WebSocket(`ws://127.0.0.1:${served.port}${file}`, { headers });
      web.on("unexpected-response", (_, response) => resolve(response.statusCode ?? 0));
      web.on("open", () => {
        for (const message of say) web.send(message);
      });
      web.on("error", () => undefined);
      web.on("close", (code) => resolve(code));
    });
  }

  it("whoever has no token, or another", async () => {
    for (const token of [
      "",
      "x",
      served.token.slice(1),
      `${served.token}x`,
      served.token.toLowerCase(),
      "é",
    ]) {
      const answer = await ask("hello", { headers: { "x-dataplane-lab-token": encodeURIComponent(token) } });
      assert.equal(answer.status, 401, token);
      assert.ok(!answer.text.includes("secret"));
    }
    const none = await fetch(served.url.replace(/#.*/, "hello"), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    assert.equal(none.status, 401);
    assert.equal((await ask("send", { headers: { "x-dataplane-lab-token": "no" } })).status, 401);
    assert.equal((await ask("poll", { headers: { "x-dataplane-lab-token": "no" } })).status, 401);
  });

  it("another Host, as a rebound name has it, with the token too", async () => {
    for (const host of [
      "evil.example",
      `evil.example:${served.port}`,
      `127.0.0.1.evil.example:${served.port}`,
      "127.0.0.1",
      `127.0.0.1:${served.port + 1}`,
      `localhost:${served.port}@evil.example`,
    ]) {
      for (const [file, method] of [
        ["hello", "POST"],
        ["", "GET"],
        ["page.js", "GET"],
        ["script.js", "GET"],
      ]) {
        assert.equal((await ask(file, { method, headers: { host } })).status, 403, `${host} ${file}`);
      }
      assert.equal(await socket({ headers: { host } }), 403, host);
    }
  });

  it("pages of other origins, with the token too, and lets them read nothing", async () => {
    for (const origin of [
      "http://evil.example",
      "null",
      "file://",
      `http://127.0.0.1.evil.example:${served.port}`,
      "https://127.0.0.1",
      "chrome-extension://abcdef",
    ]) {
      const answer = await ask("hello", { headers: { origin } });
      assert.equal(answer.status, 403, origin);
      assert.equal(answer.headers["access-control-allow-origin"], undefined);
      const flight = await ask("hello", { method: "OPTIONS", headers: { origin } });
      assert.equal(flight.status, 403);
      assert.equal(flight.headers["access-control-allow-headers"], undefined);
      assert.equal(await socket({ headers: { origin } }), 403, origin);
    }
  });

  it("a second notebook's origin once the first has shown the token", async () => {
    const [first, second] = ["http://localhost:8888", "http://localhost:9999"];
    const flight = await ask("hello", { method: "OPTIONS", headers: { origin: first } });
    assert.equal(flight.status, 204);
    assert.equal(flight.headers["access-control-allow-origin"], first);
    assert.equal(
      (await ask("hello", { headers: { origin: first, "x-dataplane-lab-token": "no" } })).status,
      401,
    );
    const welcome = await ask("hello", { headers: { origin: first } });
    assert.equal(welcome.status, 200);
    assert.equal(welcome.headers["access-control-allow-origin"], first);
    assert.equal((await ask("hello", { headers: { origin: second } })).status, 403);
    assert.equal((await ask("hello", { headers: { origin: first } })).status, 200);
  });

  it("a proxied Host, unless the request came by /proxy/<port> and knew the token", async () => {
    const host = "hub.example.org";
    const proxied = {
      host,
      origin: `https://${host}`,
      "x-proxycontextpath": `/user/me/proxy/${served.port}`,
    };
    assert.equal(await socket({ headers: { host } }), 403, "nobody came from there yet");
    assert.equal(
      (await ask("hello", { headers: { ...proxied, "x-proxycontextpath": "/user/me/proxy/1" } })).status,
      403,
    );
    assert.equal(
      (await ask("hello", { headers: { ...proxied, "x-dataplane-lab-token": "no" } })).status,
      401,
    );
    assert.equal(await socket({ headers: { host } }), 403, "a wrong token opens nothing");
    assert.equal(
      (await ask("hello", { headers: { ...proxied, origin: "http://evil.example" } })).status,
      403,
    );
    assert.equal((await ask("hello", { headers: proxied })).status, 200);
    // The proxy's sockets carry the Host, but not the header.
    assert.equal(await socket({ headers: { host }, say: ["{}"] }), 4003);
  });

  it("what is too large: 413, and the socket's code for it", async () => {
    const body = JSON.stringify({ asks: [{ ask: 1, body: "x".repeat(1 << 20) }] });
    assert.equal((await ask("send", { body })).status, 413);
    assert.equal((await ask("hello", { body: Buffer.alloc(3 << 20, 32) })).status, 413);
    assert.equal(await socket({ say: [body] }), 1009);
    const page = new HttpPage(served);
    await page.hello();
    const large = "y".repeat((1 << 20) - 200);
    assert.equal(((await page.ask(large)) as { echo: string }).echo, large, "just below is taken");
  });

  it("wrong methods, forms and places", async () => {
    assert.equal((await ask("hello", { method: "GET" })).status, 405);
    assert.equal((await ask("", { method: "POST" })).status, 405);
    assert.equal((await ask("hello", { method: "DELETE" })).status, 405);
    assert.equal((await ask("hello", { headers: { "content-type": "text/plain" } })).status, 415);
    for (const body of [
      "",
      "{",
      "[]",
      "null",
      '"x"',
      '{"seen":-1}',
      '{"asks":{}}',
      '{"session":5}',
      "\u0000",
      '{"asks":[{"ask":"1"}]}',
    ]) {
      assert.equal((await ask("hello", { body })).status, 400, body);
    }
    assert.equal((await ask("send", { body: '{"session":"nobody"}' })).status, 410);
    for (const file of [
      "/",
      "/w/",
      "/w/other/",
      "/w/echo/../../etc/passwd",
      "/w/echo/%2e%2e/x",
      `${base()}server.js`,
      "//",
      "/w/echo/constructor",
    ]) {
      assert.equal((await ask(file, { method: "GET" })).status, 404, file);
    }
    assert.equal(await socket({ file: "/w/none/socket" }), 404);
    assert.equal(await socket({ say: ["not json"] }), 1007);
    assert.equal(await socket({ say: [Buffer.from([1, 2, 3])] }), 1007);
    assert.equal(await socket({ say: ["{}"] }), 4003);
    assert.equal(await socket({ say: [JSON.stringify({ token: served.token, session: "nobody" })] }), 4003);
  });

  it("to say anything of a widget on its open page, to be framed, guessed or kept", async () => {
    const page = await ask("", { method: "GET", headers: { "x-dataplane-lab-token": "" } });
    assert.equal(page.status, 200);
    assert.ok(!page.text.includes("secret") && !page.text.includes(served.token));
    assert.match(
      String(page.headers["content-security-policy"]),
      /default-src 'none'.*frame-ancestors 'none'/,
    );
    assert.ok(!String(page.headers["content-security-policy"]).includes("unsafe"));
    for (const file of ["", "page.js", "script.js", "page.css"]) {
      const { headers } = await ask(file, { method: "GET" });
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.equal(headers["cross-origin-resource-policy"], "same-origin");
      assert.equal(headers["cache-control"], "no-store");
      assert.equal(headers["access-control-allow-origin"], undefined);
    }
  });

  it("a flood, without falling over", async () => {
    const page = new HttpPage(served);
    await page.hello();
    const asks = Array.from({ length: 3000 }, (_, i) => ({ ask: i + 1, body: { wait: 300 } }));
    await page.post("send", { session: page.session, asks });
    const events: { type: string }[] = [];
    while (events.length < asks.length) events.push(...(await page.poll()));
    const busy = events.filter(({ type }) => type === "error").length;
    assert.equal(asks.length - busy, 64, "so many wait for their answer at once");
    // More pages than there is room for: those that wait for nobody make room, one that listens stays.
    const held = page.poll();
    for (let k = 0; k < 100; k++) await new HttpPage(served).hello();
    const { clients } = (await new HttpPage(served).alone()) as { clients: number };
    assert.ok(clients <= 64, `${clients} sessions`);
    await page.post("send", { session: page.session, asks: [{ ask: 3001, body: "still here" }] });
    assert.equal((await held).length, 1);
    // Raw nonsense on the port is dropped, and others are served all the same.
    const draw = random("flood");
    await Promise.all(
      Array.from(
        { length: 60 },
        () =>
          new Promise<void>((resolve) => {
            const raw = connect(served.port, "127.0.0.1");
            raw.on("error", () => undefined);
            raw.on("close", () => resolve());
            raw.end(Buffer.from(Array.from({ length: 200 }, () => draw.integer(256))));
          }),
      ),
    );
    assert.equal((await ask("", { method: "GET" })).status, 200);
  });
});
