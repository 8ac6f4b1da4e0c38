import { fail, quote } from "../../core";
import type { Json } from "../widget";
import type { Ask } from "./session";

/** What a page says, once read: nothing else is believed. */
export interface PageMessage {
  /** The session it had before, and the last event it saw there. */
  readonly session?: string;
  readonly seen: number;
  readonly asks: readonly Ask[];
  /** Only in a socket's first message; requests carry it in a header. */
  readonly token?: string;
}

/** Reads a page's message. @throws LabError `format` */
export function readPageMessage(text: string): PageMessage {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    fail({ code: "format", expected: "JSON", found: quote(text) });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) wrong("an object", value);
  const { session, seen, asks, token } = value as Record<string, unknown>;
  if (session !== undefined && typeof session !== "string") wrong("a text as session", session);
  if (token !== undefined && typeof token !== "string") wrong("a text as token", token);
  if (seen !== undefined && !(Number.isSafeInteger(seen) && (seen as number) >= 0))
    wrong("a count as seen", seen);
  if (asks !== undefined && !Array.isArray(asks)) wrong("a list of asks", asks);
  return {
    session: session as string | undefined,
    token: token as string | undefined,
    seen: (seen as number | undefined) ?? 0,
    asks: ((asks as unknown[] | undefined) ?? []).map(readAsk),
  };
}

function readAsk(value: unknown): Ask {
  const { ask, body } = (value ?? {}) as { ask?: unknown; body?: Json };
  if (!(Number.isSafeInteger(ask) && (ask as number) > 0)) wrong("a positive number as ask", ask);
  return { ask: ask as number, body: body ?? null };
}

function wrong(expected: string, found: unknown): never {
  return fail({ code: "format", expected, found: quote(found) });
}
