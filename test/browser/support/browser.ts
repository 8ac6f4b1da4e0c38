import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";

export const root = path.resolve(__dirname, "../../..");
/** Screenshots for eyes, beside the runs; not in git. */
export const screenshots = path.join(root, "results", "browser-tests");

/** The browser to drive: DATAPLANE_LAB_CHROMIUM, else where Debian's package and Google's put it. */
export const chromiumFile = [
  process.env.DATAPLANE_LAB_CHROMIUM ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((file) => file !== "" && existsSync(file));

/** The Python environment: DATAPLANE_LAB_VENV, else the one that `npm run lab` makes. */
export const venvBin = [process.env.DATAPLANE_LAB_VENV ?? "", path.join(root, "environment", ".venv")]
  .filter((folder) => folder !== "")
  .map((folder) => path.join(folder, "bin"))
  .find((folder) => existsSync(path.join(folder, "jupyter-lab")));

const NEEDS_CHROMIUM = chromiumFile === undefined ? " (install the package chromium to run this)" : "";
const NEEDS_VENV = venvBin === undefined ? " (run `npm run lab -- --setup-only` to run this)" : "";

/** A test's title that names what must be installed, when it is not. */
export function needing(title: string, needs: { readonly venv?: boolean } = {}): string {
  return title + NEEDS_CHROMIUM + (needs.venv ? NEEDS_VENV : "");
}

/** Whether a test can run on this machine. */
export function able(needs: { readonly venv?: boolean } = {}): boolean {
  return NEEDS_CHROMIUM === "" && !(needs.venv && NEEDS_VENV !== "");
}

/** What a page did wrong: exceptions, errors on the console, requests that left this machine. */
export interface Watched {
  readonly page: Page;
  readonly faults: string[];
}

/** A browser of our own with a fresh profile; it and the profile are gone after `use`. */
export async function withBrowser<T>(use: (open: () => Promise<Watched>) => Promise<T>): Promise<T> {
  const profile = mkdtempSync(path.join(tmpdir(), "dataplane-lab-browser-"));
  let context: BrowserContext | undefined;
  try {
    context = await chromium.launchPersistentContext(profile, {
      executablePath: chromiumFile,
      headless: true,
      viewport: { width: 1100, height: 1400 },
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
    const browser = context;
    return await use(async () => watch(await browser.newPage()));
  } finally {
    await context?.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function watch(page: Page): Promise<Watched> {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`exception: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  // A figure needs no network: what leaves the machine is refused, and is a fault.
  await page.route("**/*", (route) => {
    const url = new URL(route.request().url());
    const near = ["file:", "data:", "blob:"].includes(url.protocol) || url.hostname === "127.0.0.1";
    if (near) return route.continue();
    faults.push(`request to ${url.host}`);
    return route.abort();
  });
  return { page, faults };
}

/** Whether a hostile text ran: each of them would set this. */
export function pwned(page: Page): Promise<boolean> {
  return page.evaluate(() => "pwned" in globalThis);
}
