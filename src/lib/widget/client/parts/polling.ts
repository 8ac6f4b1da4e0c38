import type { Json } from "../../widget";
import { type Address, post } from "./connection";

export interface AskMessage {
  readonly ask: number;
  readonly body: Json;
}

/** What a carrier tells its line. */
export interface Hearer {
  events(events: readonly unknown[]): void;
  /** The carrier is of no use any more. */
  left(): void;
}

/** What carries messages: a socket, or requests that the server holds open. */
export interface Carrier {
  send(asks: readonly AskMessage[], seen: number): void;
  /** All events up to this one have arrived; what is said may wait for the next message. */
  acknowledge(seen: number): void;
  close(): void;
}

/** Requests in place of a socket, for proxies that let none through. */
export async function openPolling(
  address: Address,
  session: string,
  seen: number,
  hearer: Hearer,
): Promise<Carrier> {
  const stop = new AbortController();
  let latest = seen;
  let sending = false;
  const queue: AskMessage[] = [];

  const leave = (): void => {
    if (stop.signal.aborted) return;
    stop.abort();
    hearer.left();
  };
  const listen = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const response = await post(address, "poll", { session, seen: latest }, stop.signal);
      if (!response.ok) return leave();
      const { events } = (await response.json()) as { events: unknown[] };
      if (!stop.signal.aborted) hearer.events(events);
    }
  };
  // One request after another: in their order, and several messages in one where they come fast.
  const flush = async (): Promise<void> => {
    if (sending) return;
    sending = true;
    while (queue.length > 0 && !stop.signal.aborted) {
      const response = await post(
        address,
        "send",
        { session, seen: latest, asks: queue.splice(0, 32) },
        stop.signal,
      );
      if (!response.ok) leave();
    }
    sending = false;
  };
  listen().catch(leave);
  return {
    send(asks, now) {
      latest = Math.max(latest, now);
      queue.push(...asks);
      flush().catch(leave);
    },
    acknowledge(now) {
      latest = Math.max(latest, now);
    },
    close: () => stop.abort(),
  };
}
