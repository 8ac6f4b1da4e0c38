import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "mocha";
import { able, needing, pwned, screenshots, withBrowser } from "./support/browser";
import { type ServedWorkbench, serveWorkbench, WorkbenchOnPage } from "./support/workbench";

const HOSTILE = '<img src=x onerror="window.pwned=1"> \u202Egnp.exe __proto__ =cmd|x';
const TEMPLATE = {
  name: "series",
  version: 1,
  title: "Where does it drift?",
  cards: [
    { id: "label", title: "Label", width: 4, kind: "label" },
    { id: "series", title: "Series", width: 12, kind: "series", time: "second", channels: ["rate", "<b>*"] },
  ],
};
const SCHEMA = {
  name: "stretches",
  version: 1,
  classes: [
    { name: "stable", colour: "#4575b4", key: "1" },
    { name: HOSTILE, colour: "#d73027", key: "2" },
  ],
  confidence: true,
  comment: true,
};

describe("labelled stretches in the workbench", function () {
  this.timeout(240_000);
  let folder: string;
  let data: string;
  let args: string[];
  let served: ServedWorkbench | undefined;
  before(() => mkdirSync(screenshots, { recursive: true }));
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "dataplane-lab-stretches-"));
    data = path.join(folder, "rows.csv");
    const rows = Array.from({ length: 600 }, (_, i) =>
      [i, i % 50 < 3 ? "" : 900 + 300 * Math.sin(i / 40) + (i > 300 ? 400 : 0), (i * 7) % 23].join(","),
    );
    writeFileSync(data, `second,rate,<b>load</b>\n${rows.join("\n")}\n`);
    args = ["--annotator", "ada"];
    for (const [name, value] of [
      ["template", TEMPLATE],
      ["schema", SCHEMA],
    ] as const) {
      const file = path.join(folder, `${name}.json`);
      writeFileSync(file, JSON.stringify(value));
      args.push(`--${name}`, file);
    }
  });
  afterEach(async () => {
    await served?.kill();
    served = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  it(needing("are made, listed, changed and deleted by keyboard alone, and kept"), async function () {
    if (!able()) this.skip();
    for (const round of ["made", "again"] as const) {
      served = await serveWorkbench(data, args);
      const { url } = served;
      await withBrowser(async (open) => {
        const { page, faults, bench } = await WorkbenchOnPage.at(open, url);
        const list = bench.root.getByRole("region", { name: "Labelled stretches" });
        const stretches = list.locator(".wb-stretch");
        const form = list.getByRole("form", { name: "Change this stretch" });
        if (round === "made") {
          await list.getByText("None is labelled yet.").waitFor();
          for (const [n, name] of ["stable", HOSTILE].entries()) {
            await bench.root.getByRole("button", { name: "Mark the middle" }).press("Enter");
            await bench.root
              .locator('[data-card="series"] .wb-class')
              .filter({ hasText: name })
              .press("Enter");
            await form.waitFor();
            // The second one goes behind the first, before the older would give way.
            await form.getByLabel("From").fill(n === 0 ? "100" : "200");
            await form.getByLabel("To", { exact: true }).fill(n === 0 ? "200" : "300.5");
            await form.getByRole("button", { name: "Save stretch" }).press("Enter");
            await list.getByText(n === 0 ? "100 – 200" : "200 – 300.5").waitFor();
            if (n === 0) await stretches.first().press("Enter");
          }
          await form.getByLabel("From").fill("soon");
          await list.getByRole("alert").waitFor();
          assert.ok(await form.getByRole("button", { name: "Save stretch" }).isDisabled());
          await form.getByLabel("From").fill("250");
          await form.getByLabel("To", { exact: true }).fill("");
          await form.getByLabel("Channel").focus();
          await page.keyboard.press("ArrowDown");
          await form.getByLabel("How sure").focus();
          for (let k = 0; k < 3; k++) await page.keyboard.press("ArrowLeft");
          await form.getByLabel("Comment").fill(HOSTILE);
          await page.keyboard.press("Enter");
          await list.getByText("250 – open end").waitFor();
          await list.getByText(/rate · 70 % sure/).waitFor();
        }
        await stretches.nth(1).waitFor();
        assert.equal(await stretches.count(), 2);
        assert.equal(
          (await list.getByText(HOSTILE, { exact: true }).count()) >= 2,
          true,
          "class and comment",
        );
        await page.locator(".wb").press("e");
        assert.ok(
          await stretches
            .first()
            .evaluate(
              (one) =>
                one ===
                (one as unknown as { getRootNode(): { activeElement: unknown } }).getRootNode().activeElement,
            ),
          "the key e goes to the list",
        );
        await page.keyboard.press("ArrowDown");
        // The one that was just saved is open already.
        if (round === "again") await page.keyboard.press("Enter");
        await stretches.and(page.locator("[aria-expanded=true]")).waitFor();
        assert.equal(await stretches.nth(1).getAttribute("aria-expanded"), "true");
        if (round === "made") {
          for (const scheme of ["light", "dark"] as const) {
            await page.emulateMedia({ colorScheme: scheme });
            for (const [name, width, height] of [
              ["", 1280, 1000],
              ["-200", 640, 500],
            ] as const) {
              await page.setViewportSize({ width, height });
              await page.waitForTimeout(400);
              const [inner, whole] = (await page.evaluate(
                "[innerWidth, document.documentElement.scrollWidth]",
              )) as number[];
              assert.ok(whole <= inner, `nothing reaches over the edge: ${whole} of ${inner}`);
              const file = path.join(screenshots, `workbench-stretches-${scheme}${name}.png`);
              await page.screenshot({ path: file, fullPage: true });
            }
          }
        } else {
          await page.keyboard.press("Delete");
          await page.waitForFunction("true");
          while ((await stretches.count()) > 1) await page.waitForTimeout(20);
          // The mark of the second began a third into the 599 seconds, and the first gave way.
          await list.getByText("100 – 199.666667").waitFor();
          await bench.press("u");
          await list.getByText("250 – open end").waitFor();
        }
        assert.equal(await pwned(page), false);
        assert.deepEqual(faults, []);
      });
      await served.kill();
    }
  });
});
