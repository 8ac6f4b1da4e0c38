/** The largest message a page may send, in bytes: a larger body is 413, a larger frame ends the socket with 1009. */
export const MAX_MESSAGE_BYTES = 1 << 20;

/** A larger body than that is not even read to its end. */
export const MAX_DRAINED_BYTES = 16 << 20;

/** Sockets and plain connections open at once, for all pages of the process. */
export const MAX_CONNECTIONS = 256;

/** Pages of one widget, counting those that went a moment ago and may come back. */
export const MAX_SESSIONS = 64;

/** Messages of one page that wait for their answer; further ones are refused with `busy`. */
export const MAX_UNANSWERED = 64;

/** Messages of one page in a second. A hand on a mouse makes a tenth of that. */
export const MAX_MESSAGES_PER_SECOND = 1000;

/** What waits for a page that does not take it; beyond, the page must begin anew. */
export const MAX_WAITING_EVENTS = 4096;
export const MAX_WAITING_BYTES = 64 << 20;

/** How long a page may be away (reload of a proxy, sleep of a laptop) and still find its session, in ms. */
export const SESSION_KEPT_MS = 60_000;

/** How long a request for events is held open while there are none, in ms. Proxies cut at 30 s and more. */
export const POLL_HELD_MS = 15_000;

/** A socket that has not said who it is by then is closed, in ms. */
export const GREETING_MS = 5_000;

/** Between two signs of life on a socket, in ms. */
export const BEAT_MS = 10_000;
