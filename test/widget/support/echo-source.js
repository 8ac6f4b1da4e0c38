// A source for tests, as a compiled module would be.
exports.openSource = (options) => {
  if (options?.broken) throw new Error("this source does not open");
  const clients = new Set();
  const asked = [];
  return {
    connected: (client) => clients.add(client),
    disconnected: (client) => clients.delete(client),
    async handle(message, from) {
      if (message?.fail) throw Object.assign(new Error(message.fail), { name: "LabError", code: "argument" });
      if (message?.wait) await new Promise((resolve) => setTimeout(resolve, message.wait));
      if (message?.push) for (const client of clients) client.send(message.push);
      if (message?.count) {
        asked.push(message.count);
        return asked;
      }
      return { echo: message, from: from.id, clients: clients.size, options };
    },
    async close() {
      for (const client of clients) client.send("closing");
    },
  };
};
