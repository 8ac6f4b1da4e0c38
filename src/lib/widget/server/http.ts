import type { IncomingMessage, ServerResponse } from "node:http";
import { LabError } from "../../core";
import type { Entry } from "./entry";
import { type Guard, sameToken } from "./guard";
import { MAX_DRAINED_BYTES, MAX_MESSAGE_BYTES, POLL_HELD_MS } from "./limits";
import { readPageMessage } from "./messages";
import { PAGE, PAGE_POLICY, PAGE_STYLE, SAFE_HEADERS } from "./page";
import { PollCarrier } from "./poll";

/** The header in which a page shows its token: a foreign page cannot send it without asking first. */
export const TOKEN_HEADER = "x-dataplane-lab-token";

/** What the routes need to know. */
export interface House {
  readonly guard: Guard;
  readonly entries: ReadonlyMap<string, Entry>;
  /** The compiled scripts of this room that pages load: page.js and runtime.js. */
  readonly scripts: Readonly<Record<string, Buffer>>;
}

/** Answers one request. Never throws: what goes wrong is an answer too. */
export async function answerRequest(
  house: House,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const [name, value] of Object.entries(SAFE_HEADERS)) response.setHeader(name, value);
  try {
    await route(house, request, response);
  } catch (error) {
    const known = error instanceof LabError;
    const status = known ? (error.code === "limit" ? 429 : 400) : 500;
    refuse(response, status, known ? error.message : "the server failed to answer");
  }
}

async function route(house: House, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { guard } = house;
  if (!guard.hostAllowed(request)) return refuse(response, 403, "this host is not served here");
  if (!guard.originAllowed(request)) return refuse(response, 403, "this origin may not ask");
  allowOrigin(request, response);
  const match = /^\/w\/([a-z0-9-]{1,64})\/([a-z.]{0,32})$/.exec(request.url ?? "");
  const entry = match === null ? undefined : house.entries.get(match[1]);
  if (match === null || entry === undefined) return refuse(response, 404, "there is no such page");
  const name = match[2];
  if (request.method === "OPTIONS") {
    response.writeHead(204).end();
    return;
  }
  const kept = staticFile(house, entry, name);
  if (kept !== undefined) {
    if (request.method !== "GET" && request.method !== "HEAD") return wrongMethod(response, "GET, HEAD");
    response.writeHead(200, kept.headers).end(request.method === "HEAD" ? undefined : kept.body);
    return;
  }
  if (!["hello", "send", "poll"].includes(name)) return refuse(response, 404, "there is no such page");
  if (request.method !== "POST") return wrongMethod(response, "POST");
  const token = request.headers[TOKEN_HEADER];
  if (!sameToken(typeof token === "string" ? token : undefined, entry.token)) {
    return refuse(response, 401, "the token is missing or not of this widget");
  }
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "")) {
    return refuse(response, 415, "expected application/json");
  }
  const body = await readBody(request);
  if (body === undefined) {
    response.setHeader("connection", "close");
    return refuse(response, 413, `expected at most ${MAX_MESSAGE_BYTES} bytes`);
  }
  guard.remember(request);
  const message = readPageMessage(body);
  if (name === "hello") {
    const former = entry.session(message.session);
    const session = former ?? entry.begin();
    return json(response, { session: session.id, resumed: former !== undefined, title: entry.title });
  }
  const session = entry.session(message.session);
  if (session === undefined) return refuse(response, 410, "the session is over");
  if (name === "send") {
    session.seen(message.seen);
    session.take(message.asks);
    return json(response, {});
  }
  const events = await PollCarrier.next(session, message.seen, POLL_HELD_MS, request);
  response
    .writeHead(200, { "content-type": "application/json; charset=utf-8" })
    .end(`{"events":[${events.join(",")}]}`);
}

function staticFile(house: House, entry: Entry, name: string) {
  const script = { "content-type": "text/javascript; charset=utf-8" };
  switch (name) {
    case "":
      return {
        body: PAGE,
        headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": PAGE_POLICY },
      };
    case "page.css":
      return { body: PAGE_STYLE, headers: { "content-type": "text/css; charset=utf-8" } };
    case "script.js":
      return { body: entry.script, headers: script };
    case "page.js":
    case "runtime.js":
      return { body: house.scripts[name], headers: script };
    default:
      return undefined;
  }
}

/** Lets the notebook's page read the answer; only origins that the guard allows come this far. */
function allowOrigin(request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers;
  response.setHeader("vary", "origin");
  if (origin === undefined) return;
  response.setHeader("access-control-allow-origin", origin);
  if (request.method !== "OPTIONS") return;
  response.setHeader("access-control-allow-methods", "GET, POST");
  response.setHeader("access-control-allow-headers", `content-type, ${TOKEN_HEADER}`);
  response.setHeader("access-control-max-age", "600");
  // Chromium asks so before a page of another address space may reach this machine.
  if (request.headers["access-control-request-private-network"] === "true") {
    response.setHeader("access-control-allow-private-network", "true");
  }
}

/** The body as text, or undefined when it is too large. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > MAX_DRAINED_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_DRAINED_BYTES) return undefined;
    // What is too large is read to its end, but not kept: a page that still sends does not hear our answer.
    if (bytes <= MAX_MESSAGE_BYTES) chunks.push(chunk as Buffer);
  }
  return bytes > MAX_MESSAGE_BYTES ? undefined : Buffer.concat(chunks).toString("utf8");
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(value));
}

function wrongMethod(response: ServerResponse, allow: string): void {
  response.setHeader("allow", allow);
  refuse(response, 405, `expected ${allow}`);
}

function refuse(response: ServerResponse, status: number, message: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response
    .writeHead(status, { "content-type": "application/json; charset=utf-8" })
    .end(JSON.stringify({ error: { code: String(status), message } }));
}
