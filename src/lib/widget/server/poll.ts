import type { IncomingMessage } from "node:http";
import type { Carrier, Session } from "./session";

/** Carries events by held requests, where a proxy lets no socket through: each request takes away what there is. */
export class PollCarrier implements Carrier {
  readonly #give: (events: readonly string[]) => void;

  private constructor(give: (events: readonly string[]) => void) {
    this.#give = give;
  }

  /** The events after `seen`; waits for the first up to `heldMs`. None when it passed, or the page went away. */
  static next(
    session: Session,
    seen: number,
    heldMs: number,
    request: IncomingMessage,
  ): Promise<readonly string[]> {
    return new Promise((resolve) => {
      const settle = (events: readonly string[]): void => {
        clearTimeout(timer);
        request.socket.off("close", gone);
        resolve(events);
        // Whatever else comes waits in the session for the next request.
        session.left(carrier);
      };
      const gone = (): void => settle([]);
      const carrier = new PollCarrier(settle);
      const timer = setTimeout(gone, heldMs);
      request.socket.once("close", gone);
      session.carry(carrier, seen);
    });
  }

  deliver(events: readonly string[]): void {
    this.#give(events);
  }

  end(): void {
    this.#give([]);
  }
}
