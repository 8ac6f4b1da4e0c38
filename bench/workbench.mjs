// npm run bench -- workbench [rows …]: the labelling workbench in Chromium, over data sets of several sizes: how long
// it takes from a key to the next instance on the page, and from a label's key to the row after it (the label is on
// disk by then). Chromium: DATAPLANE_LAB_CHROMIUM, else where Debian puts it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const given = process.argv.slice(2).map(Number).filter(Number.isFinite);
const sizes = given.length > 0 ? given : [100, 1_000_000];
const STEPS = 200;

/** A table of 35 columns, as instances have them. */
async function writeRows(file, rows) {
  const out = createWriteStream(file);
  const names = Array.from({ length: 34 }, (_, k) => (k === 9 ? "rule_technology" : `metric_${k}`));
  out.write(`${["row", ...names].join(",")}\n`);
  for (let i = 0; i < rows; i++) {
    const cells = names.map((_, k) =>
      k === 9 ? ["TC", "OVS", "IPTABLES"][i % 3] : ((i * (k + 7)) % 9973) + k,
    );
    if (!out.write(`${i},${cells.join(",")}\n`)) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
}

async function serve(data) {
  const child = spawn(process.execPath, [
    path.join(root, "src", "cli", "bin", "dataplane-lab.js"),
    "label",
    data,
    "--schema",
    "netlabeller",
    "--json",
  ]);
  child.stderr.pipe(process.stderr);
  const url = await new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
      const found = /"url": "([^"]+)"/.exec(text);
      if (found !== null) resolve(found[1]);
    });
    child.once("exit", (code) => reject(new Error(`the workbench ended with ${code}`)));
  });
  return { url, child };
}

/** In the page: presses a key and gives the milliseconds until the number of the instance has changed. */
const PRESS = `(key) => new Promise((resolve) => {
  const root = [...document.querySelectorAll("*")].map((e) => e.shadowRoot).find((s) => s?.querySelector("[data-focus=jump]"));
  const field = root.querySelector("[data-focus=jump]");
  const before = field.value;
  const start = performance.now();
  const look = () => field.value !== before ? resolve(performance.now() - start) : setTimeout(look, 0);
  window.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  look();
})`;

function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)].toFixed(1);
}

const browser = await chromium.launch({
  executablePath: process.env.DATAPLANE_LAB_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
});
console.log("| instances | open s | next p50 ms | next p99 ms | label and next p50 ms | p99 ms |");
console.log("|---|---|---|---|---|---|");
for (const rows of sizes) {
  const folder = mkdtempSync(path.join(tmpdir(), "dataplane-lab-bench-"));
  try {
    const data = path.join(folder, "instances.csv");
    await writeRows(data, rows);
    const started = performance.now();
    const { url, child } = await serve(data);
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    await page.goto(url);
    await page.getByRole("heading", { name: "Label", exact: true }).waitFor({ timeout: 120_000 });
    const opened = (performance.now() - started) / 1000;
    await page.waitForTimeout(1500);
    const times = { next: [], label: [] };
    const steps = Math.min(STEPS, Math.floor(rows / 2) - 1);
    for (let i = 0; i < steps; i++) times.next.push(await page.evaluate(`(${PRESS})("ArrowRight")`));
    for (let i = 0; i < steps; i++)
      times.label.push(await page.evaluate(`(${PRESS})(String(1 + (${i} % 3)))`));
    console.log(
      `| ${rows} | ${opened.toFixed(1)} | ${[times.next, times.label].flatMap((t) => [quantile(t, 0.5), quantile(t, 0.99)]).join(" | ")} |`,
    );
    await page.close();
    child.kill("SIGTERM");
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
await browser.close();
