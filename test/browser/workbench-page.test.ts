import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "mocha";
import { able, needing, pwned, screenshots, withBrowser } from "./support/browser";
import {
  exportedLabels,
  labelByKeys,
  type ServedWorkbench,
  serveWorkbench,
  WorkbenchOnPage,
  writeRows,
} from "./support/workbench";

const CLASSES = [
  { key: "1", name: "TC" },
  { key: "2", name: "OVS" },
  { key: "3", name: "IPTABLES" },
];
const ARGS = ["--schema", "netlabeller", "--annotator", "ada"];

/** What of a control's element tells a screen reader its name. */
interface Control {
  readonly labels?: ArrayLike<{ readonly textContent: string }> | null;
  readonly textContent: string;
  readonly title: string;
  readonly outerHTML: string;
  getAttribute(name: string): string | null;
}

describe("the labelling workbench as a page", function () {
  this.timeout(240_000);
  let folder: string;
  let data: string;
  let served: ServedWorkbench | undefined;
  before(() => mkdirSync(screenshots, { recursive: true }));
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "dataplane-lab-workbench-"));
    data = path.join(folder, "rows.csv");
    writeRows(data, 40);
  });
  afterEach(async () => {
    await served?.kill();
    served = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    needing("labels 30 rows by keyboard alone; a server killed in between loses none, the order stays"),
    async function () {
      if (!able()) this.skip();
      const plan = Array.from({ length: 30 }, (_, i) => CLASSES[(i * 7) % 3]);
      const said: { row: number; name: string }[] = [];
      for (const half of [plan.slice(0, 14), plan.slice(14)]) {
        served = await serveWorkbench(data, ARGS);
        const { url } = served;
        await withBrowser(async (open) => {
          const { page, faults, bench } = await WorkbenchOnPage.at(open, url);
          assert.equal(await bench.instance(), said.length + 1, "where the labelling stopped");
          said.push(...(await labelByKeys(bench, half)));
          await served?.kill();
          await page.waitForTimeout(500);
          assert.equal(await pwned(page), false);
          assert.deepEqual(
            faults.filter((fault) => !/WebSocket|ERR_CONNECTION|Failed to load/.test(fault)),
            [],
          );
        });
      }
      served = await serveWorkbench(data, ARGS);
      const { url } = served;
      await withBrowser(async (open) => {
        const { page, bench } = await WorkbenchOnPage.at(open, url);
        await bench.press("Control+s");
        await page.getByText(/Saved 40 rows, 30 labelled/).waitFor();
      });
      const { rows, labels } = exportedLabels(path.join(`${data}.labels`, "rows.labelled.csv"));
      assert.deepEqual(
        rows,
        Array.from({ length: 40 }, (_, i) => i),
      );
      assert.deepEqual(
        said.map(({ row }) => row),
        Array.from({ length: 30 }, (_, i) => i),
      );
      assert.deepEqual(labels, [...plan.map(({ name }) => name), ...Array(10).fill("")]);
    },
  );

  it(needing("undoes, skips, jumps, filters and labels many at once, all by keyboard"), async function () {
    if (!able()) this.skip();
    served = await serveWorkbench(data, ARGS);
    const { url } = served;
    await withBrowser(async (open) => {
      const { page, bench } = await WorkbenchOnPage.at(open, url);
      await bench.press("2");
      assert.equal(await bench.moved(1), 2);
      await bench.press("u");
      assert.equal(await bench.moved(2), 1, "undo goes back to the row");
      await page.getByText("0 labelled").waitFor();
      assert.match(await bench.note(), /^Undone: /);
      await page.keyboard.press("Control+Shift+Z");
      await page.getByText("1 labelled").waitFor();
      assert.match(await bench.note(), /^Done again: /);
      await page.keyboard.press("Control+z");
      await page.getByText("0 labelled").waitFor();
      await bench.press("r");
      await page.getByText("1 labelled").waitFor();
      await page.keyboard.press("g");
      await page.keyboard.type("20");
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => true);
      assert.equal(await bench.moved(1).then(() => bench.instance()), 20);
      await bench.press("s");
      await page.getByText(/1 skipped/).waitFor();
      await page.keyboard.press("/");
      await page.keyboard.type("rx_packets is missing");
      await page.keyboard.press("Enter");
      await page.getByText("6 match", { exact: true }).waitFor();
      await page.keyboard.press("b");
      const dialog = page.getByRole("dialog", { name: "Label all that match" });
      await dialog.getByText(/6 rows match/).waitFor();
      await dialog.getByRole("combobox").selectOption("OVS");
      await dialog.getByRole("button", { name: /Label 6 rows/ }).press("Enter");
      await page.getByText(/[67] labelled/).waitFor();
      await page.keyboard.press("u");
      await page.getByText("1 labelled").waitFor();
      await page.keyboard.press("/");
      await page.keyboard.type("no_such_column = 3");
      await page.keyboard.press("Enter");
      await page.locator(".wb-note[data-kind=error]").waitFor();
      assert.match(await bench.note(), /no_such_column/);
    });
  });

  it(needing("has landmarks and names, and fits at 200 % in light and dark"), async function () {
    if (!able()) this.skip();
    served = await serveWorkbench(data, ARGS);
    const { url } = served;
    await withBrowser(async (open) => {
      const { page, bench } = await WorkbenchOnPage.at(open, url);
      for (const role of ["banner", "main", "navigation", "search"] as const) {
        assert.ok((await bench.root.getByRole(role).count()) >= 1, role);
      }
      const nameless = await bench.root
        .locator("button, input, select, textarea")
        .evaluateAll((found) =>
          (found as unknown as readonly Control[])
            .filter((one) =>
              [
                one.getAttribute("aria-label"),
                one.labels?.[0]?.textContent,
                one.textContent,
                one.title,
              ].every((text) => (text ?? "").trim() === ""),
            )
            .map((one) => one.outerHTML),
        );
      assert.deepEqual(nameless, []);
      for (const scheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.setViewportSize({ width: 1280, height: 1000 });
        await page.waitForTimeout(400);
        await page.screenshot({ path: path.join(screenshots, `workbench-${scheme}.png`), fullPage: true });
        // Similar instances stand beside each other without scrolling, down to a narrow window.
        await page.setViewportSize({ width: 800, height: 1000 });
        const beside = page.locator(".wb-neighbours");
        await beside.waitFor();
        const [room, table] = await beside.evaluate((found) => {
          const one = found as unknown as { scrollWidth: number; parentElement: { clientWidth: number } };
          return [one.parentElement.clientWidth, one.scrollWidth];
        });
        assert.ok(table <= room, `similar instances fit: ${table} of ${room}`);
        // 200 %: half as many CSS pixels on the same screen.
        await page.setViewportSize({ width: 640, height: 500 });
        await page.waitForTimeout(400);
        const [inner, whole] = (await page.evaluate(
          "[innerWidth, document.documentElement.scrollWidth]",
        )) as number[];
        assert.ok(whole <= inner, `nothing reaches over the edge: ${whole} of ${inner}`);
        await page.screenshot({
          path: path.join(screenshots, `workbench-${scheme}-200.png`),
          fullPage: true,
        });
      }
    });
  });
});
