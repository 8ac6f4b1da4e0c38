import net from "node:net";
import tls from "node:tls";
import type { ISocketFactory } from "kafkajs";

const KEEP_ALIVE_MS = 60_000;

/**
 * The connections of one kafkajs client. kafkajs may connect anew while it disconnects, or forget a connection that came
 * about late; such a one would keep the process alive, so that a program that has closed its log does not end.
 */
export class Sockets {
  readonly #open = new Set<net.Socket>();
  #closed = false;

  /** What kafkajs makes its connections with; as its own, but that they are known here. */
  readonly factory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
    if (this.#closed) throw new Error("the log was closed");
    const name = net.isIP(host) === 0 ? { servername: host } : {};
    const socket = ssl
      ? tls.connect({ host, port, ...name, ...ssl }, onConnect)
      : net.connect({ host, port }, onConnect);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    this.#open.add(socket);
    socket.once("close", () => this.#open.delete(socket));
    return socket;
  };

  /** Ends what is left, when kafkajs was told to disconnect; requests that still wait there fail. */
  close(): void {
    this.#closed = true;
    for (const socket of this.#open) socket.destroy(new Error("the log was closed"));
  }
}
