import type { Address } from "./connection";
import type { Carrier, Hearer } from "./polling";

/** A socket that is silent for longer is dead, in ms; the server says something every 10 s. */
const SILENCE_MS = 25_000;
const OPENING_MS = 5_000;

/** Opens a socket for a session. Rejects when none comes through. */
export function openSocket(
  address: Address,
  session: string,
  seen: number,
  hearer: Hearer,
): Promise<Carrier> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${address.base.replace(/^http/, "ws")}socket`);
    let open = false;
    let acknowledging: ReturnType<typeof setTimeout> | undefined;
    let silence = setTimeout(() => socket.close(), OPENING_MS);
    const say = (message: object): void => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ session, ...message }));
    };
    socket.onopen = () => say({ token: address.token, seen });
    socket.onmessage = ({ data }) => {
      clearTimeout(silence);
      silence = setTimeout(() => socket.close(), SILENCE_MS);
      hearer.events(JSON.parse(String(data)) as unknown[]);
    };
    socket.onclose = () => {
      clearTimeout(silence);
      clearTimeout(acknowledging);
      if (open) hearer.left();
      else reject(new Error("no socket comes through"));
    };
    const carrier: Carrier = {
      send: (asks, now) => say({ asks, seen: now }),
      acknowledge(now) {
        // The server keeps events until they are acknowledged; a word now and then is enough.
        clearTimeout(acknowledging);
        acknowledging = setTimeout(() => say({ seen: now }), 200);
      },
      close: () => socket.close(),
    };
    // The server's first word, an empty list, says that the session was found: only then is the line open.
    const first = socket.onmessage;
    socket.onmessage = (event) => {
      open = true;
      socket.onmessage = first;
      resolve(carrier);
      queueMicrotask(() => first?.call(socket, event));
    };
  });
}
