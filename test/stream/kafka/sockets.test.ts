import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { kafkaLog } from "../../../src/lib/stream";
import { Sockets } from "../../../src/lib/stream/kafka/sockets";

/** A server that takes connections and never answers. */
async function mute(use: (port: number, open: Set<net.Socket>) => Promise<void>): Promise<void> {
  const open = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    open.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => open.delete(socket));
    socket.resume();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  try {
    await use((server.address() as net.AddressInfo).port, open);
  } finally {
    for (const socket of open) socket.destroy();
    server.close();
  }
}

async function until(so: () => boolean): Promise<void> {
  while (!so()) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe("connections to a broker", () => {
  it("are gone with the log that is closed, also those of which no answer ever came", () =>
    mute(async (port, open) => {
      const log = kafkaLog({ brokers: `127.0.0.1:${port}` });
      const asked = assert.rejects(log.topics(), { name: "LabError", code: "closed" });
      const joined = assert.rejects(log.consumer({ group: "g", topics: ["rows"] }), { code: "closed" });
      await until(() => open.size > 0);
      await log.close();
      await Promise.all([asked, joined]);
      await until(() => open.size === 0);
    }));

  it("are not made any more by kafkajs once its client was closed, and what waits there fails", () =>
    mute(async (port, open) => {
      const sockets = new Sockets();
      const connect = () =>
        sockets.factory({ host: "127.0.0.1", port, ssl: undefined as never, onConnect: () => {} });
      const socket = connect();
      const failed = once(socket, "error");
      await until(() => open.size === 1);
      sockets.close();
      assert.match(String((await failed)[0]), /the log was closed/);
      await until(() => open.size === 0);
      assert.throws(connect, /the log was closed/);
    }));
});
