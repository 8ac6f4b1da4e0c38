// The thread that serves all widgets of this process: see serve.ts. It answers while the main thread computes.
import { createServer } from "node:http";
import { parentPort, workerData } from "node:worker_threads";
import { LabError } from "../../core";
import type { WidgetSpec } from "../widget";
import { Entry } from "./entry";
import { Guard } from "./guard";
import { answerRequest, type House } from "./http";
import { MAX_CONNECTIONS } from "./limits";
import { Sockets } from "./socket";

/** What the main thread asks for. */
export type Order =
  | { readonly call: number; readonly open: Pick<WidgetSpec, "name" | "title" | "script" | "source"> }
  | { readonly call: number; readonly close: string };

/** What the main thread hears. */
export type Report =
  | { readonly call: number; readonly port: number; readonly id: string; readonly token: string }
  | { readonly call: number; readonly closed: string }
  | { readonly call: number; readonly fault: Record<string, unknown>; readonly stack?: string };

/** What the thread is started with. */
export interface Start {
  readonly scripts: Readonly<Record<string, Uint8Array>>;
  readonly notebooks: readonly string[];
}

const { scripts, notebooks } = workerData as Start;
const entries = new Map<string, Entry>();
const house: House = {
  guard: new Guard(notebooks),
  entries,
  scripts: Object.fromEntries(Object.entries(scripts).map(([name, bytes]) => [name, Buffer.from(bytes)])),
};
const sockets = new Sockets(house);
const server = createServer(
  { headersTimeout: 5_000, requestTimeout: 20_000, keepAliveTimeout: 10_000, maxHeaderSize: 16 << 10 },
  (request, response) => answerRequest(house, request, response),
);
server.maxConnections = MAX_CONNECTIONS;
server.on("upgrade", (request, socket, head) => sockets.upgrade(request, socket, head));
server.on("clientError", (_error, socket) => socket.destroy());

const listening = new Promise<number>((resolve, reject) => {
  server.once("error", reject);
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as { port: number };
    house.guard.port = port;
    resolve(port);
  });
});

// A fault in a timer of one source must not take the pages of the others down.
process.on("uncaughtException", (error) => console.error(`widget server: ${error?.stack ?? error}`));
process.on("unhandledRejection", (error) =>
  console.error(`widget server: ${(error as Error | undefined)?.stack ?? error}`),
);

/** The first of a name is called so, further ones have a number behind it. */
function freeId(name: string): string {
  let id = name;
  for (let n = 2; used.has(id); n++) id = `${name}-${n}`;
  used.add(id);
  return id;
}
// An address is never given out again: what an old page knows must not reach a new widget.
const used = new Set<string>();

async function follow(order: Order): Promise<Report> {
  if ("close" in order) {
    const entry = entries.get(order.close);
    entries.delete(order.close);
    await entry?.close();
    return { call: order.call, closed: order.close };
  }
  const port = await listening;
  const { name, ...spec } = order.open;
  const entry = await Entry.open(freeId(name), spec);
  entries.set(entry.id, entry);
  return { call: order.call, port, id: entry.id, token: entry.token };
}

parentPort?.on("message", (order: Order) => {
  follow(order)
    .catch((error: Error): Report => {
      const fault = error instanceof LabError ? error.toJSON() : { code: "internal", message: error.message };
      return { call: order.call, fault: JSON.parse(JSON.stringify(fault)), stack: error.stack };
    })
    .then((report) => parentPort?.postMessage(report));
});
