import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { sameToken } from "./guard";
import type { House } from "./http";
import { BEAT_MS, GREETING_MS, MAX_MESSAGE_BYTES } from "./limits";
import { type PageMessage, readPageMessage } from "./messages";
import type { Carrier, Session } from "./session";

/** Sockets: each belongs to the session that its first message names, and must show the token there. */
export class Sockets {
  readonly #house: House;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: true,
  });

  constructor(house: House) {
    this.#house = house;
    // A frame that breaks the protocol closes its socket; that is all there is to do.
    this.#server.on("wsClientError", (_error, socket) => socket.destroy());
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { guard, entries } = this.#house;
    const match = /^\/w\/([a-z0-9-]{1,64})\/socket$/.exec(request.url ?? "");
    const entry = match === null ? undefined : entries.get(match[1]);
    const status = !(guard.hostAllowed(request) && guard.originAllowed(request))
      ? "403 Forbidden"
      : entry === undefined
        ? "404 Not Found"
        : "";
    if (status !== "" || entry === undefined) {
      socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (web) => {
      greet(web, (message) => {
        if (!sameToken(message.token, entry.token)) return undefined;
        return entry.session(message.session);
      });
    });
  }

  close(): void {
    for (const web of this.#server.clients) web.terminate();
    this.#server.close();
  }
}

/** Waits for the first message, then carries the session it names until the socket closes. */
function greet(web: WebSocket, sessionOf: (message: PageMessage) => Session | undefined): void {
  let session: Session | undefined;
  let alive = true;
  const carrier: Carrier = {
    deliver: (events) => web.send(`[${events.join(",")}]`),
    end: (reason) => web.close(4001, reason),
  };
  const greeting = setTimeout(() => web.close(4000, "no greeting"), GREETING_MS);
  const beat = setInterval(() => {
    if (!alive) return web.terminate();
    alive = false;
    if (session !== undefined) web.send("[]");
    web.ping();
  }, BEAT_MS);
  web.on("pong", () => {
    alive = true;
  });
  web.on("error", () => web.terminate());
  web.on("close", () => {
    clearTimeout(greeting);
    clearInterval(beat);
    session?.left(carrier);
  });
  web.on("message", (data, binary) => {
    alive = true;
    let message: PageMessage;
    try {
      if (binary) throw new TypeError("expected text");
      message = readPageMessage(data.toString());
    } catch {
      return web.close(1007, "expected JSON");
    }
    if (session === undefined) {
      clearTimeout(greeting);
      session = sessionOf(message);
      if (session === undefined) return web.close(4003, "not of this widget");
      web.send("[]");
      session.carry(carrier, message.seen);
    } else session.seen(message.seen);
    session.take(message.asks);
  });
}
