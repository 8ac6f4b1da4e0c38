import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Equal or not, in a time that does not depend on where they differ. */
export function sameToken(given: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given ?? ""), digest(token)) && given !== undefined;
}

/** Notebook servers that one process may be seen through; more than these are no notebook servers. */
const MAX_HOSTS = 16;

const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d{1,5}$/;

/**
 * Who may talk to the server, beside knowing the token.
 *
 * - **Host**: our own address. A page whose name was rebound to 127.0.0.1 arrives with another Host and is refused.
 *   Through jupyter-server-proxy the Host is the notebook server's; such requests say in a header that they came by
 *   `/proxy/<our port>`, and the host of one that also knew the token is remembered, because the proxy's sockets
 *   carry no such header.
 * - **Origin**: the same as the Host, or the notebook's, which fetches from 127.0.0.1 directly: the origin of the
 *   server that started this kernel where that is known, else the first loopback origin that knew the token.
 */
export class Guard {
  port = 0;
  readonly #hosts = new Set<string>();
  readonly #notebooks: Set<string>;
  readonly #known: boolean;

  constructor(notebooks: readonly string[]) {
    this.#notebooks = new Set(notebooks);
    this.#known = notebooks.length > 0;
  }

  /** Whether the request was meant for this server. */
  hostAllowed(request: IncomingMessage): boolean {
    const { host } = request.headers;
    if (host === undefined) return false;
    return this.#own(host) || this.#hosts.has(host) || this.#proxied(request);
  }

  /** Whether the page that asks may read the answer. No Origin: not a foreign page's script. */
  originAllowed(request: IncomingMessage): boolean {
    const { origin, host } = request.headers;
    if (origin === undefined || origin === `http://${host}` || origin === `https://${host}`) return true;
    return this.mayBeNotebook(origin);
  }

  /** The origin could be the notebook's; it is, once it has shown the token. */
  mayBeNotebook(origin: string): boolean {
    return (
      this.#notebooks.has(origin) || (!this.#known && this.#notebooks.size === 0 && LOOPBACK.test(origin))
    );
  }

  /** Remembers where a request came from that knew the token. */
  remember(request: IncomingMessage): void {
    const { origin, host } = request.headers;
    if (host !== undefined && this.#proxied(request) && this.#hosts.size < MAX_HOSTS) this.#hosts.add(host);
    if (origin === undefined || host === undefined) return;
    if (!origin.endsWith(`//${host}`) && this.mayBeNotebook(origin)) this.#notebooks.add(origin);
  }

  #own(host: string): boolean {
    return host === `127.0.0.1:${this.port}` || host === `localhost:${this.port}`;
  }

  #proxied(request: IncomingMessage): boolean {
    const prefix = request.headers["x-proxycontextpath"] ?? request.headers["x-forwarded-prefix"];
    return (
      typeof prefix === "string" && new RegExp(`/proxy/(?:127\\.0\\.0\\.1:)?${this.port}/?$`).test(prefix)
    );
  }
}
