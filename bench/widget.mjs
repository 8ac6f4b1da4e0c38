// The widget server and the live drift widget: how fast pages are answered while the main thread computes, what a
// window of 3 channels × 3.6 million points costs, and how the page moves in Chromium. Needs a built library.
// `npm run bench -- widget [rows]`
import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

const require = createRequire(import.meta.url);
const { core, loop, widget } = require("dataplane-lab");
const root = path.resolve(import.meta.dirname, "..");
const rows = Number(process.argv[2] ?? 3_600_000);
const folder = mkdtempSync(path.join(os.tmpdir(), "lab-bench-widget-"));

const SPANS = [
  ["whole run", rows],
  ["a tenth", rows / 10],
  ["a hundredth", rows / 100],
  ["20,000 rows", 20_000],
  ["1,000 rows", 1000],
];

const quantile = (values, q) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))];
const ms = (value) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
const spread = (values) =>
  `p50 ${ms(quantile(values, 0.5))}, p99 ${ms(quantile(values, 0.99))}, ${values.length} times`;

/** A finished run with so many rows, truth missing here and there, and a look every 50 rows over 60 features. */
function writeRun() {
  const features = Array.from(
    { length: 60 },
    (_, f) => `${["firewall", "nf_router", "ndpi_stats", "payload_scan", "bridge"][f % 5]}_e${f}`,
  );
  const third = Math.floor(rows / 3);
  writeFileSync(
    path.join(folder, "run.json"),
    JSON.stringify({
      run: "bench",
      state: "finished",
      started: 0,
      ended: 1,
      strategy: "none",
      broker: "none",
      seed: 1,
      target: "latency",
      features,
      models: ["m-1"],
      segments: [],
      simulated: true,
      caption: "",
      stages: [0, 1, 2].map((k) => ({ name: `stage ${k}`, from: k * third, to: (k + 1) * third })),
    }),
  );
  const draw = core.random("bench");
  const width = loop.ROW_FIELDS.length;
  const block = 100_000;
  const file = openSync(path.join(folder, "rows.f64"), "w");
  const looks = openSync(path.join(folder, "readings.jsonl"), "w");
  for (let from = 0; from < rows; from += block) {
    const count = Math.min(block, rows - from);
    const values = new Float64Array(count * width);
    let lines = "";
    for (let i = 0; i < count; i++) {
      const seq = from + i;
      const level = 2000 + 500 * Math.sin(seq / 200_000);
      values[i * width] = seq;
      values[i * width + 6] = seq % 997 > 980 ? Number.NaN : level + 300 * (draw.uniform() - 0.5);
      values[i * width + 7] = 2000 + 300 * (draw.uniform() - 0.5);
      values[i * width + 8] = level + 300 * (draw.uniform() - 0.5);
      if (seq % 50 === 49) {
        const perFeature = Array.from({ length: 60 }, () => Number((0.2 * draw.uniform()).toFixed(4)));
        lines += `${JSON.stringify({ seq, score: 0.1, bound: Math.LN2, tier: 0, tiers: [0.2, 0.35, 0.5], signs: [], perFeature, perVnf: { firewall: 0.1, bridge: 0.2 } })}\n`;
      }
    }
    writeSync(file, new Uint8Array(values.buffer));
    writeSync(looks, lines);
  }
  closeSync(file);
  closeSync(looks);
}

/** A page without a browser. */
class Page {
  constructor({ url, token }) {
    this.base = url.replace(/#.*/, "");
    this.token = token;
    this.asked = 0;
    this.seen = 0;
  }
  async post(name, body) {
    const response = await fetch(this.base + name, {
      method: "POST",
      headers: { "content-type": "application/json", "x-dataplane-lab-token": this.token },
      body: JSON.stringify({ session: this.session, seen: this.seen, ...body }),
    });
    return response.json();
  }
  async ask(body) {
    this.session ??= (await this.post("hello", {})).session;
    const ask = ++this.asked;
    await this.post("send", { asks: [{ ask, body }] });
    for (;;) {
      for (const event of (await this.post("poll", {})).events) {
        this.seen = Math.max(this.seen, event.n);
        if (event.ask === ask) return event.body;
      }
    }
  }
}

async function loaded(page) {
  for (;;) {
    const state = await page.ask({ what: "state" });
    if (state.loading === 0 && state.rows === rows) return state;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function whileBusy(served) {
  const script = `
    const [url, token] = process.argv.slice(1);
    console.log("ready");
    const times = [];
    const end = performance.now() + 4000;
    while (performance.now() < end) {
      const before = performance.now();
      await (await fetch(url + "hello", { method: "POST", headers: { "content-type": "application/json", "x-dataplane-lab-token": token }, body: "{}" })).text();
      times.push(performance.now() - before);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    console.log(JSON.stringify(times));`;
  const asker = spawn(
    process.execPath,
    ["--input-type=module", "-e", script, served.url.replace(/#.*/, ""), served.token],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let text = "";
  const done = new Promise((resolve) => asker.on("close", resolve));
  asker.stdout.on("data", (chunk) => {
    text += chunk;
  });
  await new Promise((resolve) => asker.stdout.once("data", resolve));
  const end = performance.now() + 4000;
  while (performance.now() < end);
  await done;
  console.log(
    `answers while the main thread computes: ${spread(JSON.parse(text.trim().split("\n").at(-1)))}`,
  );
}

/** Without the way there and back, which other programs on the machine stretch. */
function windowsAlone() {
  const { RunData } = require(path.join(root, "src", "lib", "dist", "loop", "live", "run-data.js"));
  const data = new RunData(folder, { tolerance: 0.2, window: 256 });
  const cpu = process.cpuUsage();
  while (data.advance(0).left > 0);
  const { user, system } = process.cpuUsage(cpu);
  console.log(`read in by one thread: ${((user + system) / 1e6).toFixed(2)} s of CPU time`);
  const draw = core.random("alone");
  for (const [name, span] of SPANS) {
    const times = { rows: [], readings: [] };
    for (let k = 0; k < 200; k++) {
      const from = Math.floor(draw.uniform() * (rows - span));
      for (const part of ["rows", "readings"]) {
        const before = performance.now();
        data[part].window(from, from + span - 1, 1200);
        times[part].push(performance.now() - before);
      }
    }
    console.log(`  ${name}: rows ${spread(times.rows)}; drift and heat maps ${spread(times.readings)}`);
  }
  data.close();
}

async function windows(page) {
  const draw = core.random("windows");
  for (const [name, span] of SPANS) {
    const times = { rows: [], drift: [] };
    for (let k = 0; k < 60; k++) {
      const from = Math.floor(draw.uniform() * (rows - span));
      for (const what of ["rows", "drift"]) {
        const before = performance.now();
        await page.ask({ what, from, to: from + span - 1, columns: 1200 });
        times[what].push(performance.now() - before);
      }
    }
    console.log(
      `window of ${name}, 1200 columns: rows ${spread(times.rows)}; drift and heat maps ${spread(times.drift)}`,
    );
  }
}

async function moving(served) {
  const executablePath = [
    process.env.DATAPLANE_LAB_CHROMIUM ?? "",
    "/usr/bin/chromium",
    "/usr/bin/google-chrome",
  ].find((file) => file !== "" && existsSync(file));
  if (executablePath === undefined) return console.log("no Chromium here: its part is left out");
  const { chromium } = require("playwright-core");
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 1300 } });
  const before = performance.now();
  await page.goto(served.url);
  await page.locator(".range", { hasText: "rows 0 to" }).waitFor();
  await page.locator(".heat").waitFor();
  console.log(`page with the whole run drawn: ${ms(performance.now() - before)}`);
  const box = await page.locator(".plot").first().boundingBox();
  for (const [name, zooms] of [
    ["a thirtieth of the run", 5],
    ["a thousandth", 5],
  ]) {
    await page.getByRole("button", { name: "Whole run" }).focus();
    for (let k = 0; k < zooms; k++) await page.keyboard.press("+");
    await page.waitForTimeout(1000);
    await page.evaluate(`(() => {
      globalThis.frames_ = [];
      let last = performance.now();
      const tick = (now) => { globalThis.frames_.push(now - last); last = now; globalThis.ticking = requestAnimationFrame(tick); };
      requestAnimationFrame(tick);
    })()`);
    await page.mouse.move(box.x + box.width * 0.9, box.y + 100);
    await page.mouse.down();
    for (let k = 0; k < 120; k++) await page.mouse.move(box.x + box.width * (0.9 - 0.006 * k), box.y + 100);
    await page.mouse.up();
    const frames = await page.evaluate(
      "cancelAnimationFrame(globalThis.ticking), globalThis.frames_.slice(2)",
    );
    console.log(
      `dragging ${name}: ${(1000 / (frames.reduce((a, b) => a + b, 0) / frames.length)).toFixed(0)} frames/s, a frame ${spread(frames)}`,
    );
  }
  await browser.close();
}

try {
  writeRun();
  console.log(
    `windows of 1200 columns over ${rows.toLocaleString("en-US")} rows × 3 channels, by the source alone:`,
  );
  windowsAlone();
  const before = performance.now();
  const served = await widget.serve(loop.liveRun(folder).page);
  const page = new Page(served);
  await loaded(page);
  console.log(
    `${rows.toLocaleString("en-US")} rows × 3 channels read in: ${((performance.now() - before) / 1000).toFixed(1)} s; memory of the process ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`,
  );
  await windows(page);
  await whileBusy(served);
  await moving(served);
  await served.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`load ${os.loadavg()[0].toFixed(1)} on ${os.cpus().length} cores, Node ${process.versions.node}`);
process.exit(0);
