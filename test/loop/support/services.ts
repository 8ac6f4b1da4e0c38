import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

const program = path.resolve(__dirname, "../../../src/cli/bin/dataplane-lab.js");

export interface ServedRun {
  readonly broker: string;
  readonly run: string;
  /** The run folder. */
  readonly folder: string;
  readonly tps: number;
  readonly stages: string;
}

/** A run whose parts are processes of the command line, as on machines of their own. */
export class Services {
  readonly #children = new Map<string, ChildProcess>();
  readonly #said = new Map<string, string>();

  constructor({ broker, run, folder, tps, stages }: ServedRun) {
    const data = ["--stages", stages, "--data", "testbed"];
    for (const [name, ...more] of [
      ["predict-1"],
      ["predict-2"],
      ["monitor", ...data, "--output", folder],
      ["retrain", ...data],
      ["produce", ...data, "--tps", String(tps)],
    ]) {
      const part = [name.split("-")[0], "--broker", broker, "--run", run, "--instance", name];
      const child = spawn(process.execPath, [program, "serve", ...part, ...more], {
        stdio: ["ignore", "ignore", "pipe"],
      });
      this.#children.set(name, child);
      child.stderr.on("data", (text) => this.#said.set(name, `${this.#said.get(name) ?? ""}${text}`));
    }
  }

  /** What a part has told so far. */
  said(name: string): string {
    return this.#said.get(name) ?? "";
  }

  /** Resolves when all parts ended as they should; one that failed ends the others, which would wait for it. */
  async ended(): Promise<void> {
    const codes = await Promise.all(
      [...this.#children].map(async ([name, child]) => {
        const code = child.exitCode ?? child.signalCode ?? (await once(child, "exit"))[0];
        if (code !== 0) this.kill();
        return [name, code] as const;
      }),
    );
    const told = [...this.#said].map(([name, text]) => `${name}: ${text}`).join("");
    for (const [name, code] of codes) assert.equal(code, 0, `${name} ended with ${code}\n${told}`);
  }

  kill(): void {
    for (const child of this.#children.values()) child.kill("SIGKILL");
  }
}
