import assert from "node:assert/strict";
import path from "node:path";
import { describe, it } from "mocha";
import { serve } from "../../src/lib/widget";
import { able, needing, pwned, withBrowser } from "./support/browser";

const support = path.join(__dirname, "..", "widget", "support");
const page = {
  name: "echo",
  title: "<img src=x onerror=pwned=1>",
  script: path.join(support, "page.js"),
  source: { module: path.join(support, "echo-source.js"), options: null },
};

describe("a widget's page without Jupyter", function () {
  this.timeout(120_000);

  it(needing("asks its source, shows the answer, and says when its server has ended"), async function () {
    if (!able()) this.skip();
    const served = await serve(page);
    await withBrowser(async (open) => {
      const { page: tab, faults } = await open();
      await tab.goto(served.url);
      await tab.getByRole("button", { name: "Ask" }).click();
      await tab.getByText('"echo":{"hello":"<img src=x onerror=pwned=1>"}').waitFor();
      assert.equal(await tab.title(), "<img src=x onerror=pwned=1> – Dataplane Lab");
      assert.equal(await pwned(tab), false);
      assert.deepEqual(faults, []);
      await served.close();
      await tab.locator("[data-state=ended]").waitFor({ timeout: 30_000 });
      await tab.reload();
      assert.match(
        await tab.getByRole("main").or(tab.locator("body")).first().innerText(),
        /404|there is no such page/,
      );
    });
  });

  it(needing("says that its address is wrong when the secret part is missing"), async function () {
    if (!able()) this.skip();
    const served = await serve(page);
    await withBrowser(async (open) => {
      const { page: tab } = await open();
      await tab.goto(served.url.replace(/#.*/, "#wrong"));
      await tab.getByRole("alert").waitFor();
      assert.match(await tab.getByRole("alert").innerText(), /not valid/);
    });
    await served.close();
  });

  it(needing("goes on when its socket is cut again and again, with nothing asked twice"), async function () {
    if (!able()) this.skip();
    const served = await serve(page);
    await withBrowser(async (open) => {
      const { page: tab } = await open();
      let sockets = 0;
      await tab.routeWebSocket(/\/socket$/, (socket) => {
        sockets++;
        socket.connectToServer();
        setTimeout(() => socket.close(), 700);
      });
      await tab.goto(served.url);
      for (let k = 0; k < 4; k++) {
        const before = sockets;
        await tab.locator("[data-state=open]").waitFor({ timeout: 30_000 });
        await tab.getByRole("button", { name: "Ask" }).click();
        await tab.getByText('"echo":{"hello"').waitFor({ timeout: 30_000 });
        for (let tries = 0; sockets === before && tries < 300; tries++) await tab.waitForTimeout(100);
        assert.ok(sockets > before, "it was cut, and came back");
      }
    });
    await served.close();
  });

  it(needing("does without a socket where none comes through"), async function () {
    if (!able()) this.skip();
    const served = await serve(page);
    await withBrowser(async (open) => {
      const { page: tab } = await open();
      await tab.routeWebSocket(/\/socket$/, (socket) => socket.close());
      await tab.goto(served.url);
      await tab.locator("[data-state=open]").waitFor({ timeout: 60_000 });
      await tab.getByRole("button", { name: "Ask" }).click();
      await tab.getByText('"echo":{"hello"').waitFor({ timeout: 30_000 });
      await served.close();
      await tab.locator("[data-state=ended]").waitFor({ timeout: 60_000 });
    });
  });
});
