import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { venvBin } from "./browser";

/** A JupyterLab server of our own. */
export interface Lab {
  /** Address of a notebook in the served folder, named without `.ipynb`, with its token and a workspace of its own. */
  url(notebook: string): string;
  /** Marks a notebook as trusted. */
  trust(notebook: string): void;
  readonly folder: string;
  /** Where the server keeps the connection files of its kernels. */
  readonly runtime: string;
}

/** Settings that keep JupyterLab quiet and show every cell, also those out of sight. */
const SETTINGS = {
  "@jupyterlab/notebook-extension/tracker": { windowingMode: "none" },
  "@jupyterlab/apputils-extension/notification": { fetchNews: "false", checkForUpdates: false },
};

/** Runs JupyterLab on a free port of 127.0.0.1 over a folder of its own, with nothing of the user's home. */
export async function withLab<T>(
  use: (lab: Lab) => Promise<T>,
  options: { readonly args?: readonly string[] } = {},
): Promise<T> {
  const home = mkdtempSync(path.join(tmpdir(), "dataplane-lab-jupyter-"));
  const folder = path.join(home, "work");
  const runtime = path.join(home, "runtime");
  mkdirSync(folder);
  for (const [name, settings] of Object.entries(SETTINGS)) {
    const file = path.join(home, "settings", `${name}.jupyterlab-settings`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(settings));
  }
  const env = {
    ...process.env,
    HOME: home,
    JUPYTER_CONFIG_DIR: path.join(home, "config"),
    JUPYTER_DATA_DIR: path.join(home, "data"),
    JUPYTER_RUNTIME_DIR: runtime,
    JUPYTERLAB_SETTINGS_DIR: path.join(home, "settings"),
    JUPYTERLAB_WORKSPACES_DIR: path.join(home, "workspaces"),
    IPYTHONDIR: path.join(home, "ipython"),
  };
  const token = randomBytes(16).toString("hex");
  const server = spawn(
    path.join(String(venvBin), "jupyter-lab"),
    [
      "--no-browser",
      "--allow-root",
      "--ServerApp.ip=127.0.0.1",
      "--ServerApp.port=0",
      `--IdentityProvider.token=${token}`,
      `--ServerApp.root_dir=${folder}`,
      ...(options.args ?? []),
    ],
    { env, stdio: ["ignore", "ignore", "pipe"] },
  );
  let log = "";
  server.stderr.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  try {
    const base = await address(server, runtime, () => log);
    return await use({
      folder,
      runtime,
      url: (notebook) => `${base}lab/workspaces/${notebook}/tree/${notebook}.ipynb?token=${token}`,
      trust: (notebook) => {
        execFileSync(path.join(String(venvBin), "jupyter-trust"), [path.join(folder, notebook)], {
          env,
          stdio: "ignore",
        });
      },
    });
  } finally {
    await stop(server);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The address that the server wrote down once it listens. */
async function address(server: ChildProcess, runtime: string, log: () => string): Promise<string> {
  for (let tries = 0; tries < 300; tries++) {
    if (server.exitCode !== null) break;
    const file = existsSync(runtime)
      ? readdirSync(runtime).find((name) => /^jpserver-\d+\.json$/.test(name))
      : undefined;
    if (file !== undefined && log().includes("http://127.0.0.1")) {
      return (JSON.parse(readFileSync(path.join(runtime, file), "utf8")) as { url: string }).url;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`JupyterLab did not start:\n${log().slice(-2000)}`);
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const gone = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGTERM");
  const timer = setTimeout(() => server.kill("SIGKILL"), 10_000);
  await gone;
  clearTimeout(timer);
}
