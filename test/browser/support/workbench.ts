import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { HOSTILE } from "../../view/support/figures";
import { root, type Watched } from "./browser";

/** A CSV file with a NUL or a line end in it is another story. */
const TEXTS = HOSTILE.map((text) => text.replace(/[\0\r\n]/g, " "));

/** Rows to label, with hostile texts and gaps; the first column says which row it is. */
export function writeRows(file: string, rows: number): void {
  const lines = ["row,rule_technology,rule_description,rx_packets,tx_packets,second"];
  for (let i = 0; i < rows; i++) {
    const text = TEXTS[i % TEXTS.length].replaceAll('"', '""');
    const gap = i % 7 === 3 ? "" : String(100 + ((i * 37) % 50));
    lines.push(`${i},${["TC", "OVS", "IPTABLES"][i % 3]},"${text}",${gap},${i * i},${i}`);
  }
  writeFileSync(file, `${lines.join("\n")}\n`);
}

/** A workbench of its own process, as `dataplane-lab label` serves it. */
export interface ServedWorkbench {
  readonly url: string;
  /** Ends it without a chance to say goodbye. */
  kill(): Promise<void>;
}

export async function serveWorkbench(data: string, args: readonly string[] = []): Promise<ServedWorkbench> {
  const cli = path.join(root, "src", "cli", "bin", "dataplane-lab.js");
  const child = spawn(process.execPath, [cli, "label", data, "--json", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
      const found = /"url": "([^"]+)"/.exec(out);
      if (found !== null) resolve(found[1]);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.once("exit", (code) => reject(new Error(`the workbench ended with ${code}: ${err}`)));
  });
  return { url, kill: () => killed(child) };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}

/** The workbench on a page, wherever it is: alone or in a notebook's output. */
export class WorkbenchOnPage {
  /** The workbench at an address, on a page of its own, when it can be used. */
  static async at(open: () => Promise<Watched>, url: string): Promise<Watched & { bench: WorkbenchOnPage }> {
    const watched = await open();
    await watched.page.goto(url);
    const bench = new WorkbenchOnPage(watched.page);
    await bench.ready();
    return { ...watched, bench };
  }

  readonly root: Locator;
  constructor(readonly page: Page) {
    this.root = page.locator(".wb");
  }

  async ready(): Promise<void> {
    await this.root.getByRole("heading", { name: "Label", exact: true }).waitFor({ timeout: 60_000 });
  }

  /** The instance on the page, counted from 1. */
  async instance(): Promise<number> {
    return Number(await this.root.locator("[data-focus=jump]").inputValue());
  }

  /** Presses a key and waits until what it asked for is on disk and on the page. */
  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
    await this.settled();
  }

  async settled(): Promise<void> {
    await this.page.locator(".wb:not([data-busy])").waitFor({ timeout: 60_000 });
  }

  /** The instance that the page shows once it is another than `from`. */
  async moved(from: number): Promise<number> {
    for (const end = Date.now() + 60_000; Date.now() < end; ) {
      const now = await this.instance();
      if (now !== from) return now;
      await this.page.waitForTimeout(5);
    }
    throw new Error(`the page stayed at instance ${from}: ${await this.note()}`);
  }

  note(): Promise<string> {
    return this.root.locator(".wb-note").innerText();
  }
}

/** Labels rows by keyboard from where the page stands; gives the rows (from 0) with what was said of each. */
export async function labelByKeys(
  bench: WorkbenchOnPage,
  labels: readonly { readonly key: string; readonly name: string }[],
): Promise<{ row: number; name: string }[]> {
  const said: { row: number; name: string }[] = [];
  for (const { key, name } of labels) {
    const at = await bench.instance();
    await bench.press(key);
    await bench.moved(at);
    said.push({ row: at - 1, name });
  }
  return said;
}

/** The labels in an exported file: row by row, the empty text where there is none. */
export function exportedLabels(file: string): { rows: number[]; labels: string[] } {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  const head = lines[0].split(",");
  const at = head.indexOf("label");
  const behind = head.length - at;
  const cells = lines.slice(1).map((line) => line.split(","));
  return {
    rows: cells.map((row) => Number(row[0])),
    labels: cells.map((row) => row[row.length - behind]),
  };
}
