import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { describe, it } from "mocha";
import { liveRun } from "../../src/lib/loop";
import { driftDashboard, show } from "../../src/lib/view";
import { savedState } from "../../src/lib/view/drift-dashboard";
import { Story } from "../support/live-run-folder";
import { HOSTILE } from "./support/figures";
import { runSnapshot } from "./support/run-snapshot";

/** The tags of a piece of HTML, without their attributes. */
const tags = (html: string): string[] =>
  [...html.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, name]) => name.toLowerCase());

describe("the saved state of a live run", () => {
  it("is a picture, its figures and its events", () => {
    const { html, text } = savedState(runSnapshot());
    assert.match(html, /<img alt="[^"]*simulated data[^"]*" src="data:image\/png;base64,[A-Za-z0-9+/]{1000}/);
    assert.match(html, /83\.0 % in service, 41\.0 % baseline/);
    assert.match(html, /score 0\.41 ≥ 0\.35/);
    assert.match(text, /^State: running at 2026-01-02 03:04:05 UTC\nStrategy/);
  });

  it("stays text with every hostile text at every place", () => {
    const plain = tags(savedState(runSnapshot()).html).join();
    for (const text of HOSTILE) {
      const { html } = savedState(runSnapshot(text));
      assert.equal(tags(html).join(), plain, JSON.stringify(text));
      assert.ok(
        !/\son\w+=|javascript:[^<]*"/i.test(html.replace(/>[^<]*</g, "><").replace(/alt="[^"]*"/g, "")),
      );
    }
  });
});

describe("driftDashboard", function () {
  this.timeout(60_000);

  it("is an output with the saved state first, a text for terminals, and no secret but its own", async () => {
    const story = await Story.begin({ rows: 900 });
    await story.advance(600);
    const dashboard = await driftDashboard(liveRun(story.folder));
    const printed: string[] = [];
    const write = process.stdout.write;
    process.stdout.write = ((text: string) => printed.push(text) > 0) as typeof write;
    try {
      show(dashboard);
    } finally {
      process.stdout.write = write;
    }
    assert.match(printed.join(""), /Rows predicted: 600/);
    assert.ok(dashboard.html.indexOf("<img") < dashboard.html.indexOf("<script"));
    assert.ok(dashboard.html.includes(dashboard.token));
    const end = dashboard.htmlWith("<p>other</p>");
    assert.ok(end.includes("<p>other</p>") && !end.includes("<img") && end.includes(dashboard.token));
    await dashboard.close();
    await story.finish();
    rmSync(story.folder, { recursive: true, force: true });
  });

  it("needs a run", async () => {
    await assert.rejects(driftDashboard(liveRun(__dirname)), /expected a run folder of the loop/);
  });
});
